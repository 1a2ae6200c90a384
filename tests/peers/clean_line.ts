/**
 * `bufferbane bloat` on a clean fast line (100 Mbit/s, a queue of 5 ms), again
 * and again: every time A or A+.
 *
 * ```sh
 * deno run -A tests/peers/clean_line.ts [RUNS]
 * ```
 *
 * @module
 */

import { openLine } from "../load/line.ts";
import { figure } from "./figure.ts";

const RATE_BPS = 100e6;
const QUEUE_MS = 5;

async function main(runs: number): Promise<void> {
  await using line = await openLine({ rateBps: RATE_BPS, queueMs: QUEUE_MS });
  const grades: string[] = [];
  for (let run = 0; run < runs; run++) {
    const { grade, phases } = await line.bloat([
      ...["--duration", "4s", "--rest", "1s"],
    ]);
    const reasons = phases.flatMap(({ grade }) =>
      grade.kind === "graded" ? [] : [grade.reason]
    );
    grades.push([grade ?? "none", ...reasons].join("; "));
  }
  const clean = grades.filter((grade) => /^A\+?$/.test(grade)).length;
  figure({
    what: `\`bloat\` on a clean line of ${
      RATE_BPS / 1e6
    } Mbit/s with a queue of ${QUEUE_MS} ms, ${runs} times`,
    asked: "A or A+ every time",
    reached: clean === runs
      ? `A or A+ ${runs} times`
      : grades.map((grade) => grade).join(" / "),
    isReached: clean === runs,
  });
}

if (import.meta.main) await main(Number(Deno.args[0] ?? "10"));
