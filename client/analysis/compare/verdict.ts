/** What a comparison comes to, in words. Pure. @module */

import type { ConnectionType } from "../../model/mod.ts";
import type { Difference, Differences } from "./difference.ts";

/** Less says nothing either way, s. */
export const FEWEST_SECONDS = 30;
/** Smaller differences matter to nobody: in the figure's unit, and as a share. */
const MATTERS = {
  medianMs: { least: 1, share: 0.05 },
  p95Ms: { least: 5, share: 0.15 },
  jitterMs: { least: 1.5, share: 0.25 },
  lossPct: { least: 0.5, share: 0.1 },
  bloatMs: { least: 20, share: 0.2 },
  uploadMbps: { least: 0.1, share: 0.15 },
  downloadMbps: { least: 0.1, share: 0.15 },
} as const;
/** A line that loses more, percent, or varies more, ms, is not clean. */
const CLEAN = { lossPct: 0.5, jitterMs: 10 } as const;
/** So much of a difference to be seen at the router is all of it. */
const NEARLY_ALL = 0.7;
/** What differs by so many times what matters is told, sure or not. */
const TOLD_TIMES = 3;

/** Figures in the order of their weight. */
const FIGURES = [
  "medianMs",
  "lossPct",
  "jitterMs",
  "p95Ms",
  "bloatMs",
  "downloadMbps",
  "uploadMbps",
] as const;

/** One of the figures that are compared. */
export type FigureName = typeof FIGURES[number];

/** One side's name. */
export interface Subject {
  /** As it is stored, e.g. `"wlan0"`. */
  readonly name: string;
  /** As it is told, e.g. `"Wi-Fi (wlan0)"`. */
  readonly label: string;
  /** What it is, where it is an interface. */
  readonly connectionType?: ConnectionType;
}

/** What can be said. */
export interface Verdict {
  /**
   * - `a` or `b`: that side is worse, in all that differs;
   * - `mixed`: each is worse in something;
   * - `none`: no difference that would matter;
   * - `unsure`: there may be one, and the evidence does not carry it;
   * - `not_enough_data`.
   */
  readonly kind: "a" | "b" | "mixed" | "none" | "unsure" | "not_enough_data";
  /** The figures that differ for certain and so much that it matters. */
  readonly claimed: readonly FigureName[];
  /** For anybody; one or more sentences. */
  readonly sentence: string;
}

/** What is judged. */
export interface Judged extends Differences {
  readonly a: Subject;
  readonly b: Subject;
  readonly seconds: number;
  readonly lostByAOnly: number;
  readonly lostByBOnly: number;
  readonly lostByBoth: number;
  readonly gatewayMs: Difference | null;
  readonly uploadMbps: Difference | null;
  readonly downloadMbps: Difference | null;
  readonly bloatMs: Difference | null;
}

/**
 * Says what the figures carry, and no more.
 *
 * @param judged The figures.
 * @returns The verdict.
 */
export function verdictOf(judged: Judged): Verdict {
  const { a, b, seconds } = judged;
  if (seconds < FEWEST_SECONDS) {
    return {
      kind: "not_enough_data",
      claimed: [],
      sentence: `Not enough data to compare ${a.label} with ${b.label}: ` +
        `${seconds} s were measured on both (${FEWEST_SECONDS} s are needed).`,
    };
  }
  const claimed = FIGURES.filter((name) => {
    const one = judged[name];
    return one !== null && one.isSure && matters(name, one);
  });
  const worse = claimed.map((name) => worseSide(name, judged[name]));
  if (claimed.length === 0) return undecided(judged);
  const isA = worse.every((side) => side === "a");
  const isB = worse.every((side) => side === "b");
  if (isA) {
    return { kind: "a", claimed, sentence: worseSentence(judged, claimed) };
  }
  if (isB) {
    const sentence = worseSentence(swapped(judged), claimed);
    return { kind: "b", claimed, sentence };
  }
  const of = (side: "a" | "b") =>
    claimed.filter((name) => worseSide(name, judged[name]) === side);
  return {
    kind: "mixed",
    claimed,
    sentence: `${clauses(judged, of("a"))}; ${
      clauses(swapped(judged), of("b"))
    }.`,
  };
}

function matters(
  name: FigureName,
  { a, b, difference }: Difference,
  times = 1,
): boolean {
  const { least, share } = MATTERS[name];
  // Of a rate the larger is the usual one, of a delay the smaller.
  const usual = isRate(name) ? Math.max(a, b) : Math.min(a, b);
  return Math.abs(difference) >= times * Math.max(least, share * usual);
}

function isRate(name: FigureName): boolean {
  return name === "uploadMbps" || name === "downloadMbps";
}

function worseSide(name: FigureName, one: Difference | null): "a" | "b" {
  const isMore = one !== null && one.difference > 0;
  return isMore === isRate(name) ? "b" : "a";
}

/** The same with its sides changed. */
function swapped(judged: Judged): Judged {
  const turn = <One extends Difference | null>(one: One) =>
    one === null ? one : {
      ...one,
      a: one.b,
      b: one.a,
      difference: -one.difference,
      low: -one.high,
      high: -one.low,
    };
  return {
    a: judged.b,
    b: judged.a,
    seconds: judged.seconds,
    lostByAOnly: judged.lostByBOnly,
    lostByBOnly: judged.lostByAOnly,
    lostByBoth: judged.lostByBoth,
    medianMs: turn(judged.medianMs),
    p95Ms: turn(judged.p95Ms),
    jitterMs: turn(judged.jitterMs),
    lossPct: turn(judged.lossPct),
    gatewayMs: turn(judged.gatewayMs),
    uploadMbps: turn(judged.uploadMbps),
    downloadMbps: turn(judged.downloadMbps),
    bloatMs: turn(judged.bloatMs),
  };
}

/** Nothing differs for certain. */
function undecided(judged: Judged): Verdict {
  const { a, b, medianMs, lossPct, jitterMs } = judged;
  const perhaps = (["medianMs", "lossPct"] as const)
    .filter((name) =>
      matters(name, judged[name], TOLD_TIMES) &&
      (judged[name].low > 0 || judged[name].high < 0)
    );
  const [first] = perhaps;
  if (first !== undefined) {
    return {
      kind: "unsure",
      claimed: [],
      sentence: `Not sure: ${
        clauses(
          worseSide(first, judged[first]) === "a" ? judged : swapped(judged),
          [first],
        )
      }, but that may be chance. Measure longer.`,
    };
  }
  const both = Math.min(lossPct.a, lossPct.b);
  const varied = Math.min(jitterMs.a, jitterMs.b);
  const shared = both > CLEAN.lossPct
    ? ` Both lose ${figure(lossPct.a)} and ${figure(lossPct.b)} %: that ` +
      "begins where their ways meet, and neither is to blame."
    : varied > CLEAN.jitterMs
    ? ` Both vary by ${figure(jitterMs.a)} and ${
      figure(jitterMs.b)
    } ms: that ` +
      "begins where their ways meet, and neither is to blame."
    : matters("lossPct", lossPct, TOLD_TIMES)
    ? ` ${figure(lossPct.a)} and ${figure(lossPct.b)} % were lost, which may ` +
      "be chance: measure longer."
    : "";
  return {
    kind: "none",
    claimed: [],
    sentence: `No difference between ${a.label} and ${b.label}: medians ${
      figure(medianMs.a)
    } and ${figure(medianMs.b)} ms.${shared}`,
  };
}

/** That `a` is worse, and what that means. */
function worseSentence(
  judged: Judged,
  claimed: readonly FigureName[],
): string {
  const { a, b, lossPct, jitterMs, gatewayMs, medianMs } = judged;
  const trouble = [
    ...(lossPct.b > CLEAN.lossPct ? [`loses ${figure(lossPct.b)} %`] : []),
    ...(jitterMs.b > CLEAN.jitterMs
      ? [`varies by ${figure(jitterMs.b)} ms`]
      : []),
  ];
  const isAtRouter = claimed.includes("medianMs") && gatewayMs !== null &&
    gatewayMs.isSure &&
    gatewayMs.difference >= NEARLY_ALL * medianMs.difference;
  const other = trouble.length === 0
    ? `${b.label} is clean`
    : `${b.label} is not clean either (it ${trouble.join(" and ")})`;
  return `${clauses(judged, claimed)}; ${other}.${
    isAtRouter ? " All of it arises on the way to the router." : ""
  }${
    a.connectionType === "wifi" && b.connectionType === "wired" &&
      trouble.length === 0
      ? " It is the Wi-Fi, not the provider."
      : ""
  }`;
}

/** What `a` does worse, e.g. `"Wi-Fi adds 13 ms (12 to 14)"`. */
function clauses(judged: Judged, claimed: readonly FigureName[]): string {
  // A higher median raises the rest of the delays as well.
  const told = claimed.filter((name) =>
    name !== "p95Ms" ||
    !claimed.some((other) => other === "medianMs" || other === "jitterMs")
  );
  const parts = told.map((name) => clause(name, judged));
  const last = parts.length > 1 ? ` and ${parts.at(-1)}` : "";
  const most = parts.length > 1 ? parts.slice(0, -1) : parts;
  return `${judged.a.label} ${most.join(", ")}${last}`;
}

function clause(name: FigureName, judged: Judged): string {
  const one = judged[name];
  if (one === null) return "";
  const range = `(${figure(one.low)} to ${figure(one.high)})`;
  switch (name) {
    case "medianMs":
      return `adds ${figure(one.difference)} ms ${range}`;
    case "p95Ms":
      return `adds ${figure(one.difference)} ms ${range} to the slowest 5 %`;
    case "jitterMs":
      return `varies by ${figure(one.a)} ms against ${figure(one.b)} ms`;
    case "lossPct":
      return `loses ${figure(one.a)} % against ${figure(one.b)} %${
        ownLosses(judged)
      }`;
    case "bloatMs":
      return `adds ${figure(one.difference)} ms more under load ${range}`;
    case "downloadMbps":
      return `downloads at ${figure(one.a)} Mbit/s against ${figure(one.b)}`;
    case "uploadMbps":
      return `uploads at ${figure(one.a)} Mbit/s against ${figure(one.b)}`;
  }
}

function ownLosses({ lostByAOnly, lostByBOnly, lostByBoth }: Judged): string {
  if (Number.isNaN(lostByAOnly)) return "";
  const share = 100 * lostByAOnly / (lostByAOnly + lostByBOnly + lostByBoth);
  return `, ${Math.round(share)} % of all losses being its alone`;
}

/** As many digits as mean something. */
function figure(value: number): string {
  const size = Math.abs(value);
  const digits = size >= 20 ? 0 : size >= 1 ? 1 : 2;
  return String(Number(value.toFixed(digits)));
}
