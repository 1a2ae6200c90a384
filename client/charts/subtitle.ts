import type { SegmentsInput, Timeline } from "./figure.ts";
import { LocalClock } from "./local_time.ts";
import { repeatMark } from "./repeated_hour.ts";

/**
 * When, and how finely it is drawn.
 *
 * @param input What is drawn.
 */
export function segmentsText(input: SegmentsInput): string {
  const segments = input.series[0]?.segments ?? [];
  const first = segments[0];
  const lengthMs = first === undefined ? 0 : first.toMs - first.fromMs;
  return `${periodText(input)}, ${segments.length} segments of ${
    duration(lengthMs)
  }`;
}

/**
 * When, in local time.
 *
 * @param input What is drawn.
 */
export function periodText(
  { period, timeZone }: Pick<Timeline, "period" | "timeZone">,
): string {
  const clock = new LocalClock(timeZone);
  const withSeconds = period.toMs - period.fromMs < 600_000;
  const [from, to] = [period.fromMs, period.toMs].map((atMs) =>
    `${clock.date(atMs)} ${clock.year(atMs)} ${clock.time(atMs, withSeconds)}${
      repeatMark(clock, atMs)
    }`
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
