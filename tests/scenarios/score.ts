/** Many runs, and how often the diagnosis was right. @module */

import {
  diagnose,
  type Finding,
  type Scenario,
  SCENARIOS,
} from "../../client/analysis/scenarios/mod.ts";
import { addEveryday } from "./everyday.ts";
import { observe } from "./observe.ts";
import { TROUBLES } from "./troubles.ts";
import { drawWorld, type WorldNeeds } from "./world.ts";

/** What one run put in and got out. */
export interface Outcome {
  readonly seed: number;
  readonly days: number;
  readonly truth: readonly Scenario[];
  readonly findings: readonly Finding[];
}

/**
 * Draws a world with these troubles (none: a clean one), and judges it. It is
 * as long as asked, but not shorter than the troubles need.
 */
export function runOnce(
  seed: number,
  truth: readonly Scenario[],
  days?: WorldNeeds["days"],
): Outcome {
  const world = drawWorld(seed, needsOf(truth, days));
  addEveryday(world);
  for (const scenario of truth) TROUBLES[scenario].add(world);
  const { findings } = diagnose(observe(world));
  return { seed, days: world.length / 1440, truth, findings };
}

function needsOf(
  truth: readonly Scenario[],
  days?: WorldNeeds["days"],
): WorldNeeds {
  const all = truth.map((scenario) => TROUBLES[scenario].needs);
  if (all.length === 0) return { days: days ?? [1, 7] };
  const least = Math.max(...all.map(({ days }) => days[0]));
  return {
    days: [
      least,
      Math.max(least, days?.[1] ?? Math.max(...all.map(({ days }) => days[1]))),
    ],
    ...(all.some(({ server }) => server === true) ? { server: true } : {}),
    ...(all.some(({ counters }) => counters === true)
      ? { counters: true }
      : {}),
    far: Math.max(...all.map(({ far }) => far ?? 2)),
  };
}

/** How often one scenario was seen, and seen rightly. */
export interface Score {
  readonly scenario: Scenario;
  /** Runs that had it. */
  readonly had: number;
  /** Of these, in which it was named. */
  readonly seen: number;
  /** Runs that did not have it and in which it was named. */
  readonly wrong: number;
}

/** Counts what was right, scenario by scenario. */
export function scoresOf(outcomes: readonly Outcome[]): Score[] {
  return SCENARIOS.map((scenario) => {
    const had = outcomes.filter(({ truth }) => truth.includes(scenario));
    const isNamed = ({ findings }: Outcome) =>
      findings.some((finding) => finding.scenario === scenario);
    return {
      scenario,
      had: had.length,
      seen: had.filter(isNamed).length,
      wrong: outcomes.filter((outcome) =>
        !outcome.truth.includes(scenario) && isNamed(outcome)
      ).length,
    };
  });
}
