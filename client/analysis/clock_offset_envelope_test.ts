import { deepStrictEqual } from "node:assert/strict";
import { Envelope } from "./clock_offset_envelope.ts";

const SECOND_NS = 1e9;
const STEADY = { rate: 0, slack: 0 };

Deno.test("Envelope.bounds() lie between the lowest way up and the highest way down", () => {
  const envelope = new Envelope(20);
  envelope.add(1.2e9, { upNs: 30, downNs: 10 });
  envelope.add(1.4e9, { upNs: 28, downNs: 8 });
  envelope.add(2.1e9, { upNs: 35, downNs: 14 });
  deepStrictEqual(envelope.bounds(3e9, STEADY, 20), { upNs: 28, downNs: 14 });
});

Deno.test("Envelope.add() keeps a second's lowest way up and highest way down", () => {
  const samples = [{ upNs: 30, downNs: 10 }, { upNs: 28, downNs: 12 }];
  for (const order of [samples, samples.toReversed()]) {
    const envelope = new Envelope(20);
    for (const [i, one] of order.entries()) envelope.add(1e9 + i, one);
    deepStrictEqual(envelope.bounds(3e9, STEADY, 20), { upNs: 28, downNs: 12 });
  }
});

Deno.test("Envelope.bounds() of nothing are infinite", () => {
  const envelope = new Envelope(20);
  const nothing = { upNs: Infinity, downNs: -Infinity };
  deepStrictEqual(envelope.bounds(0, STEADY, 20), nothing);
  envelope.add(0, { upNs: 5, downNs: 1 });
  envelope.clear();
  deepStrictEqual(envelope.bounds(0, STEADY, 20), nothing);
});

Deno.test("Envelope.bounds() look back so many seconds, the current one included", () => {
  const cases: readonly [atNs: number, sees: boolean, why: string][] = [
    [4.5e9, true, "the third second"],
    [4_999_999_999, true, "its end"],
    [5e9, false, "the fourth"],
  ];
  for (const [atNs, sees, why] of cases) {
    const envelope = new Envelope(20);
    envelope.add(2 * SECOND_NS, { upNs: 5, downNs: 1 });
    const expected = sees
      ? { upNs: 5, downNs: 1 }
      : { upNs: Infinity, downNs: -Infinity };
    deepStrictEqual(envelope.bounds(atNs, STEADY, 3), expected, why);
  }
});

Deno.test("Envelope.bounds() move by the drift, and widen by what it may be wrong", () => {
  const envelope = new Envelope(20);
  envelope.add(1e9, { upNs: 1_000, downNs: -1_000 });
  const drift = { rate: 40e-9, slack: 3e-9 };
  deepStrictEqual(envelope.bounds(11e9, drift, 20), {
    upNs: 1_000 + 400 + 30,
    downNs: -1_000 + 400 - 30,
  });
});

Deno.test("Envelope.add() takes a second's place anew when it comes round", () => {
  const envelope = new Envelope(3);
  envelope.add(1e9, { upNs: 5, downNs: 1 });
  envelope.add(4e9, { upNs: 9, downNs: 0 });
  envelope.add(1.5e9, { upNs: 2, downNs: 2 }); // too late
  deepStrictEqual(envelope.bounds(4e9, STEADY, 3), { upNs: 9, downNs: 0 });
});

Deno.test("Envelope.bounds() see the very first second, and of equal samples the first", () => {
  const envelope = new Envelope(20);
  envelope.add(0, { upNs: 5, downNs: 1 });
  envelope.add(0.5e9, { upNs: 5, downNs: 1 });
  deepStrictEqual(envelope.bounds(1e9, { rate: 10e-9, slack: 1e-9 }, 20), {
    upNs: 5 + 10 + 1,
    downNs: 1 + 10 - 1,
  });
});
