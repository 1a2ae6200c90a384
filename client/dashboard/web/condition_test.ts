import { deepStrictEqual, strictEqual } from "node:assert/strict";
import type { EventJson } from "./api.ts";
import { conditionOf, headlineOf } from "./condition.ts";
import type { LiveFigures } from "./live_series.ts";

const FINE: LiveFigures = {
  newestMs: 12,
  medianMs: 12,
  jitterMs: 1,
  sent: 60,
  lost: 0,
  lostInARow: 0,
};
const LOSING = { ...FINE, lost: 6 };
const SILENT = { ...FINE, newestMs: null, lost: 3, lostInARow: 3 };

function event(changes: Partial<EventJson> = {}): EventJson {
  return {
    atMs: 0,
    type: "packet_loss",
    severity: "warning",
    interface: "eth0",
    target: "",
    server: "",
    description: "Packets lost on eth0.",
    durationMs: null,
    ...changes,
  };
}

Deno.test("conditionOf() names the worst that can be said, and nothing worse", () => {
  const rows = [
    ["good", "Works well", { pings: [FINE, FINE] }],
    ["good", "Works well", { pings: [FINE, LOSING] }],
    ["warn", "Losing packets", { pings: [LOSING, LOSING] }],
    ["bad", "No connection", { pings: [SILENT, SILENT] }],
    ["good", "Works well", { pings: [FINE, SILENT] }],
    ["warn", "Losing packets", { pings: [FINE], open: [event()] }],
    [
      "bad",
      "Slow while loaded",
      {
        pings: [FINE],
        open: [event(), event({ type: "bufferbloat", severity: "critical" })],
      },
    ],
    ["good", "Works well", {
      pings: [FINE],
      open: [event({ severity: "info" })],
    }],
    ["idle", "Waiting for measurements", { pings: [] }],
    ["idle", "Not measuring", { pings: [FINE], isMonitored: false }],
    ["idle", "Not connected", { pings: [FINE], isMonitored: null }],
  ] as const;
  for (const [mood, headline, known] of rows) {
    const found = conditionOf({ open: [], isMonitored: true, ...known });
    deepStrictEqual([found.mood, found.headline], [mood, headline]);
  }
});

Deno.test("headlineOf() can name what it does not know", () => {
  strictEqual(headlineOf("route_changed"), "Route changed");
});
