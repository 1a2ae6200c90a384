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
    rttNs: Math.round(ms * 1e6),
    medianNs: Math.round(ms * 1e6),
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

/** The delay found at a target that usually takes so long, ms. */
function addedOf(usualMs: number, nowMs: number): number | undefined {
  const way = [["a", 0, 1], ["b", 0, 5]] as const;
  const usual = hopsOf([...way, ["t", 0, usualMs]]);
  const now = hopsOf([...way, ["t", 0, nowMs]]);
  return pathFaults(now, usual)[0]?.addedMs;
}

Deno.test("pathFaults() takes 5 ms more for a fault, and a fifth more of what takes long", () => {
  strictEqual(addedOf(10, 14.999999), undefined);
  strictEqual(addedOf(10, 15), 5);
  strictEqual(addedOf(100, 119), undefined);
  strictEqual(addedOf(100, 120), 20);
});

Deno.test("pathFaults() begins a delay where half of it is there", () => {
  const begun = (halfMs: number) => {
    const now = hopsOf([
      ["a", 0, 1],
      ["b", 0, 5 + halfMs],
      ["c", 0, 49],
      ["t", 0, 50],
    ]);
    return pathFaults(now, USUAL).map(({ ttl, addedMs }) => [ttl, addedMs]);
  };
  deepStrictEqual(begun(19.9), [[3, 40]]);
  deepStrictEqual(begun(20), [[2, 40]]);
});

Deno.test("pathFaults() needs two losses of the target, and a share of 5 %", () => {
  const lossy = (target: number) =>
    pathFaults(hopsOf([["a", 0, 1], ["b", 0, 5], ["t", target, 9]]), null)
      .map(({ kind, ttl, lossPct }) => [kind, ttl, lossPct]);
  deepStrictEqual(lossy(1), []);
  deepStrictEqual(lossy(2), [], "two of sixty may be chance");
  deepStrictEqual(lossy(5), [["loss", 3, 25]]);
  const first = hopsOf([["a", 2, 1], ["t", 2, 9]]);
  deepStrictEqual(
    pathFaults(first, null).map(({ ttl, before }) => [
      ttl,
      before,
    ]),
    [[1, null]],
    "there is nothing before the first hop",
  );
  const many = (lost: number) =>
    [
      { ...hopsOf([["a", 0, 1]])[0], sent: 200, lost: 0 },
      { ...hopsOf([["a", 0, 1]])[0], ttl: 2, sent: 200, lost },
    ] as readonly PathHop[];
  deepStrictEqual(pathFaults(many(9), null), [], "4.5 %");
  strictEqual(pathFaults(many(10), null)[0]?.lossPct, 5);
});

/** What is found of hops that lost so many of so many probes. */
function lossesOf(hops: readonly (readonly [lost: number, sent: number])[]) {
  const now = hopsOf(hops.map(([lost], at) => [`h${at}`, lost, at]));
  const sent = now.map((hop, at) => ({ ...hop, sent: hops[at]?.[1] ?? 0 }));
  return pathFaults(sent, null).map(({ ttl, lossPct }) => [ttl, lossPct]);
}

Deno.test("pathFaults() needs a fault e^3 times likelier than none", () => {
  // The logarithm of the likelihood at its best share p of n: k ln p + (n - k)
  // ln (1 - p). Of 4 of 20 it is -10.01, of 4 of 40 -13.00; of 5: -11.25, -15.07.
  deepStrictEqual(lossesOf([[0, 20], [4, 20]]), [], "2.995");
  deepStrictEqual(lossesOf([[0, 20], [5, 20]]), [[2, 25]], "3.82");
  // All of the last n: 2 n ln 2.
  deepStrictEqual(lossesOf([[0, 2], [2, 2]]), [], "2.77");
  deepStrictEqual(lossesOf([[0, 3], [3, 3]]), [[2, 100]], "4.16");
});

Deno.test("pathFaults() names the first hop where no other explains losses better", () => {
  deepStrictEqual(lossesOf([[20, 100], [22, 100]]), [[1, 21]], "2 % are few");
  deepStrictEqual(lossesOf([[1, 20]]), [], "a single loss");
  deepStrictEqual(lossesOf([[2, 20]]), [[1, 10]]);
  // 30 of the last 40 are as likely as 10 of the first 40.
  deepStrictEqual(lossesOf([[0, 20], [10, 20], [20, 20]]), [[2, 75]]);
});

Deno.test("pathFaults() says nothing of no way at all", () => {
  deepStrictEqual(pathFaults([], USUAL), [], "nothing was sent");
  deepStrictEqual(pathFaults([], null), []);
  deepStrictEqual(pathFaults([], []), []);
  const unsent = hopsOf([["a", 0, 1]]).map((hop) => ({ ...hop, sent: 0 }));
  deepStrictEqual(pathFaults(unsent, null), []);
});

Deno.test("pathFaults() compares a hop with itself only, though its address changed", () => {
  const now = hopsOf([["a", 0, 1], ["x", 0, 90], ["c", 0, 49], ["t", 0, 50]]);
  const [fault] = pathFaults(now, USUAL);
  deepStrictEqual([fault?.ttl, fault?.address, fault?.before], [3, "c", "a"]);
});
