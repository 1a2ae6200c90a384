import {
  type Scenario,
  SCENARIOS,
} from "../../client/analysis/scenarios/mod.ts";
import type { WorldNeeds } from "./world.ts";

/** One run to be made. */
export interface Run {
  readonly seed: number;
  readonly truth: readonly Scenario[];
  /** How long a clean line is, days. */
  readonly days?: WorldNeeds["days"];
}

/**
 * Two that cannot be told apart by anybody: an upload that is slow now and
 * then while packets are lost on their way up is one trouble, not two.
 */
const SAME: readonly (readonly Scenario[])[] = [
  ["asymmetric_trouble", "intermittent_upload_degradation"],
];

/**
 * Everything `deno task scenarios` does.
 *
 * @param runs Of each scenario; a tenth as many of each mixture of two.
 * @param cleanDays Of good lines, most of them in weeks.
 */
export function* planOf(runs: number, cleanDays: number): Generator<Run> {
  let seed = 1_000_000;
  for (const scenario of SCENARIOS) {
    for (let run = 0; run < runs; run++) {
      yield { seed: seed++, truth: [scenario] };
    }
  }
  for (const [place, one] of SCENARIOS.entries()) {
    for (const other of SCENARIOS.slice(place + 1)) {
      const isSame = SAME.some((pair) =>
        pair.includes(one) && pair.includes(other)
      );
      if (isSame) continue;
      for (let run = 0; run < runs / 10; run++) {
        yield { seed: seed++, truth: [one, other] };
      }
    }
  }
  for (let day = 0; day < cleanDays;) {
    const length = day % 10 < 7 ? 7 : 1;
    yield { seed: seed++, truth: [], days: [length, length] };
    day += length;
  }
}
