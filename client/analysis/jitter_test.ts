import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { Ipdv, SmoothedJitter } from "./jitter.ts";

Deno.test("Ipdv.next() is undefined at the start and across a loss", () => {
  const cases: readonly [
    fed: readonly (number | null)[],
    found: readonly (number | null)[],
    why: string,
  ][] = [
    [[10], [null], "nothing to compare with"],
    [[10, 10], [null, 0], "no change is a measurement"],
    [[10, 7, 12], [null, 3, 5], "absolute, to the neighbour"],
    [[10, null, 30], [null, null, null], "a lost probe is not bridged"],
    [[10, null, 30, 31], [null, null, null, 1], "and starts anew after it"],
    [[null, null, 5], [null, null, null], "lost from the start"],
  ];
  for (const [fed, found, why] of cases) {
    const ipdv = new Ipdv();
    deepStrictEqual(fed.map((rttNs) => ipdv.next(rttNs)), found, why);
  }
});

Deno.test("SmoothedJitter.add() follows J += (|D| - J) / 16", () => {
  const jitter = new SmoothedJitter();
  strictEqual(jitter.value, 0);
  jitter.add(16);
  strictEqual(jitter.value, 1);
  jitter.add(16);
  strictEqual(jitter.value, 1 + 15 / 16);
  for (let i = 0; i < 500; i++) jitter.add(16);
  ok(Math.abs(jitter.value - 16) < 1e-9, "a constant difference is reached");
});
