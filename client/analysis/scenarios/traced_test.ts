import { deepStrictEqual, strictEqual } from "node:assert/strict";
import type { StoredEvent } from "../../model/mod.ts";
import { PATH_TROUBLE, tracedTroubles } from "./traced.ts";

const KNOWN = {
  gateways: ["192.168.0.1"],
  firstHops: ["100.64.0.1"],
  isWifi: () => false,
};

function trouble(
  hop: number,
  address: string | null,
  { before = "", target = "8.8.8.8", atMs = 0 } = {},
): StoredEvent {
  return {
    atMs,
    type: PATH_TROUBLE,
    severity: "info",
    interface: "eth0",
    target,
    server: "",
    description: "",
    durationMs: 0,
    metrics: { family: 4, kind: "loss", hop, address, before },
  };
}

Deno.test("tracedTroubles() sums up what was found again, the most often first", () => {
  const found = tracedTroubles([
    trouble(2, "100.64.0.1", { before: "192.168.0.1", atMs: 1 }),
    trouble(5, "203.0.113.9", { before: "203.0.113.1", atMs: 2 }),
    trouble(5, "203.0.113.9", {
      before: "203.0.113.1",
      target: "9.9.9.9",
      atMs: 3,
    }),
  ], KNOWN);
  deepStrictEqual(found, [{
    interface: "eth0",
    family: 4,
    kind: "loss",
    hop: 5,
    address: "203.0.113.9",
    before: "203.0.113.1",
    targets: ["8.8.8.8", "9.9.9.9"],
    times: 2,
    lastAtMs: 3,
    rung: null,
  }, {
    interface: "eth0",
    family: 4,
    kind: "loss",
    hop: 2,
    address: "100.64.0.1",
    before: "192.168.0.1",
    targets: ["8.8.8.8"],
    times: 1,
    lastAtMs: 1,
    rung: "access",
  }]);
});

for (
  const [why, event, isWifi, rung] of [
    [
      "the first hop is the own router",
      trouble(1, "192.168.0.1"),
      false,
      "gateway",
    ],
    ["over Wi-Fi it is that", trouble(1, "192.168.0.1"), true, "wifi"],
    [
      "the target itself",
      trouble(7, "8.8.8.8", { before: "x" }),
      false,
      "far_end",
    ],
    [
      "a silent hop behind the router",
      trouble(2, null, { before: "192.168.0.1" }),
      false,
      "access",
    ],
    ["nobody knows whose it is", trouble(4, "x", { before: "y" }), false, null],
  ] as const
) {
  Deno.test(`tracedTroubles() knows the step: ${why}`, () => {
    const known = { ...KNOWN, isWifi: () => isWifi };
    strictEqual(tracedTroubles([event], known)[0]?.rung, rung);
  });
}
