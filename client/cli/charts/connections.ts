/** Interfaces, or else servers or targets, with their figures side by side. @module */

import { Rollup } from "../../analysis/mod.ts";
import type { ComparisonInput, Connection } from "../../charts/mod.ts";
import type { Series, TestResult } from "../../model/mod.ts";
import type { ChartMaterial, SeriesTotal } from "./material.ts";

const US_PER_MS = 1000;
const BPS_PER_MBIT = 1e6;
/** More bars than this in a panel cannot be read. */
const MOST_CONNECTIONS = 8;

/**
 * What can be compared: interfaces where there are several, else servers,
 * else targets. Only what all of them were measured to counts.
 *
 * @param material What was measured.
 */
export function connectionsOf(
  material: ChartMaterial,
): Pick<ComparisonInput, "by" | "connections" | "targets"> {
  const totals = material.totals();
  const tests = material.tests();
  const interfaces = distinct(totals, ({ interface: name }) => name);
  const servers = distinct(totals, ({ server }) => server)
    .filter((name) => name !== "");
  if (interfaces.length > 1) {
    const targets = sharedTargets(totals, interfaces);
    const isShared = ({ series }: SeriesTotal) =>
      targets.includes(targetOf(series)) || targets.length === 0;
    return {
      by: "interface",
      targets,
      connections: interfaces.map((name) => {
        const own = totals.filter(({ series }) => series.interface === name);
        const kind = own[0]?.series.connectionType ?? "unknown";
        return connectionOf(
          kind === "unknown" ? name : `${name} (${kind})`,
          own.filter(isShared),
          tests.filter((test) => test.interface === name),
        );
      }),
    };
  }
  const by = servers.length > 1 ? "server" : "target";
  const nameOf = (series: Series) =>
    by === "server" ? series.server : targetOf(series);
  const names = distinct(totals, nameOf).filter((name) => name !== "");
  return {
    by,
    targets: [],
    connections: names.slice(0, MOST_CONNECTIONS).map((name) =>
      connectionOf(
        name,
        totals.filter(({ series }) => nameOf(series) === name),
        by === "server" ? tests.filter(({ server }) => server === name) : [],
      )
    ),
  };
}

function distinct(
  totals: readonly SeriesTotal[],
  nameOf: (series: Series) => string,
): readonly string[] {
  return [...new Set(totals.map(({ series }) => nameOf(series)))];
}

/** The own server by its name, all else by its target. */
function targetOf({ server, target }: Series): string {
  return server || target;
}

function sharedTargets(
  totals: readonly SeriesTotal[],
  interfaces: readonly string[],
): readonly string[] {
  return distinct(totals, targetOf).filter((target) =>
    interfaces.every((name) =>
      totals.some(({ series }) =>
        series.interface === name && targetOf(series) === target &&
        series.role !== "gateway"
      )
    )
  );
}

function connectionOf(
  name: string,
  own: readonly SeriesTotal[],
  tests: readonly TestResult[],
): Connection {
  const all = new Rollup("icmp");
  for (const { total } of own) all.merge(total);
  return {
    name,
    p50Ms: all.rtt.percentile(50) / US_PER_MS,
    p95Ms: all.rtt.percentile(95) / US_PER_MS,
    jitterMs: all.ipdvSumUs / all.ipdvCount / US_PER_MS,
    lossPct: 100 * all.lost / all.sent,
    downloadMbps: medianMbps(tests.map(({ downloadBps }) => downloadBps)),
    uploadMbps: medianMbps(tests.map(({ uploadBps }) => uploadBps)),
  };
}

function medianMbps(rates: readonly (number | null)[]): number {
  const known = rates.flatMap((bps) => bps ?? []).sort((a, b) => a - b);
  const middle = known[Math.floor((known.length - 1) / 2)];
  return middle === undefined ? NaN : middle / BPS_PER_MBIT;
}
