import type { Figure, LookOptions, SegmentsInput } from "./figure.ts";
import { hoverTable, lossText, milliseconds } from "./hover.ts";
import { seriesLabels } from "./labels.ts";
import { colorOf, lookOf } from "./look.ts";
import { lossRug } from "./loss_rug.ts";
import { segmentsText } from "./subtitle.ts";
import { lineThrough, rugRowOf, timeChart } from "./time_chart.ts";
import { limitOf } from "./y_limit.ts";

/**
 * Jitter over time: the mean absolute IPDV (RFC 3393) of each segment, a line
 * a series, broken where nothing was measured; below the axis what was lost.
 *
 * @param input What was measured.
 * @param options The picture's size and theme.
 */
export function jitterOverTime(
  input: SegmentsInput,
  options: LookOptions = {},
): Figure {
  const look = lookOf(options);
  const { theme, fontPx } = look;
  const { series, host } = input;
  const labels = seriesLabels(series.map(({ series }) => series));
  const lines = series.map(({ segments }) =>
    segments.filter(({ state }) => state !== "empty").map((
      { fromMs, toMs, ipdvMeanUs },
    ) => ({
      x: (fromMs + toMs) / 2,
      y: Number.isNaN(ipdvMeanUs) ? null : Math.round(ipdvMeanUs) / 1000,
    }))
  );
  const { max, full, peak } = limitOf(lines);
  return timeChart(input, look, {
    title: `Jitter from ${host}`,
    subtitle: [
      segmentsText(input),
      "How much one round trip differs from the one before it, on average. Up to 5 ms nobody notices, from 30 ms calls suffer. Red below the axis: lost probes (darker: more).",
      ...(peak > max
        ? [
          `The axis ends at ${max} ms; triangles mark more (at most: ${
            Math.round(peak)
          } ms).`,
        ]
        : []),
    ],
    axes: [{ title: "Jitter (ms)", max }],
    lines: lines.map((points, i) => [lineThrough(points, {
      color: colorOf(theme, i),
      label: labels[i] ?? "",
      widthPx: fontPx / 7,
    })]),
    rug: lossRug(input, theme),
    rugRowPx: rugRowOf(fontPx, series.length),
    peaks: lines.flatMap((points, i) =>
      points.flatMap(({ x, y }) =>
        y !== null && y > max ? [[x, y, i] as const] : []
      )
    ),
    hover: hoverTable(input, labels, [
      ["Jitter (ms)", ({ ipdvMeanUs }) => milliseconds(ipdvMeanUs)],
      ["Shortest", ({ minUs }) => milliseconds(minUs)],
      ["Median", ({ p50Us }) => milliseconds(p50Us)],
      ["Longest round trip (ms)", ({ maxUs }) => milliseconds(maxUs)],
      ["Lost", lossText],
    ]),
    fullMax: full,
  });
}
