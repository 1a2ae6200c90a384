/// <reference lib="dom" />
/** Interfaces, or servers, against each other. @module */

import { ask, type SeriesJson } from "./api.ts";
import { choice, make, table } from "./dom.ts";
import { fill, type PageContext, type View } from "./page.ts";
import { periodChoice } from "./period_choice.ts";
import { countText, msText, pctText, seriesText, spanText } from "./words.ts";

/** The page. */
export const COMPARISON: View = { title: "Compare", open };

const DEFAULT_LAST = "1h";
const KINDS = [
  ["interfaces", "interfaces"],
  ["servers", "servers and targets"],
] as const;

interface DifferenceJson {
  readonly a: number | null;
  readonly b: number | null;
  readonly difference: number | null;
  readonly low: number | null;
  readonly high: number | null;
  readonly isSure: boolean;
}

interface ComparisonJson {
  readonly a: { readonly name: string; readonly label: string };
  readonly b: { readonly name: string; readonly label: string };
  readonly targets: readonly string[];
  readonly seconds: number;
  readonly medianMs: DifferenceJson | null;
  readonly p95Ms: DifferenceJson | null;
  readonly jitterMs: DifferenceJson | null;
  readonly lossPct: DifferenceJson | null;
  readonly verdict: { readonly kind: string; readonly sentence: string };
}

interface FoundJson {
  readonly found: {
    readonly comparisons: readonly ComparisonJson[];
    readonly families?: readonly ComparisonJson[];
    readonly availability?: {
      readonly each: readonly {
        readonly interface: string;
        readonly availablePct: number | null;
        readonly downMs: number;
      }[];
    };
  };
}

interface StatisticsJson {
  readonly notMeasuredMs: number;
  readonly series: readonly {
    readonly series: SeriesJson;
    readonly statistics: {
      readonly sent: number;
      readonly lossPct: number | null;
      readonly availabilityPct: number | null;
      readonly meanUs: number | null;
      readonly p50Us: number | null;
      readonly p95Us: number | null;
      readonly p99Us: number | null;
      readonly maxUs: number | null;
      readonly meanIpdvUs: number | null;
    };
  }[];
}

const FIGURES = [
  ["Round trip, median", "medianMs", msText],
  ["Slowest 5 % (P95)", "p95Ms", msText],
  ["Jitter", "jitterMs", msText],
  ["Lost", "lossPct", pctText],
] as const;

/** Why a range that leaves out 0 may not be enough. */
const BEYOND_DOUBT =
  "The true difference lies within the likely range 19 times in 20. It is beyond doubt where a range that holds it 99 times in 100, and one of four standard errors either way, leave out 0 as well: of so many figures, some differ by chance.";

const MOODS: Readonly<Record<string, string>> = {
  a: "warn",
  b: "warn",
  mixed: "warn",
  none: "good",
};

function open({ main }: PageContext): void {
  let last = DEFAULT_LAST;
  let of: string = KINDS[0][0];
  const verdicts = make("div", { "aria-live": "polite" });
  const figures = make("section", { class: "card" });
  const show = () => {
    void fill(figures, async () => await figuresOf(last));
    void fill(verdicts, async () => {
      const { found } = await ask<FoundJson>("/comparison", { of, last });
      return verdictsOf(found, of);
    });
  };
  const periods = periodChoice(DEFAULT_LAST, (period) => {
    last = period.last;
    show();
  }, "15m");
  const kind = choice("Compare", KINDS, (value) => {
    of = value;
    show();
  });
  main.append(
    make("div", { class: "tools" }, periods.element, kind.field),
    verdicts,
    figures,
  );
  show();
}

function verdictsOf(
  { comparisons, families = [], availability }: FoundJson["found"],
  of: string,
): readonly HTMLElement[] {
  const all = [...comparisons, ...families].map(cardOf);
  if (all.length === 0) {
    return [
      make(
        "p",
        { class: "banner idle" },
        of === "interfaces"
          ? "Only one interface was measured in this time: name two in [general] interfaces to have them compared in the same seconds."
          : "Nothing was measured in this time that can be compared.",
      ),
    ];
  }
  all.at(-1)?.append(make("p", { class: "quiet small" }, BEYOND_DOUBT));
  if (availability === undefined) return all;
  const rows = availability.each.map((one) => [
    one.interface,
    pctText(one.availablePct),
    one.downMs === 0 ? "never" : spanText(one.downMs),
  ]);
  return [
    ...all,
    make(
      "section",
      { class: "card" },
      table({
        caption: "How much of the time each was there",
        head: ["Interface", "There", "Down for"],
        rows,
      }),
    ),
  ];
}

function cardOf(one: ComparisonJson): HTMLElement {
  const { a, b, verdict, seconds, targets } = one;
  const rows = FIGURES.flatMap(([title, name, text]) => {
    const found = one[name];
    if (found === null || found.difference === null) return [];
    const { low, high, isSure } = found;
    return [[
      title,
      text(found.a),
      text(found.b),
      signed(found.difference, text),
      `${signed(low, text)} to ${signed(high, text)}`,
      isSure ? "yes" : "no",
    ]];
  });
  return make(
    "section",
    { class: "card" },
    make("h2", {}, `${a.label} against ${b.label}`),
    make(
      "p",
      { class: `banner ${MOODS[verdict.kind] ?? "idle"}` },
      verdict.sentence,
    ),
    table({
      caption: `${spanText(1000 * seconds)} in common, to ${
        targets.join(", ")
      }`,
      head: [
        "Figure",
        a.name,
        b.name,
        "Difference",
        "Likely range",
        "Beyond doubt",
      ],
      rows,
    }),
  );
}

/** A difference, whose sign is said. */
function signed(
  value: number | null,
  text: (value: number | null) => string,
): string {
  if (value === null) return text(null);
  return `${value < 0 ? "−" : "+"}${text(Math.abs(value))}`;
}

async function figuresOf(last: string): Promise<readonly HTMLElement[]> {
  const { series, notMeasuredMs: missingMs } = await ask<StatisticsJson>(
    "/statistics",
    { last },
  );
  if (series.length === 0) {
    return [make("p", {}, "Nothing was measured in this time.")];
  }
  const ms = (us: number | null) => msText(us === null ? null : us / 1000);
  return [
    table({
      caption: "All figures of this time",
      head: [
        "Series",
        "Over",
        "Probes",
        "Lost",
        "There",
        "Mean",
        "Median",
        "P95",
        "P99",
        "Longest",
        "Jitter",
      ],
      rows: series.map(({ series: one, statistics }) => [
        seriesText(one),
        one.interface,
        countText(statistics.sent),
        pctText(statistics.lossPct),
        pctText(statistics.availabilityPct),
        ms(statistics.meanUs),
        ms(statistics.p50Us),
        ms(statistics.p95Us),
        ms(statistics.p99Us),
        ms(statistics.maxUs),
        ms(statistics.meanIpdvUs),
      ]),
    }),
    ...(missingMs > 0
      ? [
        make(
          "p",
          { class: "quiet small" },
          `${spanText(missingMs)} of this time were not measured.`,
        ),
      ]
      : []),
  ];
}
