import { joinMinutes, minutesOf } from "../../analysis/minutes.ts";
import type { KnownHops, Observed } from "../../analysis/scenarios/mod.ts";
import type { MinuteColumns, Period, Series } from "../../model/mod.ts";
import type { LookBack } from "../look_back.ts";

const MINUTE_MS = 60_000;

/**
 * Reads what a diagnosis needs: minutes, and the seconds when it asks.
 *
 * @param at What was asked about.
 * @returns It; to be used while the reader is open.
 */
export function observedOf(at: LookBack): Observed {
  const { reader, filter, settings } = at;
  const span = reader.span() ?? at.period;
  const minuteMs = (ms: number, round: (minutes: number) => number) =>
    MINUTE_MS * round(ms / MINUTE_MS);
  // Minutes are judged as a whole.
  const fromMs = Math.max(minuteMs(at.period.fromMs, Math.floor), span.fromMs);
  const toMs = Math.min(minuteMs(at.period.toMs, Math.ceil), span.toMs);
  // Before or after all measurements, it is empty.
  const period = { fromMs, toMs: Math.max(fromMs, toMs) };
  const { targets, ...others } = filter;
  // Without the steps before them, nobody can say where targets break off.
  const series = reader.series({ ...others, probes: ["icmp", "echo"] })
    .filter(({ role, target }) =>
      targets === undefined || role === "gateway" || role === "isp" ||
      targets.includes(target)
    );
  const interfaces = new Set(series.map((one) => one.interface));
  const { testIntervalMs: intervalMs } = settings.general;
  return {
    period,
    minutes: series.map((one) => minutesFrom(at, one, period))
      .filter(({ length }) => length > 0),
    links: [...interfaces].map((name) =>
      reader.rollups.linkMinutes(name, period)
    ),
    tests: reader.testColumns(period),
    gaps: reader.gaps(period, { intervalMs }),
    pathChanges: reader.paths(period).filter(({ isChanged }) => isChanged),
    samples: (one, stretch) => reader.samples(one, stretch),
    localOffsetMs: (atMs) => -new Date(atMs).getTimezoneOffset() * MINUTE_MS,
  };
}

/** What is summed up, and what is not yet. */
function minutesFrom(
  { reader }: LookBack,
  series: Series,
  { fromMs, toMs }: Period,
): MinuteColumns {
  const summed = reader.rollups.minutes(series, { fromMs, toMs });
  const lastMs = summed.atMs[summed.length - 1];
  const restMs = lastMs === undefined ? fromMs : lastMs + MINUTE_MS;
  const samples = restMs < toMs
    ? reader.sampleChunks(series, { fromMs: restMs, toMs })
    : [];
  const rest = minutesOf(series, samples);
  return rest.length === 0 ? summed : joinMinutes(series, [summed, rest]);
}

/** Which hops of traces are known, from what is measured. */
export function knownHops({ reader }: LookBack): KnownHops {
  const series = reader.series({ probes: ["icmp"] });
  const targetsOf = (role: Series["role"]) =>
    series.filter((one) => one.role === role).map(({ target }) => target);
  return {
    gateways: targetsOf("gateway"),
    firstHops: targetsOf("isp"),
    isWifi: (name) =>
      series.some((one) =>
        one.interface === name && one.connectionType === "wifi"
      ),
  };
}
