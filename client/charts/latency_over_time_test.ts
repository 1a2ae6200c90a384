import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { Segmenter } from "../analysis/mod.ts";
import { columnsOf, SERIES } from "../analysis/testing.ts";
import { type LatencyInput, latencyOverTime } from "./latency_over_time.ts";
import { syntheticLatency } from "./testing.ts";

const GOLDEN = new URL(
  "../../tests/golden/latency_over_time.json",
  import.meta.url,
);
const HOUR_MS = 3_600_000;

/** Measured, all lost, a gap, a lone segment, a spike: everything once. */
function everything(): LatencyInput {
  const fromMs = Date.parse("2025-10-18T16:00:00Z");
  const period = { fromMs, toMs: fromMs + 6_000 };
  const gaps = [{ fromMs: fromMs + 2_000, toMs: fromMs + 3_000 }];
  const segmenter = new Segmenter(period, { segments: 6, gaps });
  segmenter.add(columnsOf([
    [fromMs, 10_000],
    [fromMs + 500, 12_000],
    [fromMs + 1_000, "timeout"],
    [fromMs + 3_100, 11_000],
    [fromMs + 4_100, "timeout"],
    [fromMs + 4_200, 11_500],
    [fromMs + 5_100, 9_500],
    [fromMs + 5_200, 900_000],
  ]));
  return {
    period,
    host: "desk.example",
    timeZone: "Europe/Berlin",
    series: [{ series: SERIES, segments: segmenter.finish() }],
    gaps,
    events: [{
      atMs: fromMs + 4_100,
      untilMs: fromMs + 4_100,
      label: "note: moved the router",
      weight: "note",
    }],
  };
}

Deno.test("latencyOverTime() makes the figure it always made (UPDATE_GOLDEN=1 writes it anew)", async () => {
  const figure = latencyOverTime(everything());
  const json = JSON.stringify(figure, null, 2);
  if (Deno.env.get("UPDATE_GOLDEN") === "1") {
    await Deno.writeTextFile(GOLDEN, `${json}\n`);
  }
  const golden = await Deno.readTextFile(GOLDEN);
  deepStrictEqual(JSON.parse(json), JSON.parse(golden));
});

Deno.test("latencyOverTime() is data alone, so that a page can carry it", () => {
  const figure = latencyOverTime(everything());
  deepStrictEqual(structuredClone(figure), figure);
});

Deno.test("latencyOverTime() breaks lines at gaps and losses, and shows lone segments", () => {
  const { config } = latencyOverTime(everything());
  const mean = config.data.datasets.at(-1);
  deepStrictEqual(
    mean?.data.map(({ y }) => y),
    [11, null, null, 11, 11.5, 454.75],
  );
  deepStrictEqual(mean?.pointRadius, [19 / 5, 0, 0, 0, 0, 0]);
  const marks = config.options?.plugins?.marks;
  strictEqual(marks?.rug?.[0]?.ticks?.length, 2, "two segments with losses");
});

Deno.test("latencyOverTime() bridges what was merely not due", () => {
  const input = everything();
  const segments = new Segmenter(input.period, { segments: 60 }).finish();
  const { config } = latencyOverTime({
    ...input,
    series: [{ series: SERIES, segments }],
  });
  strictEqual(config.data.datasets.at(-1)?.data.length, 0);
});

Deno.test("latencyOverTime() draws P95 and P99 for three series and not for four", () => {
  const toMs = Date.parse("2025-10-19T16:00Z");
  const period = { fromMs: toMs - HOUR_MS, toMs };
  const cases = [[3, 5], [4, 3]] as const;
  for (const [count, each] of cases) {
    const input = syntheticLatency(period, { count, intervalMs: 5000 });
    const figure = latencyOverTime(input);
    const { datasets } = figure.config.data;
    strictEqual(datasets.length, count * each);
    strictEqual(figure.rowOfDataset.length, count * each);
    const named = datasets.filter(({ label }) => label !== "");
    strictEqual(named.length, count, "the legend has a line a series");
  }
});

Deno.test("latencyOverTime() gives ten series ten colours, in both themes", () => {
  const toMs = Date.parse("2025-10-19T16:00Z");
  const period = { fromMs: toMs - HOUR_MS, toMs };
  const input = syntheticLatency(period, { count: 10, intervalMs: 60_000 });
  for (const theme of ["light", "dark"] as const) {
    const { config } = latencyOverTime(input, { theme });
    const rug = config.options?.plugins?.marks?.rug ?? [];
    strictEqual(new Set(rug.map((row) => row?.color)).size, 10);
  }
});

Deno.test("latencyOverTime() letters stay legible in a small picture", () => {
  const { config } = latencyOverTime(everything(), {
    widthPx: 800,
    heightPx: 400,
  });
  ok(Number(config.options?.font?.size) >= 12);
});
