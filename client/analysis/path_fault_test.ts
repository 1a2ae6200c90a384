import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { seededRandom } from "../../tests/support/random.ts";
import type { PathHop } from "../model/mod.ts";
import { pathFaults } from "./path_fault.ts";

/** A hop by how many of 20 it lost, and its median, ms. */
type Hop = readonly [address: string | null, lost: number, ms: number];

function hopsOf(hops: readonly Hop[]): readonly PathHop[] {
  return hops.map(([address, lost, ms], at) => ({
    ttl: at + 1,
    address,
    rttNs: ms * 1e6,
    medianNs: ms * 1e6,
    sent: 20,
    lost,
  }));
}

const USUAL = hopsOf([["a", 0, 1], ["b", 0, 5], ["c", 0, 9], ["t", 0, 10]]);

Deno.test("pathFaults() names nothing where all is well", () => {
  deepStrictEqual(pathFaults(USUAL, USUAL), []);
});

Deno.test("pathFaults() names the first hop from which on packets are lost", () => {
  const now = hopsOf([["a", 0, 1], ["b", 0, 5], ["c", 6, 9], ["t", 5, 10]]);
  deepStrictEqual(pathFaults(now, USUAL), [{
    kind: "loss",
    ttl: 3,
    address: "c",
    before: "b",
    lossPct: 25,
    addedMs: 0,
  }]);
});

Deno.test("pathFaults() does not blame a router that answers rarely", () => {
  const now = hopsOf([["a", 0, 1], ["b", 15, 5], ["c", 0, 9], ["t", 0, 10]]);
  deepStrictEqual(pathFaults(now, USUAL), []);
  const lossy = hopsOf([["a", 0, 1], ["b", 15, 5], ["c", 0, 9], ["t", 6, 10]]);
  strictEqual(pathFaults(lossy, USUAL)[0]?.ttl, 4);
});

Deno.test("pathFaults() names the hop where a way is cut off", () => {
  const now = hopsOf([["a", 0, 1], ["b", 0, 5]]);
  const [fault] = pathFaults(now, USUAL);
  deepStrictEqual([fault?.kind, fault?.ttl, fault?.before, fault?.lossPct], [
    "loss",
    3,
    "b",
    100,
  ]);
});

Deno.test("pathFaults() names the first hop from which on all are slow", () => {
  const now = hopsOf([["a", 0, 1], ["b", 0, 45], ["c", 0, 50], ["t", 0, 50]]);
  deepStrictEqual(pathFaults(now, USUAL), [{
    kind: "delay",
    ttl: 2,
    address: "b",
    before: "a",
    lossPct: 0,
    addedMs: 40,
  }]);
});

Deno.test("pathFaults() does not blame a router that takes its time", () => {
  const now = hopsOf([["a", 0, 90], ["b", 0, 5], ["c", 0, 49], ["t", 0, 50]]);
  const [fault] = pathFaults(now, USUAL);
  deepStrictEqual([fault?.kind, fault?.ttl], ["delay", 3]);
});

Deno.test("pathFaults() knows of no delay without the usual figures", () => {
  const now = hopsOf([["a", 0, 1], ["t", 0, 500]]);
  deepStrictEqual(pathFaults(now, null), []);
});

Deno.test("pathFaults() places a quarter of loss right, 19 times in 20 and more", () => {
  const random = seededRandom(11);
  const lose = (share: number) =>
    Array.from({ length: 20 }, () => random() < share).filter(Boolean).length;
  let right = 0;
  const runs = 300;
  for (let run = 0; run < runs; run++) {
    const bad = 2 + run % 6;
    const now = hopsOf(Array.from({ length: 7 }, (_, at): Hop => [
      `h${at}`,
      lose(at + 1 >= bad ? 0.3 : 0),
      at,
    ]));
    if (pathFaults(now, null)[0]?.ttl === bad) right++;
  }
  ok(right >= 0.95 * runs, `${right} of ${runs}`);
});
