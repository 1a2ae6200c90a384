import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { PathHops } from "./path_hops.ts";

const ROUTER = { rttNs: 5, isTarget: false };

Deno.test("PathHops ends at the target, whatever was asked beyond it", () => {
  const hops = new PathHops();
  for (const ttl of [1, 2, 3, 4]) hops.send(ttl);
  hops.answer(1, "a", ROUTER);
  hops.answer(4, "t", { rttNs: 9, isTarget: true });
  hops.answer(3, "t", { rttNs: 9, isTarget: true });
  strictEqual(hops.reachedTtl, 3);
  deepStrictEqual(hops.finish().map(({ ttl, address }) => [ttl, address]), [
    [1, "a"],
    [2, null],
    [3, "t"],
  ]);
});

Deno.test("PathHops keeps the shortest and the median answer, and counts what is missing", () => {
  const hops = new PathHops();
  for (let probe = 0; probe < 5; probe++) hops.send(1);
  for (const rttNs of [30, 10, 20, 90]) {
    hops.answer(1, "a", { rttNs, isTarget: false });
  }
  deepStrictEqual(hops.finish(), [
    { ttl: 1, address: "a", rttNs: 10, medianNs: 20, sent: 5, lost: 1 },
  ]);
});

Deno.test("PathHops takes the router that answers most, and says that others do", () => {
  const hops = new PathHops();
  for (const from of ["b", "a", "a"]) {
    hops.send(1);
    hops.answer(1, from, ROUTER);
  }
  strictEqual(hops.finish()[0]?.address, "a");
  deepStrictEqual(hops.balancedTtls, [1]);
});

Deno.test("PathHops ends at the last router that answers where the target does not", () => {
  const hops = new PathHops();
  for (let ttl = 1; ttl <= 12; ttl++) hops.send(ttl);
  hops.answer(2, "b", ROUTER);
  strictEqual(hops.isSilentFor(10), true);
  strictEqual(hops.isSilentFor(11), false);
  deepStrictEqual(hops.finish().map(({ address }) => address), [null, "b"]);
});
