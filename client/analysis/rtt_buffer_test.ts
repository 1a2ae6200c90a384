import { deepStrictEqual } from "node:assert/strict";
import { RttBuffer } from "./rtt_buffer.ts";

/** So many values, the largest first. */
function falling(count: number): readonly number[] {
  return Array.from({ length: count }, (_, i) => 10 * (count - i));
}

function figuresOf(buffer: RttBuffer) {
  return { sum: buffer.sum, sorted: [...buffer.sorted()] };
}

Deno.test("RttBuffer sorts and sums up however many it was given", () => {
  for (const count of [0, 1, 1_024, 1_025, 2_049, 5_000]) {
    const buffer = new RttBuffer();
    for (const us of falling(count)) buffer.push(us);
    deepStrictEqual(figuresOf(buffer), {
      sum: 10 * count * (count + 1) / 2,
      sorted: falling(count).toReversed(),
    });
  }
});

Deno.test("RttBuffer.sorted() can be asked in between", () => {
  const buffer = new RttBuffer();
  const seen = [30, 10, 20].map((us) => {
    buffer.push(us);
    return [...buffer.sorted()];
  });
  deepStrictEqual(seen, [[30], [10, 30], [10, 20, 30]]);
});

Deno.test("RttBuffer.clear() forgets every value", () => {
  const buffer = new RttBuffer();
  for (const us of falling(2_000)) buffer.push(us);
  buffer.clear();
  deepStrictEqual(figuresOf(buffer), { sum: 0, sorted: [] });
  buffer.push(7);
  deepStrictEqual(figuresOf(buffer), { sum: 7, sorted: [7] });
});
