import type { Bar, Panel } from "./bars.ts";
import { barsChart } from "./bars_chart.ts";
import type { Figure, LookOptions, Timeline } from "./figure.ts";
import { colorOf, lookOf } from "./look.ts";
import { periodText } from "./subtitle.ts";

/** Delay in one situation. */
export interface LoadDelay {
  /** E.g. `"at rest"` or `"download"`. */
  readonly name: string;
  /** Median round trip, ms; `NaN`: not measured. */
  readonly p50Ms: number;
  /** 95th percentile, ms; `NaN`: not measured. */
  readonly p95Ms: number;
}

/** What load does on one interface. */
export interface BloatImpact {
  /** The interface. */
  readonly name: string;
  /** The letter of the newest test; `null`: none. */
  readonly grade: string | null;
  /** What the bars are, e.g. `"round trip (ms), median of 12 tests"`. */
  readonly hint: string;
  /** At rest first. */
  readonly delays: readonly LoadDelay[];
}

/** What {@linkcode bufferbloatImpact} draws. */
export interface BloatInput extends Timeline {
  /** A panel each; at least one. */
  readonly impacts: readonly BloatImpact[];
}

/**
 * How long a round trip takes while the line is at rest, and while it is
 * loaded: a panel an interface, a bar a situation up to the median, and a thin
 * line to P95.
 *
 * @param input What was measured.
 * @param options The picture's size and theme.
 */
export function bufferbloatImpact(
  input: BloatInput,
  options: LookOptions = {},
): Figure {
  const look = lookOf(options);
  const { theme } = look;
  const { impacts, host } = input;
  return barsChart({
    title: `What load does to round trips from ${host}`,
    subtitle: [
      periodText(input),
      "Bar: the median, written in ms; half are quicker. Thin line: up to P95. Without bufferbloat load adds next to nothing.",
    ],
    panels: impacts.map(({ name, grade, hint, delays }): Panel => ({
      title: grade === null ? name : `${name}: grade ${grade}`,
      hint,
      bars: delays.map(({ name, p50Ms, p95Ms }, i): Bar => ({
        label: name,
        value: Number.isNaN(p50Ms) ? null : p50Ms,
        text: Number.isNaN(p50Ms) ? "-" : digits(p50Ms),
        whisker: Number.isNaN(p95Ms) ? null : p95Ms,
        color: colorOf(theme, i === 0 ? 0 : 1),
      })),
    })),
    table: {
      caption: "The whole period",
      columns: ["Median (ms)", "P95 (ms)"],
      rows: impacts.flatMap(({ name, delays }) =>
        delays.map((delay) =>
          [`${name}, ${delay.name}`, [
            digits(delay.p50Ms),
            digits(delay.p95Ms),
          ]] as const
        )
      ),
    },
  }, look);
}

function digits(ms: number): string {
  return Number.isNaN(ms)
    ? "-"
    : ms >= 100
    ? ms.toFixed(0)
    : String(Number(ms.toPrecision(3)));
}
