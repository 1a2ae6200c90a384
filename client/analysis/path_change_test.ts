import { deepStrictEqual, strictEqual } from "node:assert/strict";
import type { PathHop } from "../model/mod.ts";
import { type FoundWay, wayChange } from "./path_change.ts";

function way(
  addresses: readonly (string | null)[],
  { isReached = true, balancedTtls = [] as readonly number[] } = {},
): FoundWay {
  const hops = addresses.map((address, at): PathHop => ({
    ttl: at + 1,
    address,
    rttNs: 1e6,
    medianNs: 1e6,
    sent: 3,
    lost: address === null ? 3 : 0,
  }));
  return { hops, isReached, balancedTtls };
}

const BEFORE = way(["a", "b", "c", "t"]);

Deno.test("wayChange() names the first hop where another router answers", () => {
  deepStrictEqual(wayChange(BEFORE, way(["a", "x", "y", "t"])), {
    ttl: 2,
    before: "b",
    after: "x",
  });
});

Deno.test("wayChange() takes a silent hop for the same one", () => {
  strictEqual(wayChange(BEFORE, way(["a", null, "c", "t"])), null);
  strictEqual(wayChange(way(["a", null, "c", "t"]), BEFORE), null);
});

Deno.test("wayChange() sees a way that is longer or shorter", () => {
  deepStrictEqual(wayChange(BEFORE, way(["a", "b", null, "d", "t"])), {
    ttl: 4,
    before: "t",
    after: "d",
  });
  deepStrictEqual(wayChange(BEFORE, way(["a", "b", "t"])), {
    ttl: 3,
    before: "c",
    after: "t",
  });
  deepStrictEqual(wayChange(way(["a", null, "t"]), way(["a", "t"])), {
    ttl: 3,
    before: "t",
    after: null,
  });
});

Deno.test("wayChange() does not take a way that is cut off for a shorter one", () => {
  strictEqual(wayChange(BEFORE, way(["a", "b"], { isReached: false })), null);
});

Deno.test("wayChange() takes routers that take turns for no change", () => {
  const balancedTtls = [2];
  const other = way(["a", "x", "c", "t"]);
  strictEqual(
    wayChange(way(["a", "b", "c", "t"], { balancedTtls }), other),
    null,
  );
  const beyond = way(["a", "x", "y", "t"], { balancedTtls });
  strictEqual(wayChange(BEFORE, beyond)?.ttl, 3);
});
