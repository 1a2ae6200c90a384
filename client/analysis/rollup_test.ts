import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { Rollup } from "./rollup.ts";
import { columnsOf } from "./testing.ts";

const COLUMNS = columnsOf([
  [0, 10_000],
  [1_000, 10_000],
  [2_000, 12_000],
  [3_000, "timeout"],
  [4_000, "self_dropped"],
  [5_000, 11_000],
]);

function rollupOf(from: number, to: number): Rollup {
  const rollup = new Rollup("icmp");
  rollup.add(COLUMNS, from, to);
  return rollup;
}

/** What a rollup says, without what it is made of. */
function figuresOf(rollup: Rollup) {
  return {
    sent: rollup.sent,
    lost: rollup.lost,
    longest: rollup.losses.longest,
    answered: rollup.rtt.count,
    ipdvCount: rollup.ipdvCount,
    ipdvSumUs: rollup.ipdvSumUs,
    unsent: rollup.unsent,
    off: rollup.off,
  };
}

Deno.test("Rollup.add() counts what counts, an IPDV of nothing as well", () => {
  deepStrictEqual(figuresOf(rollupOf(0, 6)), {
    sent: 5,
    lost: 1,
    longest: 1,
    answered: 4,
    ipdvCount: 2,
    ipdvSumUs: 2_000,
    unsent: 0,
    off: 0,
  });
});

Deno.test("Rollup.merge() tells the same as one pass", () => {
  const merged = rollupOf(0, 2);
  merged.merge(rollupOf(2, 6));
  deepStrictEqual(figuresOf(merged), figuresOf(rollupOf(0, 6)));
});

Deno.test("Rollup.clear() leaves what a new one has", () => {
  const rollup = rollupOf(0, 6);
  rollup.clear();
  deepStrictEqual(figuresOf(rollup), figuresOf(new Rollup("icmp")));
  strictEqual(rollup.echo, null);
});
