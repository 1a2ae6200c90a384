/**
 * `bufferbane bloat` against lines whose truth is known: rates and queues that
 * `tc` made. Each cell is a lab of its own, and each run a whole test.
 *
 * ```sh
 * deno run -A tests/peers/load_grid.ts [--rate 10] [--queue 150] [--runs 3]
 *   [--duration 8s] [--results FILE]
 * ```
 *
 * Runs that FILE already has are not repeated, so that it may be interrupted.
 *
 * @module
 */

import { parseArgs } from "node:util";
import { letterForUplift } from "../../client/analysis/grades.ts";
import type { BloatResult } from "../../client/cli/bloat/result.ts";
import type { Direction, LoadPhaseKind } from "../../client/model/mod.ts";
import { lineBps, type LoadedLine, openLine } from "../load/line.ts";

/** RULINGS 22: Mbit/s, and ms of queue. */
const GRID: readonly (readonly [rateMbit: number, queuesMs: number[]])[] = [
  [1, [150, 1000]],
  [10, [20, 150, 300, 1000]],
  [100, [12, 100, 300]],
  [1000, [12, 45, 100]],
];
const FRAME_BYTES = 1514;
/** At 1 Gbit/s the kernel's timer needs ten frames to keep up. */
const BURST_FRAMES = { slow: 2, fast: 10 } as const;
const FAST_MBIT = 500;
const RATE_WITHIN = 0.05;
const QUEUE_WITHIN = 0.1;

/** A line to measure. */
interface Cell {
  readonly rateMbit: number;
  readonly queueMs: number;
}

/** What one phase of one run found. */
interface Found extends Cell {
  readonly run: number;
  readonly kind: LoadPhaseKind;
  /** Rate of layer 2 over the line's, for each loaded way. */
  readonly rateShares: readonly number[];
  /** P95 under load less P50 idle, over the queue's depth; NaN: not known. */
  readonly queueShare: number;
  /** Where the queue was found. */
  readonly queueIn: string;
  /** Its letter, or why there is none. */
  readonly letter: string;
  /** What was missed; empty: nothing. */
  readonly misses: readonly string[];
}

function judge(cell: Cell, run: number, result: BloatResult): Found[] {
  const { rateMbit, queueMs } = cell;
  return result.phases.map((phase) => {
    const { kind, up, down, uplift, queueIn, grade } = phase;
    const rateShares = [down.rateBps, up.rateBps].flatMap((bps) =>
      bps === null ? [] : [lineBps(bps) / (rateMbit * 1e6)]
    );
    const queueShare = (uplift?.p95Ns ?? NaN) / 1e6 / queueMs;
    const letter = grade.kind === "graded" ? grade.letter : grade.reason;
    const way: Direction | null = kind === "download"
      ? "down"
      : kind === "upload"
      ? "up"
      : null;
    // Both ways at once the queues take turns: what they add lies between one
    // queue and two, and acknowledgements take some of the rate.
    const isBoth = way === null;
    const mostQueues = isBoth ? 2 : 1;
    const leastRate = isBoth ? 0 : 1 - RATE_WITHIN;
    const wanted = [1, mostQueues]
      .map((queues) => letterForUplift(queues * queueMs * 1e6));
    const isRight = {
      rate: rateShares.every((share) =>
        share >= leastRate && share <= 1 + RATE_WITHIN
      ),
      queue: queueShare >= 1 - QUEUE_WITHIN &&
        queueShare <= mostQueues * (1 + QUEUE_WITHIN),
      direction: isBoth || queueIn === way,
      letter: wanted.some((one) => one === letter) ||
        (isBoth && grade.kind !== "graded"),
    };
    const misses = Object.entries(isRight)
      .flatMap(([what, isSo]) => isSo ? [] : [what]);
    return {
      ...cell,
      run,
      kind,
      rateShares,
      queueShare,
      queueIn,
      letter,
      misses,
    };
  });
}

function print(text: string): void {
  Deno.stdout.writeSync(new TextEncoder().encode(`${text}\n`));
}

function lineOf(found: Found): string {
  const { rateMbit, queueMs, run, kind, rateShares, queueShare } = found;
  const { queueIn, letter, misses } = found;
  const shares = rateShares.map((share) => share.toFixed(3)).join(" ");
  return `${String(rateMbit).padStart(4)} Mbit/s ${
    String(queueMs).padStart(4)
  } ms  run ${run}  ${kind.padEnd(8)}  rate ${shares.padEnd(11)}  queue ${
    queueShare.toFixed(3)
  } ${queueIn.padEnd(7)} ${letter}${
    misses.length === 0 ? "" : `   MISSED: ${misses.join(", ")}`
  }`;
}

async function measure(
  line: LoadedLine,
  cell: Cell & { readonly run: number },
  options: { readonly duration: string; readonly flows: string },
): Promise<readonly Found[]> {
  const { duration, flows } = options;
  const result = await line.bloat([
    ...["--duration", duration],
    ...(flows === "" ? [] : ["--flows", flows]),
  ]);
  return judge(cell, cell.run, result);
}

function readFound(path: string): readonly Found[] {
  try {
    return Deno.readTextFileSync(path).split("\n")
      .filter((line) => line !== "").map((line) => JSON.parse(line));
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return [];
    throw error;
  }
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      rate: { type: "string" },
      queue: { type: "string" },
      runs: { type: "string", default: "3" },
      duration: { type: "string", default: "8s" },
      flows: { type: "string", default: "" },
      results: { type: "string", default: "" },
    },
  });
  const { rate, queue, results } = values;
  const known = results === "" ? [] : readFound(results);
  const cells = GRID.flatMap(([rateMbit, queues]) =>
    queues.map((queueMs) => ({ rateMbit, queueMs }))
  ).filter(({ rateMbit, queueMs }) =>
    (rate === undefined || Number(rate) === rateMbit) &&
    (queue === undefined || Number(queue) === queueMs)
  );
  let missed = 0;
  for (const cell of cells) {
    const { rateMbit, queueMs } = cell;
    const frames = rateMbit >= FAST_MBIT
      ? BURST_FRAMES.fast
      : BURST_FRAMES.slow;
    const line = {
      rateBps: rateMbit * 1e6,
      queueMs,
      burstBytes: frames * FRAME_BYTES,
    };
    for (let run = 1; run <= Number(values.runs); run++) {
      const before = known.filter((found) =>
        found.rateMbit === rateMbit && found.queueMs === queueMs &&
        found.run === run
      );
      let found: readonly Found[] = before;
      if (before.length === 0) {
        await using opened = await openLine(line);
        found = await measure(opened, { ...cell, run }, values);
      }
      for (const one of found) {
        print(lineOf(one));
        if (one.misses.length > 0) missed += 1;
        if (results !== "" && before.length === 0) {
          await Deno.writeTextFile(results, `${JSON.stringify(one)}\n`, {
            append: true,
          });
        }
      }
    }
  }
  print(`${missed} missed`);
}

if (import.meta.main) await main();
