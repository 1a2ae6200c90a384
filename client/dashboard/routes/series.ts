import {
  type Parameter,
  SERIES_PARAMETERS,
  seriesFilterOf,
} from "../parameters.ts";
import { PERIOD_PARAMETERS, periodOf } from "../parameters.ts";
import { BadRequest } from "../faults.ts";
import { isCounted, isLoss } from "../../analysis/loss.ts";
import { STATUS_NAMES, STATUSES } from "../../model/mod.ts";
import type { ApiRoute } from "../route.ts";

/** Longer periods are asked for as segments or statistics. */
const MAX_SAMPLES_MS = 3_600_000;
const IN_PERIOD: readonly Parameter[] = [
  ...PERIOD_PARAMETERS,
  ...SERIES_PARAMETERS,
];

/** What is measured. */
export const SERIES_ROUTE: ApiRoute = {
  method: "get",
  path: "/series",
  summary: "What is measured: who is asked, how, and over which interface",
  parameters: SERIES_PARAMETERS,
  returns: { series: "In the order in which they were first measured" },
  answer: ({ query }, { history }) => ({
    series: history.series().filter(seriesFilterOf(query)),
  }),
};

/** Every probe. */
export const SAMPLES_ROUTE: ApiRoute = {
  method: "get",
  path: "/samples",
  summary: "Every probe of up to an hour, column by column",
  parameters: IN_PERIOD,
  returns: {
    period: "from_ms to to_ms, Unix milliseconds",
    samples: "For each series: timestamp_ms, rtt_ms (null: no answer), " +
      "jitter_ms (null: undefined), status and is_lost (null: says nothing " +
      "of the line), each as long as the others",
  },
  answer({ query }, { history, nowMs }) {
    const period = periodOf(query, nowMs());
    const lengthMs = period.toMs - period.fromMs;
    if (lengthMs > MAX_SAMPLES_MS) {
      throw new BadRequest(
        `Cannot give single probes of so long a period: found ${lengthMs} ms (allowed: up to ${MAX_SAMPLES_MS}); /api/v1/chart and /api/v1/statistics take more`,
      );
    }
    const samples = history.series().filter(seriesFilterOf(query))
      .map((series) => {
        const found = history.samples(series, period);
        return {
          series,
          timestampMs: [...found.atMs],
          rttMs: Array.from(found.rttUs, msOrNull),
          jitterMs: Array.from(found.ipdvUs, msOrNull),
          status: Array.from(found.status, (code) => STATUS_NAMES[code] ?? ""),
          isLost: Array.from(found.status, (code) => {
            const status = STATUSES[code];
            if (status === undefined || !isCounted(status)) return null;
            return isLoss(status, series.probe);
          }),
        };
      });
    return {
      period,
      samples: samples.filter(({ timestampMs }) => timestampMs.length > 0),
    };
  },
};

/** Figures of a period. */
export const STATISTICS_ROUTE: ApiRoute = {
  method: "get",
  path: "/statistics",
  summary: "The figures of a period, series by series",
  parameters: IN_PERIOD,
  returns: {
    period: "from_ms to to_ms, Unix milliseconds",
    not_measured_ms: "How long of it bufferbane was not measuring",
    series: "For each series its statistics: sent, lost, loss_pct, " +
      "availability_pct, and times in microseconds",
  },
  answer({ query }, { history, nowMs }) {
    const period = periodOf(query, nowMs());
    const series = history.series().filter(seriesFilterOf(query))
      .map((one) => ({
        series: one,
        statistics: history.statistics(one, period),
      }))
      .filter(({ statistics }) => statistics.sent > 0);
    const notMeasuredMs = history.gaps(period)
      .reduce((sum, gap) => sum + gap.toMs - gap.fromMs, 0);
    return { period, notMeasuredMs, series };
  },
};

function msOrNull(us: number): number | null {
  return us < 0 ? null : us / 1000;
}
