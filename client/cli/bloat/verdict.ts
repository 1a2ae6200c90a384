/** What a bufferbloat test means, and what to do: for a layman. Pure. @module */

import {
  type BloatReport,
  type Letter,
  type OtherLimit,
  type PhaseReport,
  type Use,
  USES,
} from "../../analysis/mod.ts";
import type { LoadPhaseKind } from "../../model/mod.ts";
import { ms } from "../console/format.ts";
import { rateText } from "../throughput_text.ts";

/** A verdict in sentences. */
export interface Verdict {
  /** The answer, in one. */
  readonly headline: string;
  /** What it means, the most important first. */
  readonly meaning: readonly string[];
  /** What to do about it. */
  readonly advice: readonly string[];
}

const LETTER_WORDS: Readonly<Record<Letter, string>> = {
  "A+": "excellent",
  A: "good",
  B: "fair",
  C: "poor",
  D: "bad",
  F: "very bad",
};

const DOING: Readonly<Record<LoadPhaseKind, string>> = {
  download: "downloading",
  upload: "uploading",
  both: "doing both at once",
};

const USE_WORDS: Readonly<Record<Use, string>> = {
  calls: "video calls",
  gaming: "fast online games",
  streaming: "HD video",
  browsing: "web pages",
};

/** From this score on a use is felt to be well; below the other, not to be. */
const WELL_SCORE = 80;
const BADLY_SCORE = 50;
/** Less than this is as good as nothing, ns. */
const NOTABLE_NS = 1e6;
/** Below this a wait is not worth a sentence, ns. */
const FELT_NS = 30e6;
/**
 * A shaper has to be slower than what it protects: the share of the rate of
 * IP packets that leaves room for what varies.
 */
const SHAPED_SHARE = 0.92;
/** Payload to IP packets: 1500 bytes carry 1448. */
const IP_SHARE = 1500 / 1448;

const OTHER_LIMIT_ADVICE: Readonly<Record<OtherLimit, string>> = {
  processor:
    "Run it on a faster machine, or while this one (and the server) has less to do.",
  grant: "Raise the limit in the server's configuration.",
  budget:
    "Use a shorter --duration, or raise the server's [limits] max_test_mb and max_daily_mb.",
  time: "Run it again with a longer --duration.",
  unsteady:
    "Run it again while nobody else uses the line; a longer --duration gives TCP more time.",
  receiver: "Run it again with more connections, e.g. --flows 16.",
  sender: "Run it again with more connections, e.g. --flows 16.",
  unknown: "Run it again.",
};

/**
 * Says what a test means.
 *
 * @param report What it found.
 * @param options The interface that it left by; empty: not known.
 */
export function verdictOf(
  report: BloatReport,
  options: { readonly interface: string },
): Verdict {
  const { grade, phases, idle } = report;
  const worst = phases
    .filter((phase) => phase.grade.kind === "graded")
    .toSorted((a, b) => addedNs(b) - addedNs(a))[0];
  if (grade === null || worst === undefined) return withoutGrade(report);
  const isFelt = addedNs(worst) >= FELT_NS;
  const name = `Grade ${grade} (${LETTER_WORDS[grade]})${onlyText(phases)}`;
  const headline = isFelt
    ? `${name}: while the line is busy, everything on it waits ${
      ms(addedNs(worst))
    } ms longer.`
    : `${name}: the line stays quick while it is busy (${addedText(worst)}).`;
  return {
    headline,
    meaning: [
      `At rest an answer takes ${ms(idle.p50Ns)} ms; ${whenText(report)}.`,
      ...usesText(report),
      ...fairText(report),
      ...ungradedText(report),
    ],
    advice: adviceOf(report, worst, options.interface),
  };
}

function addedNs({ uplift }: PhaseReport): number {
  return Math.max(0, uplift?.p50Ns ?? 0);
}

function withoutGrade({ phases }: BloatReport): Verdict {
  const most = Math.max(0, ...phases.map(addedNs));
  const limits = new Set(
    phases.flatMap(({ grade }) =>
      grade.kind === "not_saturated" ? [grade.limit] : []
    ),
  );
  // What used up the budget left too little time for the rest.
  if (limits.has("budget")) limits.delete("time");
  const advice = [...limits].map((limit) => OTHER_LIMIT_ADVICE[limit]);
  return {
    headline:
      "No grade: the line was not what limited the test, so its queue was not full.",
    meaning: [
      ...reasonsText(phases),
      ...(most === 0 ? [] : [
        `What was seen (up to ${
          ms(most)
        } ms more) is a lower limit: it may be worse.`,
      ]),
    ],
    advice: [...new Set(advice)],
  };
}

/** A letter for one direction says nothing of the other. */
function onlyText(phases: readonly PhaseReport[]): string {
  const oneWay = phases.filter(({ kind }) => kind !== "both");
  const graded = oneWay.filter(({ grade }) => grade.kind === "graded");
  return graded.length === oneWay.length || graded.length === 0
    ? ""
    : ` for ${list(graded.map(({ kind }) => DOING[kind]))} only`;
}

/** Which direction it is. */
function whenText({ phases }: BloatReport): string {
  return phases
    .map((phase) => `${addedText(phase)} while ${DOING[phase.kind]}`)
    .join(", ");
}

function addedText(phase: PhaseReport): string {
  return addedNs(phase) < NOTABLE_NS
    ? "nothing more"
    : `${ms(addedNs(phase))} ms more`;
}

function usesText({ uses }: BloatReport): readonly string[] {
  const named = (isOne: (score: number) => boolean) =>
    USES.filter((use) => {
      const score = uses[use].score?.score;
      return score !== undefined && isOne(score);
    }).map((use) => USE_WORDS[use]);
  const badly = named((score) => score < BADLY_SCORE);
  const worse = named((score) => score >= BADLY_SCORE && score < WELL_SCORE);
  const well = named((score) => score >= WELL_SCORE);
  const parts = [
    badly.length === 0 ? "" : `${list(badly)} suffer`,
    worse.length === 0 ? "" : `${list(worse)} may falter`,
    well.length === 0 ? "" : `${list(well)} go on well`,
  ].filter((part) => part !== "");
  return parts.length === 0 ? [] : [`While it is busy, ${parts.join("; ")}.`];
}

/** A queue for each flow: the load waits for itself alone. */
function fairText({ phases, idle }: BloatReport): readonly string[] {
  const fair = phases.filter((phase) =>
    phase.inBand.p50Ns - idle.p50Ns >= 2 * FELT_NS && addedNs(phase) < FELT_NS
  );
  if (fair.length === 0) return [];
  const inBandNs = Math.max(...fair.map(({ inBand }) => inBand.p50Ns));
  return [
    `The load's own packets take ${
      ms(inBandNs)
    } ms, but others pass them by: a fair queue is at work.`,
  ];
}

function ungradedText({ phases }: BloatReport): readonly string[] {
  const ungraded = phases
    .filter((phase) => phase.grade.kind === "not_saturated");
  return reasonsText(ungraded);
}

function reasonsText(phases: readonly PhaseReport[]): readonly string[] {
  return phases.flatMap(({ kind, grade }) =>
    grade.kind === "not_saturated"
      ? [`No grade for ${DOING[kind]}, as ${grade.reason}.`]
      : []
  );
}

function adviceOf(
  report: BloatReport,
  worst: PhaseReport,
  device: string,
): readonly string[] {
  if (addedNs(worst) < FELT_NS) return ["Nothing needs to be done."];
  if (worst.isLocalQueue) return localAdvice(device);
  const { downBps, upBps } = report;
  const limits = [
    downBps === null ? "" : `download ${shapedText(downBps)}`,
    upBps === null ? "" : `upload ${shapedText(upBps)}`,
  ].filter((text) => text !== "").join(", ");
  const advice = [
    `Turn on SQM (smart queue management, best with CAKE or fq_codel) on the router, with its limits a little below what the line carries: ${limits}. The queue then stays short.`,
    "Routers with OpenWrt have it, and some others under names like QoS or Smart Queues; a priority list alone does not help. Then measure again.",
  ];
  return worst.queueIn === "unknown"
    ? [
      ...advice,
      "On Wi-Fi, measure once by cable first: the queue may be there.",
    ]
    : advice;
}

function localAdvice(device: string): readonly string[] {
  const name = device === "" ? "the interface" : device;
  const command = device === ""
    ? ""
    : `: tc qdisc replace dev ${device} root fq_codel`;
  return [
    `The queue is in this very machine, in front of ${name}: neither the router nor the provider is to blame.`,
    `Use a fair, short queue here${command}. On Wi-Fi, come closer or use a cable; a VPN or a limit set on this machine may be the reason, too.`,
  ];
}

/** Two digits, rounded down. */
function shapedText(payloadBps: number): string {
  const bps = payloadBps * IP_SHARE * SHAPED_SHARE;
  const unit = 10 ** (Math.floor(Math.log10(bps)) - 1);
  return rateText(Math.floor(bps / unit) * unit);
}

function list(words: readonly string[]): string {
  const last = words.at(-1) ?? "";
  return words.length < 2
    ? last
    : `${words.slice(0, -1).join(", ")} and ${last}`;
}
