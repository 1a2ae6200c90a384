import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { Distribution, Segmenter } from "../analysis/mod.ts";
import { columnsOf, SERIES } from "../analysis/testing.ts";
import type { TestResult } from "../model/mod.ts";
import { bufferbloatImpact } from "./bufferbloat_impact.ts";
import { connectionComparison } from "./connection_comparison.ts";
import { dailyHeatmap } from "./daily_heatmap.ts";
import type { Figure, LookOptions, SegmentsInput } from "./figure.ts";
import { jitterOverTime } from "./jitter_over_time.ts";
import { latencyDistribution } from "./latency_distribution.ts";
import { packetLossOverTime } from "./packet_loss_over_time.ts";
import { drawPng } from "./png.ts";
import { throughputOverTime } from "./throughput_over_time.ts";

const HOUR_MS = 3_600_000;
const FROM_MS = Date.parse("2025-10-18T16:00:00Z");

/** Six hours: measured, some lost, not measured, all lost, measured twice. */
function hours(): SegmentsInput {
  const at = (hour: number) => FROM_MS + hour * HOUR_MS;
  const period = { fromMs: FROM_MS, toMs: at(6) };
  const gaps = [{ fromMs: at(2), toMs: at(3) }];
  const segmenter = new Segmenter(period, { segments: 6, gaps });
  segmenter.add(columnsOf([
    [at(0), 10_000],
    [at(0) + 1000, 12_000],
    [at(1), 11_000],
    [at(1) + 1000, "timeout"],
    [at(3), "timeout"],
    [at(4), 30_000],
    [at(4) + 1000, 36_000],
    [at(5), 10_500],
    [at(5) + 1000, 10_000],
  ]));
  return {
    period,
    host: "desk.example",
    timeZone: "Europe/Berlin",
    series: [{ series: SERIES, segments: segmenter.finish() }],
    gaps,
    events: [{
      atMs: at(3),
      untilMs: at(4),
      label: "Outage on eth0",
      weight: "critical",
    }],
  };
}

function testAt(hour: number, mbps: number): TestResult {
  return {
    atMs: FROM_MS + hour * HOUR_MS,
    durationMs: 20_000,
    kind: "throughput",
    method: "tcp",
    interface: "eth0",
    connectionType: "wired",
    server: "vps",
    isComplete: true,
    isScheduled: true,
    uploadBps: mbps * 1e5,
    downloadBps: mbps * 1e6,
    sentBytes: 1,
    receivedBytes: 1,
    grade: null,
    details: "{}",
  };
}

function spread(): Distribution {
  const rtt = new Distribution();
  for (let us = 9_000; us < 20_000; us += 50) rtt.add(us);
  return rtt;
}

/** Each chart with little in it. */
const FIGURES: Readonly<Record<string, (look?: LookOptions) => Figure>> = {
  "jitter_over_time": (look) => jitterOverTime(hours(), look),
  "packet_loss_over_time": (look) => packetLossOverTime(hours(), look),
  "throughput_over_time": (look) =>
    throughputOverTime({
      ...hours(),
      tests: [testAt(1, 90), testAt(4, 40)],
      contractBps: { up: 1e7, down: 1e8 },
    }, look),
  "latency_distribution": (look) =>
    latencyDistribution({
      ...hours(),
      series: [{ series: SERIES, rtt: spread() }],
    }, look),
  "connection_comparison": (look) =>
    connectionComparison({
      ...hours(),
      by: "interface",
      targets: ["8.8.8.8"],
      connections: [
        {
          name: "wlan0 (wifi)",
          p50Ms: 28,
          p95Ms: 40.25,
          jitterMs: 8.5,
          lossPct: 2.3,
          downloadMbps: NaN,
          uploadMbps: 3.2,
        },
        {
          name: "eth0 (wired)",
          p50Ms: 15,
          p95Ms: 17,
          jitterMs: 0.8,
          lossPct: 0.1,
          downloadMbps: NaN,
          uploadMbps: NaN,
        },
      ],
    }, look),
  "daily_heatmap": (look) => dailyHeatmap(hours(), look),
  "bufferbloat_impact": (look) =>
    bufferbloatImpact({
      ...hours(),
      impacts: [{
        name: "eth0",
        grade: "D",
        hint: "round trip (ms), one test",
        delays: [
          { name: "at rest", p50Ms: 14, p95Ms: 16 },
          { name: "upload", p50Ms: 212, p95Ms: NaN },
        ],
      }],
    }, look),
};

for (const [type, figureOf] of Object.entries(FIGURES)) {
  Deno.test(`${type} makes the figure it always made (UPDATE_GOLDEN=1 writes it anew)`, async () => {
    const golden = new URL(`../../tests/golden/${type}.json`, import.meta.url);
    const json = JSON.stringify(figureOf(), null, 2);
    if (Deno.env.get("UPDATE_GOLDEN") === "1") {
      await Deno.writeTextFile(golden, `${json}\n`);
    }
    deepStrictEqual(
      JSON.parse(json),
      JSON.parse(await Deno.readTextFile(golden)),
    );
  });

  Deno.test(`${type} is data alone, and draws at the smallest size that is documented`, async () => {
    const size = { widthPx: 800, heightPx: 400 };
    const figure = figureOf({ ...size, theme: "dark" });
    deepStrictEqual(structuredClone(figure), figure);
    const png = await drawPng(figure, size);
    const { width, height } = header(png);
    deepStrictEqual([width, height], [800, 400]);
    ok(png.length > 8000, "not empty");
  });

  Deno.test(`${type} tells the host in its title, and the period below`, () => {
    const { title, subtitle, hover } = figureOf();
    ok(title.includes("desk.example"));
    ok(
      subtitle[0]?.startsWith(
        "Sat 18 Oct 2025 18:00 to Sun 19 Oct 2025 00:00 (Europe/Berlin)",
      ),
    );
    strictEqual(hover.captions.length, hover.edges.length - 1);
    for (const { cells } of hover.rows) {
      strictEqual(cells.length, hover.captions.length);
      for (const row of cells) {
        ok(row.length === 1 || row.length === hover.columns.length);
      }
    }
  });
}

function header(png: Uint8Array): { width: number; height: number } {
  const view = new DataView(png.buffer, png.byteOffset + 16);
  return { width: view.getUint32(0), height: view.getUint32(4) };
}

Deno.test("jitterOverTime() and packetLossOverTime() break at what was not measured", () => {
  const jitter = jitterOverTime(hours()).config.data.datasets[0];
  deepStrictEqual(jitter?.data.map(({ y }) => y), [2, 1, null, null, 6, 13]);
  const loss = packetLossOverTime(hours()).config.data.datasets[0];
  deepStrictEqual(
    loss?.data.map(({ y }) => y),
    [0, 0, 50, 50, null, null, 100, 100, 0, 0, 0, 0],
  );
});

Deno.test("latencyDistribution()'s shares come to all round trips but the rarest", () => {
  const figure = FIGURES["latency_distribution"]?.();
  const data = figure?.config.data.datasets[0]?.data ?? [];
  const sum = data.reduce((sum, { y }) => sum + (y ?? 0), 0) / 2;
  ok(sum > 99.5 && sum < 100.5, String(sum));
});

Deno.test("dailyHeatmap() puts an hour into its local day", () => {
  const plugins = dailyHeatmap({ ...hours(), timeZone: "Asia/Tokyo" }).config
    .options?.plugins;
  deepStrictEqual(
    plugins?.heatmap?.grids?.[0]?.rows,
    ["Sun 19 Oct"],
    "18:00 in Berlin is 01:00 of the next day in Tokyo",
  );
});
