import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import type { Period } from "../model/mod.ts";
import { Rollup } from "./rollup.ts";
import { type Statistics, StatisticsGatherer } from "./statistics.ts";
import { columnsOf, type Row } from "./testing.ts";

const PERIOD: Period = { fromMs: 0, toMs: 100_000 };

function gather(
  rows: readonly Row[],
  gaps: readonly Period[] = [],
): Statistics {
  const gatherer = new StatisticsGatherer(PERIOD, gaps);
  gatherer.add(columnsOf(rows));
  return gatherer.finish();
}

Deno.test("StatisticsGatherer counts every status once", () => {
  const found = gather([
    [0, 10_000],
    [1000, 14_000],
    [2000, "timeout"],
    [3000, "self_dropped"],
    [4000, "reset"],
    [5000, "unreachable"],
    [6000, 12_000],
  ]);
  strictEqual(found.sent, 6);
  strictEqual(found.lost, 2);
  strictEqual(found.answered, 3);
  strictEqual(found.byStatus.self_dropped, 1);
  strictEqual(found.byStatus.reset, 1);
  strictEqual(found.lossPct, 100 * 2 / 6);
  strictEqual(found.meanUs, 12_000);
  strictEqual(found.meanIpdvUs, 4000, "only the first pair is unbroken");
  strictEqual(found.jitterUs, 250);
  strictEqual(found.availabilityPct, 100, "lone losses are no outage");
});

Deno.test("StatisticsGatherer takes the period's beginning, and not its end", () => {
  const gatherer = new StatisticsGatherer({ fromMs: 1000, toMs: 3000 });
  gatherer.add(columnsOf([[999, 1], [1000, 2], [2999, 3], [3000, 4]]));
  const { sent, minUs, maxUs } = gatherer.finish();
  deepStrictEqual([sent, minUs, maxUs], [2, 2, 3]);
});

Deno.test("StatisticsGatherer counts an answer that took no time, and none without a time", () => {
  const gatherer = new StatisticsGatherer(PERIOD);
  const columns = columnsOf([[0, 0], [1000, 8_000], [2000, 10_000]]);
  gatherer.add({ ...columns, rttUs: Int32Array.of(0, -1, 10_000) });
  const { sent, answered, minUs } = gatherer.finish();
  deepStrictEqual([sent, answered, minUs], [3, 2, 0]);
});

Deno.test("StatisticsGatherer keeps the highest jitter, and the last", () => {
  const rows = [10_000, 14_000, 14_000]
    .map((rttUs, s): Row => [1000 * s, rttUs]);
  const { meanIpdvUs, jitterUs, maxJitterUs } = gather(rows);
  // RFC 3550, 6.4.1: a sixteenth of each difference: 4000 / 16, then 15/16.
  deepStrictEqual([meanIpdvUs, jitterUs, maxJitterUs], [2000, 234.375, 250]);
});

Deno.test("StatisticsGatherer finds no jitter where every answer takes as long", () => {
  const rows = [0, 1000, 2000].map((atMs): Row => [atMs, 10_000]);
  const { meanIpdvUs, jitterUs, maxJitterUs } = gather(rows);
  deepStrictEqual([meanIpdvUs, jitterUs, maxJitterUs], [0, 0, 0]);
});

Deno.test("StatisticsGatherer finds the longest loss run, and ends it at gaps", () => {
  const rows: Row[] = [
    [1000, "timeout"],
    [2000, "timeout"],
    [3000, "self_dropped"],
    [4000, "timeout"],
    [5000, 9000],
    [6000, "timeout"],
    [7000, "timeout"],
    [50_000, "timeout"],
    [51_000, "timeout"],
  ];
  const bridged = gather(rows);
  deepStrictEqual(bridged.longestLossRun, {
    probes: 4,
    fromMs: 6000,
    toMs: 51_000,
  });
  strictEqual(bridged.availabilityPct, 100 * (1 - 7 / 8));
  const gapped = gather(rows, [{ fromMs: 7500, toMs: 49_500 }]);
  deepStrictEqual(
    gapped.longestLossRun,
    { probes: 3, fromMs: 1000, toMs: 4000 },
    "our own dropped reply neither extends nor ends the run",
  );
  strictEqual(gapped.notMeasuredMs, 42_000);
  strictEqual(gapped.availabilityPct, 100 * (1 - 3 / 8));
});

Deno.test("StatisticsGatherer keeps a small spread upon a large mean", () => {
  const rows = Array.from(
    { length: 1000 },
    (_, i): Row => [i, 900_000_000 + (i % 2 === 0 ? 3 : -3)],
  );
  ok(Math.abs(gather(rows).stdDevUs - 3) < 1e-6);
});

Deno.test("StatisticsGatherer says NaN and null where there is nothing", () => {
  const found = gather([], [{ fromMs: -5000, toMs: 200_000 }]);
  strictEqual(found.sent, 0);
  strictEqual(found.longestLossRun, null);
  strictEqual(found.notMeasuredMs, 100_000, "clipped to the period");
  for (
    const figure of [
      found.lossPct,
      found.meanUs,
      found.stdDevUs,
      found.p999Us,
      found.meanIpdvUs,
      found.jitterUs,
      found.availabilityPct,
    ]
  ) strictEqual(figure, NaN);
});

Deno.test("StatisticsGatherer tells the same of what comes summed up, percentiles to 1 %", () => {
  const rows = Array.from({ length: 90 }, (_, i): Row => [
    1000 * i,
    i % 29 < 4 ? "timeout" : i === 50 ? "self_dropped" : 9_000 + 37 * i,
  ]);
  const exact = gather(rows);
  const gatherer = new StatisticsGatherer(PERIOD);
  const columns = columnsOf(rows);
  for (const [from, to] of [[0, 31], [31, 60]] as const) {
    const rollup = new Rollup("icmp");
    rollup.add(columns, from, to);
    const period = { fromMs: 1000 * from, toMs: 1000 * to };
    gatherer.addRollup(rollup, period);
  }
  const rest = columnsOf(rows.slice(60));
  gatherer.add({ ...rest, ipdvUs: columns.ipdvUs.slice(60) });
  const summed = gatherer.finish();
  for (const name of ["p50Us", "p95Us", "p99Us", "p999Us"] as const) {
    const error = Math.abs(summed[name] - exact[name]);
    ok(error <= 0.01 * exact[name], `${name}: ${summed[name]}`);
  }
  strictEqual(summed.percentileErrorPct, 1);
  ok(Math.abs(summed.stdDevUs - exact.stdDevUs) < 1e-6);
  deepStrictEqual(
    { ...summed.longestLossRun },
    { probes: 4, fromMs: 0, toMs: 31_000 },
    "known to the minute",
  );
  for (
    const name of [
      "sent",
      "answered",
      "lost",
      "byStatus",
      "lossPct",
      "minUs",
      "meanUs",
      "maxUs",
      "meanIpdvUs",
      "availabilityPct",
    ] as const
  ) deepStrictEqual(summed[name], exact[name], name);
});

Deno.test("StatisticsGatherer tells each percentile by its own rank", () => {
  const rows = Array.from(
    { length: 1_000 },
    (_, i): Row => [100 * i, 1_000 * (1_000 - i)],
  );
  const { minUs, p50Us, p95Us, p99Us, p999Us, maxUs } = gather(rows);
  deepStrictEqual([minUs, p50Us, p95Us, p99Us, p999Us, maxUs], [
    ...[1_000, 500_000, 950_000, 990_000, 999_000, 1_000_000],
  ]);
});
