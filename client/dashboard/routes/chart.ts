import type { ChartEvent } from "../../charts/figure.ts";
import { jitterOverTime } from "../../charts/jitter_over_time.ts";
import { latencyOverTime } from "../../charts/latency_over_time.ts";
import { packetLossOverTime } from "../../charts/packet_loss_over_time.ts";
import type { Series, StoredEvent } from "../../model/mod.ts";
import {
  choiceOf,
  PERIOD_PARAMETERS,
  periodOf,
  SERIES_PARAMETERS,
  seriesFilterOf,
  wholeOf,
} from "../parameters.ts";
import type { ApiRoute } from "../route.ts";
import { wholeSteps } from "../whole_steps.ts";

const SEGMENTS = { min: 10, max: 2000, default: 300 };
/** Pages lay it out anew; this is what letters are measured by. */
const SHAPE = { widthPx: 1200, heightPx: 600 };
/** Probes are no closer than this, ms. */
const INTERVAL_MS = { min: 100, max: 60_000, default: 1000 };

/** What can be drawn; the first unless said. */
const TYPES = ["latency", "jitter", "loss"] as const;
const DRAW = {
  latency: latencyOverTime,
  jitter: jitterOverTime,
  loss: packetLossOverTime,
} as const;

/** Delay, jitter or loss over time, drawn. */
export const CHART_ROUTE: ApiRoute = {
  method: "get",
  path: "/chart",
  summary: "Delay, jitter or loss over time, as a configuration for Chart.js",
  parameters: [
    {
      name: "type",
      description: "latency unless given",
      schema: { type: "string", enum: TYPES },
    },
    ...PERIOD_PARAMETERS,
    ...SERIES_PARAMETERS,
    {
      name: "segments",
      description: "Into how many stretches of time it is divided at most; " +
        `${SEGMENTS.default} unless given`,
      schema: {
        type: "integer",
        minimum: SEGMENTS.min,
        maximum: SEGMENTS.max,
      },
    },
    {
      name: "interval_ms",
      description: "Segments are no shorter than this; 1000 unless given",
      schema: {
        type: "integer",
        minimum: INTERVAL_MS.min,
        maximum: INTERVAL_MS.max,
      },
    },
    {
      name: "theme",
      description: "light unless given",
      schema: { type: "string", enum: ["light", "dark"] },
    },
  ],
  returns: {
    title: "The heading",
    subtitle: "What one must know to read it, a line each",
    period: "fromMs to toMs: what was asked for, grown to whole segments",
    series: "Which rows of hover are which series",
    config: "For Chart.js",
    hover: "All figures of each segment, as text",
    fullMax: "The value axis' end when nothing is cut off; null: nothing is",
    rowOfDataset: "Which datasets belong to which row of hover",
    gaps: "When bufferbane was not measuring",
    isEmpty: "Whether nothing was measured",
  },
  isVerbatim: true,
  answer({ query }, { history, nowMs, timeZone }) {
    const asked = periodOf(query, nowMs());
    const isWanted = seriesFilterOf(query);
    const { period, segments } = wholeSteps(asked, {
      atMost: wholeOf(query, "segments", SEGMENTS),
      intervalMs: wholeOf(query, "interval_ms", INTERVAL_MS),
    });
    const theme = choiceOf(query, "theme", ["light", "dark"]);
    const gaps = history.gaps(period);
    const series = history.series()
      .filter((one) => isWanted(one) && isRoundTrip(one))
      .map((one) => ({
        series: one,
        segments: history.segments(one, { period, segments, gaps }),
      }))
      .filter((one) => one.segments.some(({ sent }) => sent > 0));
    const events = history.events(period).flatMap((event) =>
      eventOf(event, period.toMs)
    );
    const { host } = history;
    const draw = DRAW[choiceOf(query, "type", TYPES)];
    const figure = draw(
      { period, host, timeZone, series, gaps, events },
      { ...SHAPE, theme },
    );
    return {
      ...figure,
      period,
      gaps,
      timeZone,
      series: series.map((one) => one.series),
      isEmpty: series.length === 0,
    };
  },
};

/** What only informs would cover what is trouble, and is left out. */
function eventOf(event: StoredEvent, nowMs: number): readonly ChartEvent[] {
  const { atMs, type, severity, durationMs, description: label } = event;
  const weight = type === "note" ? type : severity;
  if (weight === "info") return [];
  const untilMs = durationMs === null ? nowMs : atMs + durationMs;
  return [{ atMs, untilMs, label, weight }];
}

function isRoundTrip({ probe }: Series): boolean {
  return probe === "icmp" || probe === "echo";
}
