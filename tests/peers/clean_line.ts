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
  const doubts: string[] = [];
  for (let run = 0; run < runs; run++) {
    const { grade, phases } = await line.bloat([
      ...["--duration", "4s", "--rest", "1s"],
    ]);
    grades.push(grade ?? "none");
    doubts.push(
      ...phases.flatMap(({ grade }) =>
        grade.kind === "graded" ? [] : [grade.reason]
      ),
    );
  }
  figure({
    what: `\`bloat\` on a clean line of ${
      RATE_BPS / 1e6
    } Mbit/s with a queue of ${QUEUE_MS} ms, ${runs} times`,
    asked: "A or A+ every time",
    reached: [grades.join(" "), ...doubts].join("; "),
    isReached: grades.every((grade) => /^A\+?$/.test(grade)),
  });
}

if (import.meta.main) await main(Number(Deno.args[0] ?? "10"));
