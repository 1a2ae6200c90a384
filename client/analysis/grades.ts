import type { LoadPhaseKind } from "../model/mod.ts";
import type { BloatAnalysis, PhaseBloat } from "./bloat.ts";
import type { NotSaturated } from "./saturation.ts";

/** The letters, best first. */
export const LETTERS = ["A+", "A", "B", "C", "D", "F"] as const;

/** One of {@linkcode LETTERS}. */
export type Letter = typeof LETTERS[number];

/** Which bands these letters are, to be shown with them. */
export const GRADE_METHOD = "DSLReports bands, worst of the phases";

/**
 * Delay added by load, ms: a letter is given below its limit, F from the
 * last limit on.
 *
 * @see {@link https://www.dslreports.com/faq/17930 | DSLReports, bufferbloat grade}
 */
export const UPLIFT_BELOW_MS: Readonly<Record<Exclude<Letter, "F">, number>> = {
  "A+": 5,
  A: 30,
  B: 60,
  C: 200,
  D: 400,
};

/**
 * Loss, percent: a letter is given up to its limit, F beyond the last.
 *
 * @see {@link https://www.dslreports.com/faq/17930 | DSLReports, quality grade}
 */
const LOSS_UP_TO_PCT: Readonly<Record<Exclude<Letter, "F">, number>> = {
  "A+": 1,
  A: 2.5,
  B: 3,
  C: 5,
  D: 12,
};

/**
 * The letter for a delay that load adds.
 *
 * @example Usage
 * ```ts
 * import { strictEqual } from "node:assert/strict";
 *
 * strictEqual(letterForUplift(29.9e6), "A");
 * strictEqual(letterForUplift(30e6), "B");
 * ```
 *
 * @param upliftNs P50 under load less P50 idle, ns; below 0 is no queue.
 * @returns The letter, or `null` for `NaN`.
 */
export function letterForUplift(upliftNs: number): Letter | null {
  return letterWhere((letter) => upliftNs / 1e6 < UPLIFT_BELOW_MS[letter], {
    isKnown: !Number.isNaN(upliftNs),
  });
}

/**
 * The quality letter for a loss.
 *
 * @param lossPct Lost or retransmitted, percent, 0 to 100.
 * @returns The letter, or `null` for `NaN`.
 */
export function letterForLoss(lossPct: number): Letter | null {
  return letterWhere((letter) => lossPct <= LOSS_UP_TO_PCT[letter], {
    isKnown: !Number.isNaN(lossPct),
  });
}

function letterWhere(
  qualifies: (letter: Exclude<Letter, "F">) => boolean,
  { isKnown }: { readonly isKnown: boolean },
): Letter | null {
  if (!isKnown) return null;
  return LETTERS.find((letter) => letter === "F" || qualifies(letter)) ?? "F";
}

/** A phase's letter, or why there is none. */
export type PhaseGrade =
  | {
    readonly kind: "graded";
    readonly letter: Letter;
  }
  | NotSaturated;

/** The letters of one bufferbloat test. */
export interface Grades {
  /** The worst letter of the graded phases; `null` when none is graded. */
  readonly letter: Letter | null;
  /** For loss under load, of all phases; `null` when it is not known. */
  readonly quality: Letter | null;
  /** Each phase's own; one that was not run is absent. */
  readonly phases: Readonly<Partial<Record<LoadPhaseKind, PhaseGrade>>>;
  /** Where the letters come from. */
  readonly method: typeof GRADE_METHOD;
}

/**
 * Grades a bufferbloat test. A phase in which the line was not the limit gets
 * no letter, for its queue was not full: the real one is no better than what
 * was seen.
 *
 * @param analysis What `analyseBloat()` found.
 * @returns The letters.
 */
export function gradesOf({ phases }: BloatAnalysis): Grades {
  const graded = phases.map((phase) => [phase.kind, gradeOf(phase)] as const);
  return {
    letter: worst(
      graded.map(([, grade]) => grade.kind === "graded" ? grade.letter : null),
    ),
    quality: worst(phases.map((phase) => letterForLoss(lossPct(phase)))),
    phases: Object.fromEntries(graded),
    method: GRADE_METHOD,
  };
}

function gradeOf({ saturation, uplift }: PhaseBloat): PhaseGrade {
  if (saturation.kind === "not_saturated") return saturation;
  const letter = uplift === null ? null : letterForUplift(uplift.p50Ns);
  return letter === null
    ? {
      kind: "not_saturated",
      limit: "unknown",
      reason: "too few probes were answered",
    }
    : { kind: "graded", letter };
}

/** The worst of what is known of a phase's loss; `NaN` when nothing is. */
function lossPct({ up, down, probeLossPct }: PhaseBloat): number {
  const known = [up.retransmittedPct, down.retransmittedPct, probeLossPct]
    .filter((pct) => pct !== null);
  return known.length === 0 ? NaN : Math.max(...known);
}

function worst(letters: readonly (Letter | null)[]): Letter | null {
  return LETTERS.findLast((letter) => letters.includes(letter)) ?? null;
}
