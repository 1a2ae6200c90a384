import type { Segment } from "../analysis/mod.ts";
import type { Figure, LookOptions, Point, SegmentsInput } from "./figure.ts";
import { hoverTable, percentText } from "./hover.ts";
import { seriesLabels } from "./labels.ts";
import { colorOf, lookOf } from "./look.ts";
import { segmentsText } from "./subtitle.ts";
import { translucent } from "./theme.ts";
import { lineThrough, timeChart } from "./time_chart.ts";

/** Where the axis may end, percent. */
const ENDS_PCT = [1, 2, 5, 10, 20, 50, 100] as const;

/**
 * Loss over time: the share of each segment's probes that got no answer, as
 * steps, on an axis that shows one in a thousand as well as an outage.
 *
 * @param input What was measured.
 * @param options The picture's size and theme.
 */
export function packetLossOverTime(
  input: SegmentsInput,
  options: LookOptions = {},
): Figure {
  const look = lookOf(options);
  const { theme, fontPx } = look;
  const { series, host } = input;
  const labels = seriesLabels(series.map(({ series }) => series));
  const lines = series.map(({ segments }) => stepsOf(segments));
  const peakPct = Math.max(
    0,
    ...lines.flat().map(({ y }) => y ?? 0),
  );
  return timeChart(input, look, {
    title: `Lost probes from ${host}`,
    subtitle: [
      segmentsText(input),
      "The share of the probes of each segment that got no answer. From 1 % on calls and games suffer.",
      "The axis is stretched at its foot, so that single losses can be seen beside an outage.",
    ],
    axes: [{
      title: "Lost (%)",
      max: ENDS_PCT.find((end) => end >= peakPct) ?? 100,
      warp: "root",
    }],
    lines: lines.map((points, i) => [{
      ...lineThrough(points, {
        color: colorOf(theme, i),
        label: labels[i] ?? "",
        widthPx: fontPx / 9,
      }),
      fill: "origin",
      backgroundColor: translucent(colorOf(theme, i), 0.18),
      pointRadius: 0,
    }]),
    hover: hoverTable(input, labels, [
      ["Sent", ({ sent }) => String(sent)],
      ["Lost", ({ lost }) => String(lost)],
      ["Loss", ({ sent, lost }) => percentText(100 * lost / sent)],
    ]),
  });
}

/** A step from the start to the end of each segment. */
function stepsOf(segments: readonly Segment[]): readonly Point[] {
  return segments.filter(({ state }) => state !== "empty").flatMap(
    ({ fromMs, toMs, sent, lost }) => {
      const y = sent === 0 ? null : 100 * lost / sent;
      return [{ x: fromMs, y }, { x: toMs, y }];
    },
  );
}
