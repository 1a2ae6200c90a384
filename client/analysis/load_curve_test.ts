import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { blocksOf, curveOf } from "./load_curve.ts";

Deno.test("curveOf() puts each limit into the bin above it", () => {
  const rates = [10, 24.9, 25, 49.9, 50, 74.9, 75, 100, 130];
  const loaded = rates.map((bps, atMs) => ({ atMs, bps, upliftNs: bps }));
  const curve = curveOf(loaded, { idleNs: [1, 2, 3], highestBps: 100 });
  deepStrictEqual(
    curve.map(({ fromPct, toPct, seconds, p50Ns }) => [
      fromPct,
      toPct,
      seconds,
      p50Ns,
    ]),
    [
      [0, 10, 3, 2],
      [10, 25, 2, 10],
      [25, 50, 2, 25],
      [50, 75, 2, 50],
      [75, Infinity, 3, 100],
    ],
  );
});

Deno.test("blocksOf() cuts at gaps and after ten seconds", () => {
  const at = (seconds: readonly number[]) =>
    blocksOf(seconds.map((s) => ({ atMs: 1000 * s, bps: 1, upliftNs: s })))
      .map(({ length }) => length);
  deepStrictEqual(at([]), []);
  deepStrictEqual(at([1, 2, 3]), [3]);
  deepStrictEqual(at([1, 2, 4, 5, 9]), [2, 2, 1]);
  deepStrictEqual(at([0, 1.5, 3, 4.501]), [3, 1], "1.5 s are no gap yet");
  strictEqual(at(Array.from({ length: 25 }, (_, i) => i)).join(), "10,10,5");
});
