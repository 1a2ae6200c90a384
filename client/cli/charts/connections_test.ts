import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { Rollup } from "../../analysis/mod.ts";
import { columnsOf, SERIES } from "../../analysis/testing.ts";
import type { Series } from "../../model/mod.ts";
import { connectionsOf } from "./connections.ts";
import type { ChartMaterial } from "./material.ts";

function totalOf(changes: Partial<Series>, ms: number) {
  const series = { ...SERIES, ...changes };
  const columns = columnsOf([[0, 1000 * ms], [1000, 1000 * ms]], series);
  const total = new Rollup(series.probe);
  total.add(columns, 0, columns.length);
  return { series, total };
}

/** As much of the material as is asked for. */
function materialOf(
  totals: readonly ReturnType<typeof totalOf>[],
): ChartMaterial {
  return { totals: () => totals, tests: () => [] } as unknown as ChartMaterial;
}

Deno.test("connectionsOf() compares interfaces by the targets that all have, without their routers", () => {
  const material = materialOf([
    totalOf({ interface: "eth0", target: "1.1.1.1" }, 10),
    totalOf({ interface: "eth0", target: "only.example" }, 90),
    totalOf({ interface: "eth0", target: "192.0.2.9", role: "gateway" }, 1),
    totalOf({
      interface: "wlan0",
      connectionType: "wifi",
      target: "1.1.1.1",
    }, 30),
    totalOf({ interface: "wlan0", target: "192.0.2.9", role: "gateway" }, 1),
  ]);
  const { by, targets, connections } = connectionsOf(material);
  deepStrictEqual([by, targets], ["interface", ["1.1.1.1"]]);
  deepStrictEqual(
    connections.map(({ name, p50Ms }) => [name, Math.round(p50Ms)]),
    [["eth0 (wired)", 10], ["wlan0 (wifi)", 30]],
  );
});

Deno.test("connectionsOf() compares servers where there is one interface, else targets", () => {
  const echo = { probe: "echo", role: "server" } as const;
  const servers = connectionsOf(materialOf([
    totalOf({ ...echo, server: "near" }, 5),
    totalOf({ ...echo, server: "far" }, 80),
    totalOf({ target: "1.1.1.1" }, 10),
  ]));
  strictEqual(servers.by, "server");
  deepStrictEqual(servers.connections.map(({ name }) => name), ["near", "far"]);
  const targets = connectionsOf(materialOf([
    totalOf({ target: "1.1.1.1" }, 10),
    totalOf({ target: "8.8.8.8" }, 12),
  ]));
  strictEqual(targets.by, "target");
  deepStrictEqual(
    targets.connections.map(({ name }) => name),
    ["1.1.1.1", "8.8.8.8"],
  );
});
