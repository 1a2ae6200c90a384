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
  Deno.stdout.writeSync(
    new TextEncoder().encode(`${grades.join("\n")}\n`),
  );
}

if (import.meta.main) await main(Number(Deno.args[0] ?? "10"));
