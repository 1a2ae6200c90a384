import type { Distribution } from "../analysis/mod.ts";
import type { Series } from "../model/mod.ts";
import type { Figure, LookOptions, Timeline } from "./figure.ts";
import { frame } from "./frame.ts";
import { milliseconds, percentText } from "./hover.ts";
import { seriesLabels } from "./labels.ts";
import { colorOf, fontOf, lookOf } from "./look.ts";
import type { RugRow } from "./parts.ts";
import { periodText } from "./subtitle.ts";
import { translucent } from "./theme.ts";
import { lineThrough, plainMarks, rugRowOf } from "./time_chart.ts";
import { roundUp } from "./y_limit.ts";

/** What {@linkcode latencyDistribution} draws. */
export interface DistributionInput extends Timeline {
  /** Each series' round trips, at least one with any. */
  readonly series: readonly {
    /** Whose they are. */
    readonly series: Series;
    /** All of them. */
    readonly rtt: Distribution;
  }[];
}

/** Steps of equal ratio: fine enough for a shape, coarse enough for no comb. */
const STEPS = 90;

/**
 * How often a round trip takes how long: a histogram a series over a
 * logarithmic axis; below it, from P5 to P95 with the median and P99 marked.
 *
 * @param input What was measured.
 * @param options The picture's size and theme.
 */
export function latencyDistribution(
  input: DistributionInput,
  options: LookOptions = {},
): Figure {
  const look = lookOf(options);
  const { theme, fontPx } = look;
  const { series, host } = input;
  const labels = seriesLabels(series.map(({ series }) => series));
  const leastUs = Math.min(...series.map(({ rtt }) => rtt.percentile(0.1)));
  const mostUs = Math.max(...series.map(({ rtt }) => rtt.percentile(99.9)));
  const min = Math.max(0.01, 0.9 * leastUs / 1000);
  const max = Math.max(2 * min, 1.1 * mostUs / 1000);
  const edges = Array.from(
    { length: STEPS + 1 },
    (_, i) => Number((min * (max / min) ** (i / STEPS)).toPrecision(4)),
  );
  const shares = series.map(({ rtt }) => {
    const upTo = edges.map((edgeMs) => rtt.countUpTo(1000 * edgeMs));
    return upTo.slice(1).map((count, i) =>
      100 * (count - (upTo[i] ?? 0)) / rtt.count
    );
  });
  const title = `How long round trips take from ${host}`;
  const subtitle = [
    `${periodText(input)}, in steps of ${
      ((edges[1] ?? 1) / (edges[0] ?? 1) * 100 - 100).toFixed(0)
    } %`,
    "A tall, narrow peak: steady. A long tail to the right: some have to wait. Below: from the quickest 5 % to the slowest 5 %, the median (bold) and P99 (a tick).",
  ];
  const rugRowPx = rugRowOf(fontPx, series.length);
  const { plugins, ...common } = frame({ title, subtitle }, look);
  const ticks = { color: theme.quiet, font: fontOf(fontPx) };
  const grid = { color: theme.grid, drawTicks: false };
  const border = { color: theme.quiet };
  const named = { display: true, color: theme.text, font: fontOf(fontPx) };
  return {
    title,
    subtitle,
    isOverTime: false,
    fullMax: null,
    rowOfDataset: series.map((_, row) => row),
    hover: {
      edges,
      captions: edges.slice(0, -1).map((edge, i) =>
        `Round trips of ${edge.toPrecision(3)} to ${
          (edges[i + 1] ?? edge).toPrecision(3)
        } ms`
      ),
      columns: ["Share", "Of all: P5", "P50", "P95", "P99", "Max (ms)"],
      rows: series.map(({ rtt }, row) => ({
        label: labels[row] ?? "",
        cells: (shares[row] ?? []).map((share) => [
          percentText(share),
          ...[5, 50, 95, 99].map((pct) => milliseconds(rtt.percentile(pct))),
          milliseconds(rtt.maxUs),
        ]),
      })),
    },
    config: {
      type: "line",
      data: {
        datasets: shares.map((share, i) => ({
          ...lineThrough(
            share.flatMap((y, step) => {
              const rounded = Math.round(1000 * y) / 1000;
              return [
                { x: edges[step] ?? min, y: rounded },
                { x: edges[step + 1] ?? max, y: rounded },
              ];
            }),
            {
              color: colorOf(theme, i),
              label: labels[i] ?? "",
              widthPx: fontPx / 8,
            },
          ),
          pointRadius: 0,
          fill: "origin",
          backgroundColor: translucent(colorOf(theme, i), 0.15),
        })),
      },
      options: {
        ...common,
        scales: {
          x: {
            type: "warped",
            warp: "log",
            min,
            max,
            grid,
            border,
            ticks: { ...ticks, padding: 6 + rugRowPx * series.length },
            title: { ...named, text: "Round-trip time (ms)" },
          },
          y: {
            type: "linear",
            min: 0,
            max: roundUp(1.05 * Math.max(...shares.flat()) || 1),
            grid,
            border,
            ticks: { ...ticks, padding: rugRowPx + 4 },
            title: { ...named, text: "Share of the round trips (%)" },
          },
        },
        plugins: {
          ...plugins,
          marks: {
            ...plainMarks(look),
            rugRowPx,
            rug: series.map(({ rtt }, i): RugRow => {
              const color = colorOf(theme, i);
              const at = (pct: number) => rtt.percentile(pct) / 1000;
              return {
                color,
                ticks: [
                  [at(5), at(95), translucent(color, 0.4)],
                  [0.995 * at(50), 1.005 * at(50), color],
                  [at(99), at(99), color],
                ],
              };
            }),
          },
        },
      },
    },
  };
}
