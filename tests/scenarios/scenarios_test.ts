import { deepStrictEqual } from "node:assert/strict";
import { SCENARIOS } from "../../client/analysis/scenarios/mod.ts";
import { runOnce, scoresOf } from "./score.ts";

/** 1,000 each are `deno task scenarios`. */
const RUNS = 20;
/** As short as the scenario allows, to keep the tests quick. */
const SHORT = [1, 2] as const;

for (const [place, scenario] of SCENARIOS.entries()) {
  Deno.test(`diagnose() names ${scenario}, and nothing else, in ${RUNS} lines drawn with it`, () => {
    const outcomes = Array.from(
      { length: RUNS },
      (_, run) => runOnce(1000 * place + run, [scenario], SHORT),
    );
    const wanted = SCENARIOS.map((one) => ({
      scenario: one,
      had: one === scenario ? RUNS : 0,
      seen: one === scenario ? RUNS : 0,
      wrong: 0,
    }));
    deepStrictEqual(scoresOf(outcomes), wanted);
  });
}

Deno.test(`diagnose() finds nothing wrong with ${RUNS} good lines`, () => {
  for (let run = 0; run < RUNS; run++) {
    deepStrictEqual(runOnce(9000 + run, [], SHORT).findings, []);
  }
});

Deno.test("diagnose() names two troubles of one line", () => {
  const both = ["micro_disconnections", "isp_routing_trouble"] as const;
  const { findings } = runOnce(42, both, SHORT);
  deepStrictEqual(
    findings.map(({ scenario }) => scenario).toSorted(),
    both.toSorted(),
  );
});
