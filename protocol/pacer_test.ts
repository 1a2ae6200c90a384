import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { Pacer } from "./mod.ts";

/** One that spends all it may, at each of some instants; how much each time. */
function sent(pacer: Pacer, instantsMs: readonly number[]): readonly number[] {
  return instantsMs.map((nowMs) => {
    const due = pacer.due(nowMs);
    pacer.spend(due);
    return due;
  });
}

Deno.test("Pacer.due() lets a rate through, however late it is asked", () => {
  const pacer = new Pacer({ datagramBits: 1e4, nowMs: 0, burst: 1 });
  pacer.rateBps = 10e6; // one a millisecond
  deepStrictEqual(sent(pacer, [0, 1, 2, 2.5, 3, 9, 9.5, 10.5]), [
    ...[1, 1, 1, 0, 1, 6, 0, 1],
  ]);
});

Deno.test("Pacer.due() makes up for 10 ms at most", () => {
  const pacer = new Pacer({ datagramBits: 1e4, nowMs: 0, burst: 1 });
  pacer.rateBps = 10e6;
  deepStrictEqual(sent(pacer, [0, 500, 501]), [1, 10, 1]);
});

Deno.test("Pacer.due() begins with a burst, whatever the rate", () => {
  const pacer = new Pacer({ datagramBits: 1e4, nowMs: 0, burst: 10 });
  pacer.rateBps = 100e3; // one in 100 ms
  deepStrictEqual(sent(pacer, [0, 50, 99, 100, 200]), [10, 0, 0, 1, 1]);
});

Deno.test("Pacer.waitMs() says when the next one is due", () => {
  const pacer = new Pacer({ datagramBits: 1e4, nowMs: 0, burst: 1 });
  pacer.rateBps = 100e3;
  strictEqual(pacer.waitMs(), 0);
  sent(pacer, [0]);
  strictEqual(pacer.waitMs(), 100);
  pacer.due(25);
  strictEqual(pacer.waitMs(), 75);
});

Deno.test("Pacer.due() knows no limit where there is no rate", () => {
  const pacer = new Pacer({ datagramBits: 1e4, nowMs: 0, burst: 1 });
  pacer.rateBps = Infinity;
  deepStrictEqual(sent(pacer, [0, 0]), [Infinity, Infinity]);
});

Deno.test("Pacer has no rate at first: only the burst leaves", () => {
  const pacer = new Pacer({ datagramBits: 1e4, nowMs: 0, burst: 2 });
  strictEqual(pacer.rateBps, 0);
  deepStrictEqual(sent(pacer, [0, 1e9]), [2, 0]);
});

Deno.test("Pacer.due() saves up one datagram, where 10 ms are less", () => {
  const pacer = new Pacer({ datagramBits: 1e4, nowMs: 0, burst: 1 });
  pacer.rateBps = 100e3; // one in 100 ms
  deepStrictEqual(sent(pacer, [0, 1_000, 1_001]), [1, 1, 0]);
});

Deno.test("Pacer.waitMs() is 0 from one whole datagram on, or without a rate", () => {
  const cases: readonly [burst: number, rateBps: number, waitMs: number][] = [
    [1, 100e3, 0],
    [1.5, 100e3, 0],
    [0.5, 100e3, 50],
    [0.5, Infinity, 0],
    [1, 0, 0],
    [0.5, 0, Infinity],
  ];
  for (const [burst, rateBps, waitMs] of cases) {
    const pacer = new Pacer({ datagramBits: 1e4, nowMs: 0, burst });
    pacer.rateBps = rateBps;
    strictEqual(pacer.waitMs(), waitMs, `${burst} at ${rateBps}`);
  }
});
