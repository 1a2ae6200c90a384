import { percentileOfSorted, type Segment } from "../analysis/mod.ts";
import { axislessFigure } from "./axisless.ts";
import type { Figure, LookOptions, SegmentsInput } from "./figure.ts";
import type { HeatCell, HeatGrid } from "./heatmap.ts";
import { milliseconds } from "./hover.ts";
import { seriesLabels } from "./labels.ts";
import { LocalClock } from "./local_time.ts";
import { lookOf } from "./look.ts";
import { periodText } from "./subtitle.ts";

/** More grids side by side cannot be read. */
export const MOST_GRIDS = 3;
/** From this loss on an hour is marked, percent. */
const LOSSY_PCT = 1;

/**
 * Which hours of which days are slow: a grid a series, a row a day, a column
 * an hour of local time, coloured by P95.
 *
 * @param input Series with segments of an hour, begun at full local hours.
 * @param options The picture's size and theme.
 */
export function dailyHeatmap(
  input: SegmentsInput,
  options: LookOptions = {},
): Figure {
  const look = lookOf(options);
  const { theme, fontPx } = look;
  const clock = new LocalClock(input.timeZone);
  const series = input.series.slice(0, MOST_GRIDS);
  const labels = seriesLabels(series.map(({ series }) => series));
  // All series are cut alike, and a year has 9,000 hours.
  const places = (series[0]?.segments ?? []).map(({ fromMs }) => ({
    day: clock.date(fromMs),
    hour: Number(clock.time(fromMs, false).slice(0, 2)),
  }));
  const days = [...new Set(places.map(({ day }) => day))];
  const rowOf = new Map(days.map((day, row) => [day, row]));
  const bounds = boundsOf(series.flatMap(({ segments }) => segments));
  const colorAt = (us: number) => {
    const step = bounds.findIndex((bound) => us < bound);
    return theme.ramp[step === -1 ? bounds.length : step] ?? theme.text;
  };
  const hours = series.map(({ segments }) => {
    const byPlace = new Map<string, LocalHour>();
    segments.forEach((segment, at) => {
      const { day = "", hour = 0 } = places[at] ?? {};
      if (segment.sent === 0) return;
      const key = `${day} ${hour}`;
      const row = rowOf.get(day) ?? 0;
      byPlace.set(key, worse(byPlace.get(key), { row, hour, segment }));
    });
    return [...byPlace.values()];
  });
  const grids = hours.map((cells, i): HeatGrid => ({
    title: labels[i] ?? "",
    rows: days,
    cells: cells.map(({ row, hour, segment }): HeatCell => {
      const { answered, p95Us, lost, sent } = segment;
      return {
        row,
        hour,
        color: answered > 0 ? colorAt(p95Us) : theme.loss,
        isLossy: 100 * lost / sent >= LOSSY_PCT,
      };
    }),
  }));
  const title = `Slow hours of ${input.host}`;
  const subtitle = [
    periodText(input),
    `${
      changeText(clock, input)
    }Each cell is an hour of local time, coloured by its P95: all but 5 % of its round trips were quicker. Red corner: ${LOSSY_PCT} % lost or more. Red: all lost. Grey: not measured.`,
  ];
  return axislessFigure({
    title,
    subtitle,
    table: {
      caption: "P95 by hour (ms)",
      columns: Array.from({ length: 24 }, (_, hour) => String(hour)),
      rows: hours.flatMap((measured, i) => {
        const cells = days.map(() => Array.from({ length: 24 }, () => ""));
        for (const { row, hour, segment } of measured) {
          const line = cells[row];
          if (line !== undefined) line[hour] = milliseconds(segment.p95Us);
        }
        return days.map((day, row) => ({
          label: series.length > 1 ? `${labels[i]}: ${day}` : day,
          cells: [cells[row] ?? []],
        }));
      }),
    },
    parts: {
      heatmap: {
        grids,
        scaleTitle: "P95 (ms)",
        scale: theme.ramp.map((color, i) => ({
          color,
          text: i === 0
            ? `< ${boundText(bounds[0])}`
            : `${boundText(bounds[i - 1])} +`,
        })),
        lossColor: theme.loss,
        fontPx,
        textColor: theme.text,
        quietColor: theme.quiet,
        gapColor: theme.gap,
      },
    },
  }, look);
}

/** Where clocks were set in between, what became of that hour. */
function changeText(clock: LocalClock, { period }: SegmentsInput): string {
  const dayOf = (atMs: number) => atMs + clock.offsetMs(atMs);
  const changeMs = dayOf(period.toMs) - dayOf(period.fromMs) -
    (period.toMs - period.fromMs);
  if (changeMs === 0) return "";
  return changeMs > 0
    ? "The hour that clocks leapt over is grey. "
    : "The hour that clocks repeated shows its worse half. ";
}

/** An hour by the clock on the wall. */
interface LocalHour {
  readonly row: number;
  readonly hour: number;
  readonly segment: Segment;
}

/** Of an hour that comes twice, as clocks are set back, the worse one. */
function worse(one: LocalHour | undefined, other: LocalHour): LocalHour {
  if (one === undefined) return other;
  const badness = ({ segment }: LocalHour) =>
    segment.answered === 0 ? Infinity : segment.lost / segment.sent;
  const difference = badness(one) - badness(other);
  const isWorse = Math.abs(difference) > LOSSY_PCT / 100
    ? difference > 0
    : one.segment.p95Us > other.segment.p95Us;
  return isWorse ? one : other;
}

/** Where colours change, µs: equal ratios from an ordinary hour to a bad one. */
function boundsOf(segments: readonly Segment[]): readonly number[] {
  const sorted = segments.filter(({ answered }) => answered > 0)
    .map(({ p95Us }) => p95Us).sort((a, b) => a - b);
  if (sorted.length === 0) return [1, 2, 3, 4, 5];
  const ordinary = percentileOfSorted(sorted, 50);
  const worst = Math.max(percentileOfSorted(sorted, 99), 3 * ordinary);
  const ratio = (worst / ordinary) ** (1 / 4.5);
  return [0.5, 1, 2, 3, 4].map((step) => 1.05 * ordinary * ratio ** step);
}

function boundText(us: number | undefined): string {
  return String(Number(((us ?? 0) / 1000).toPrecision(2)));
}
