import { deepStrictEqual, ok, strictEqual, throws } from "node:assert/strict";
import { DelayLine, type LineOptions } from "./delay_line.ts";

const MS = 1e6;

/** Sends packets 1, 2, 3... of 1000 bytes at `stepNs`; returns `[number, atNs]`. */
function deliveries(
  options: Partial<LineOptions>,
  { count, stepNs }: { readonly count: number; readonly stepNs: number },
): { readonly line: DelayLine; readonly out: [number, number][] } {
  const line = new DelayLine(options, 7);
  const out: [number, number][] = [];
  function flush(nowNs: number): void {
    while (line.nextDueNs <= nowNs) {
      const atNs = line.nextDueNs;
      const packet = line.take(atNs);
      if (packet !== undefined) out.push([packet[0] ?? 0, atNs]);
    }
  }
  for (let index = 0; index < count; index += 1) {
    flush(index * stepNs);
    const packet = new Uint8Array(1000);
    packet[0] = index + 1;
    line.offer(packet, index * stepNs);
  }
  flush(Number.MAX_VALUE);
  return { line, out };
}

Deno.test("DelayLine delays every packet alike", () => {
  const { out } = deliveries({ delayNs: 10 * MS }, { count: 3, stepNs: MS });
  deepStrictEqual(out, [[1, 10 * MS], [2, 11 * MS], [3, 12 * MS]]);
});

Deno.test("DelayLine keeps the order under jitter", () => {
  const { out } = deliveries(
    { delayNs: 10 * MS, jitterNs: 5 * MS },
    { count: 200, stepNs: MS / 10 },
  );
  const numbers = out.map(([number]) => number);
  deepStrictEqual(numbers, numbers.toSorted((a, b) => a - b));
  ok(out.every(([number, atNs]) => {
    const delayNs = atNs - (number - 1) * MS / 10;
    return delayNs >= 10 * MS && delayNs <= 15 * MS;
  }));
});

Deno.test("DelayLine counts what it loses, and repeats it with the same seed", () => {
  const first = deliveries({ loss: 0.1 }, { count: 1_000, stepNs: MS });
  const second = deliveries({ loss: 0.1 }, { count: 1_000, stepNs: MS });
  const { lost, delivered, offered } = first.line.counters;
  deepStrictEqual(first.out, second.out);
  strictEqual(lost + delivered, offered);
  ok(lost > 70 && lost < 130, `${lost} of 1000 at 10 %`);
});

Deno.test("DelayLine queues at its rate, and drops what does not fit", () => {
  // 8 Mbit/s: 1 ms a packet; all offered at once; three fit in the queue.
  const { line, out } = deliveries(
    { rateBps: 8e6, queueBytes: 3_000 },
    { count: 5, stepNs: 0 },
  );
  deepStrictEqual(out, [[1, MS], [2, 2 * MS], [3, 3 * MS]]);
  strictEqual(line.counters.overflowed, 2);
});

Deno.test("DelayLine lets a reordered packet overtake", () => {
  const { line, out } = deliveries(
    { delayNs: 10 * MS, reorder: 0.25 },
    { count: 40, stepNs: MS },
  );
  const { reordered } = line.counters;
  ok(reordered > 0);
  const undelayed = out.filter(([n, atNs]) => atNs === (n - 1) * MS);
  strictEqual(undelayed.length, reordered);
});

Deno.test("DelayLine sends copies right behind the packet", () => {
  const { line, out } = deliveries(
    { delayNs: MS, duplicate: 1 },
    { count: 2, stepNs: MS },
  );
  deepStrictEqual(out, [[1, MS], [1, MS], [2, 2 * MS], [2, 2 * MS]]);
  strictEqual(line.counters.duplicated, 2);
});

Deno.test("DelayLine.change() never lets later packets overtake", () => {
  const line = new DelayLine({ delayNs: 10 * MS }, 1);
  line.offer(Uint8Array.of(1), 0);
  line.change({ delayNs: 0 });
  line.offer(Uint8Array.of(2), MS);
  strictEqual(line.take(9 * MS), undefined);
  deepStrictEqual(line.take(10 * MS), Uint8Array.of(1));
  deepStrictEqual(line.take(10 * MS), Uint8Array.of(2));
  strictEqual(line.nextDueNs, Infinity);
});

Deno.test("DelayLine refuses what it does not know, and impossible values", () => {
  throws(() => new DelayLine({ loss: 2 }, 1), {
    name: "RangeError",
    message:
      "Cannot impair a line as loss is out of range: found 2 (allowed: 0 to 1)",
  });
  const unknown: object = { delayMs: 1 };
  throws(() => new DelayLine(unknown, 1), {
    name: "RangeError",
    message:
      'Cannot impair a line: found "delayMs" (allowed: delayNs, jitterNs, loss, rateBps, queueBytes, reorder, duplicate)',
  });
});
