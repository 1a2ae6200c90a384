/// <reference lib="dom" />
/** What a bufferbloat test came to. @module */

import { make, table } from "./dom.ts";
import { msText, rateText } from "./words.ts";

const NS_PER_MS = 1e6;

/** How delays are spread. */
interface SpreadJson {
  readonly p50Ns: number | null;
  readonly p95Ns: number | null;
}

/** A bufferbloat test's result, as far as it is shown. */
export interface BloatJson {
  readonly grade: string | null;
  readonly downBps: number | null;
  readonly upBps: number | null;
  readonly idle: SpreadJson;
  readonly phases: readonly {
    readonly kind: string;
    readonly rtt: SpreadJson;
    readonly grade: {
      readonly kind: string;
      readonly letter?: string;
      readonly reason?: string;
    };
  }[];
  readonly verdict: {
    readonly headline: string;
    readonly meaning: readonly string[];
    readonly advice: readonly string[];
  };
}

const MOODS: Readonly<Record<string, string>> = {
  "A+": "good",
  A: "good",
  B: "good",
  C: "warn",
  D: "bad",
  F: "bad",
};

const PHASES: Readonly<Record<string, string>> = {
  download: "While downloading",
  upload: "While uploading",
  both: "While doing both",
};

/**
 * A letter.
 *
 * @param grade `null`: none was given.
 */
export function gradeBadge(grade: string | null): HTMLElement {
  if (grade === null) return make("span", {}, "–");
  return make("span", { class: `badge ${MOODS[grade] ?? "idle"}` }, grade);
}

/**
 * The verdict first, then the figures.
 *
 * @param result The test.
 */
export function resultOf(result: BloatJson): HTMLElement {
  const { grade, verdict, idle, phases, downBps: down, upBps: up } = result;
  const letter = make(
    "div",
    { class: `letter ${MOODS[grade ?? ""] ?? "idle"}` },
    grade ?? "–",
  );
  const rows = [
    ["At rest", ...times(idle), "–"],
    ...phases.map(({ kind, rtt, grade }) => [
      PHASES[kind] ?? kind,
      ...times(rtt),
      grade.letter ?? "not graded",
    ]),
  ];
  return make(
    "section",
    { class: "card", "aria-label": "Result" },
    make(
      "div",
      { class: "result" },
      letter,
      make(
        "div",
        {},
        make("h2", {}, verdict.headline),
        ...verdict.meaning.map((text) => make("p", {}, text)),
        make("p", {}, `${rateText(down)} down, ${rateText(up)} up.`),
        make("h3", {}, "What to do"),
        ...verdict.advice.map((text) => make("p", {}, text)),
      ),
    ),
    table({
      caption: "Delay at rest, and while the line is full",
      head: ["When", "Median", "Slowest 5 %", "Grade"],
      rows,
    }),
  );
}

function times({ p50Ns: p50, p95Ns: p95 }: SpreadJson): readonly string[] {
  return [p50, p95].map((ns) => msText(ns === null ? null : ns / NS_PER_MS));
}
