import type { Panel } from "./bars.ts";
import { barsChart } from "./bars_chart.ts";
import type { Figure, LookOptions, Timeline } from "./figure.ts";
import { percentText } from "./hover.ts";
import { colorOf, lookOf } from "./look.ts";
import { periodText } from "./subtitle.ts";

/** One way into the internet, or one far end, with its figures. */
export interface Connection {
  /** E.g. `"wlan0 (wifi)"`. */
  readonly name: string;
  /** Median round trip, ms; `NaN`, like the others, where not measured. */
  readonly p50Ms: number;
  /** 95th percentile of the round trips, ms. */
  readonly p95Ms: number;
  /** Mean absolute IPDV, ms. */
  readonly jitterMs: number;
  /** Probes lost, percent. */
  readonly lossPct: number;
  /** Median of the download tests, Mbit/s. */
  readonly downloadMbps: number;
  /** Median of the upload tests, Mbit/s. */
  readonly uploadMbps: number;
}

/** What {@linkcode connectionComparison} draws. */
export interface ComparisonInput extends Timeline {
  /** What is compared. */
  readonly by: "interface" | "server" | "target";
  /** At least one. */
  readonly connections: readonly Connection[];
  /** The targets that all of them were measured to; empty for targets. */
  readonly targets: readonly string[];
}

/** A figure as a panel. */
interface Measure {
  readonly key: Exclude<keyof Connection, "name">;
  readonly title: string;
  readonly hint: string;
  readonly text: (value: number) => string;
}

const LESS = "less is better";
const MEASURES: readonly Measure[] = [
  {
    key: "p50Ms",
    title: "Round trip (ms)",
    hint: `median; ${LESS}`,
    text: digits,
  },
  {
    key: "p95Ms",
    title: "Slow ones (ms)",
    hint: `P95; ${LESS}`,
    text: digits,
  },
  { key: "jitterMs", title: "Jitter (ms)", hint: LESS, text: digits },
  { key: "lossPct", title: "Lost", hint: LESS, text: percentText },
  {
    key: "downloadMbps",
    title: "Download (Mbit/s)",
    hint: "more is better",
    text: digits,
  },
  {
    key: "uploadMbps",
    title: "Upload (Mbit/s)",
    hint: "more is better",
    text: digits,
  },
];

const BY_WORDS = {
  interface: "interfaces",
  server: "servers",
  target: "targets",
} as const;

/**
 * Interfaces side by side, or where there is one, servers or targets: a panel
 * a figure, a bar a connection.
 *
 * @param input What is compared.
 * @param options The picture's size and theme.
 */
export function connectionComparison(
  input: ComparisonInput,
  options: LookOptions = {},
): Figure {
  const look = lookOf(options);
  const { connections, by, targets, host } = input;
  const measures = MEASURES.filter(({ key }) =>
    connections.some((one) => !Number.isNaN(one[key]))
  );
  return barsChart({
    title: `The ${BY_WORDS[by]} of ${host} compared`,
    subtitle: [
      periodText(input),
      targets.length === 0
        ? "Over the whole period."
        : `Over the whole period, to the same targets: ${targets.join(", ")}.`,
    ],
    panels: measures.map(({ key, title, hint, text }): Panel => ({
      title,
      hint,
      bars: connections.map((one, i) => ({
        label: one.name,
        value: Number.isNaN(one[key]) ? null : one[key],
        text: Number.isNaN(one[key]) ? "-" : text(one[key]),
        whisker: null,
        color: colorOf(look.theme, i),
      })),
    })),
    table: {
      caption: "The whole period",
      columns: measures.map(({ title }) => title),
      rows: connections.map((one) => [
        one.name,
        measures.map(({ key, text }) =>
          Number.isNaN(one[key]) ? "-" : text(one[key])
        ),
      ]),
    },
  }, look);
}

/** Three digits, and no more than needed. */
function digits(value: number): string {
  return value >= 100 ? value.toFixed(0) : String(Number(value.toPrecision(3)));
}
