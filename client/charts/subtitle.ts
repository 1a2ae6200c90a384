import type { LatencyInput } from "./latency_over_time.ts";
import { LocalClock } from "./local_time.ts";
import type { YLimit } from "./y_limit.ts";

/**
 * What a stranger needs to read a latency chart.
 *
 * @param input What is drawn.
 * @param limit The value axis.
 * @param hasTails Whether P95 and P99 are drawn.
 * @returns A line each.
 */
export function subtitleOf(
  input: LatencyInput,
  limit: YLimit,
  hasTails: boolean,
): readonly string[] {
  const segments = input.series[0]?.segments ?? [];
  const first = segments[0];
  const lengthMs = first === undefined ? 0 : first.toMs - first.fromMs;
  const lines = [
    `${periodOf(input)}, ${segments.length} segments of ${duration(lengthMs)}`,
    hasTails
      ? "Bold: mean. Dashed: P95. Dotted: P99. Shaded: shortest to longest. Red below the axis: lost probes (darker: more)."
      : `Bold: mean. Shaded: shortest to longest; P95 and P99 are left out with ${input.series.length} series. Red below the axis: lost probes (darker: more).`,
  ];
  const isCut = limit.peakMs > limit.maxMs;
  return isCut
    ? [
      ...lines,
      `The axis ends at ${limit.maxMs} ms; triangles mark longer round trips (longest: ${
        Math.round(limit.peakMs)
      } ms), and the shade ends at P99 there.`,
    ]
    : lines;
}

function periodOf({ period, timeZone }: LatencyInput): string {
  const clock = new LocalClock(timeZone);
  const withSeconds = period.toMs - period.fromMs < 600_000;
  const [from, to] = [period.fromMs, period.toMs].map((atMs) =>
    `${clock.date(atMs)} ${clock.year(atMs)} ${clock.time(atMs, withSeconds)}`
  );
  return `${from} to ${to} (${timeZone})`;
}

/**
 * A duration in its two largest units.
 *
 * @param ms Milliseconds, >= 0.
 * @returns E.g. `"14 min 24 s"`, `"7 h 12 min"`, `"600 ms"`.
 */
export function duration(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)} ms`;
  if (ms < 60_000) return `${Number((ms / 1000).toFixed(1))} s`;
  const seconds = Math.round(ms / 1000);
  const units = [["d", 86_400], ["h", 3600], ["min", 60], ["s", 1]] as const;
  const first = units.findIndex(([, size]) => seconds >= size);
  let rest = seconds;
  return units.slice(first, first + 2).flatMap(([unit, size]) => {
    const count = Math.floor(rest / size);
    rest -= count * size;
    return count === 0 ? [] : [`${count} ${unit}`];
  }).join(" ");
}
