/**
 * `bufferbane bloat` against lines whose truth is known: rates and queues that
 * `tc` made. Each cell is a lab of its own, and each run a whole test.
 *
 * ```sh
 * deno run -A tests/peers/load_grid.ts [--rate 10] [--queue 150] [--runs 3]
 *   [--duration 8s]
 * ```
 *
 * @module
 */

import { parseArgs } from "node:util";
import { letterForUplift } from "../../client/analysis/grades.ts";
import type { BloatResult } from "../../client/cli/bloat/result.ts";
import type { Direction, LoadPhaseKind } from "../../client/model/mod.ts";
import { lineBps, openLine } from "../load/line.ts";
import { figure } from "./figure.ts";

/** Mbit/s, and ms of queue: from a phone on the edge of its cell to fibre. */
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

function judge(cell: Cell, result: BloatResult): Found[] {
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
      kind,
      rateShares,
      queueShare,
      queueIn,
      letter,
      misses,
    };
  });
}

/** How far the figures of one rate's phases of one kind lie apart. */
function tell(all: readonly Found[], rateMbit: number): void {
  const span = (values: readonly number[]) =>
    `${Math.min(...values).toFixed(2)} to ${Math.max(...values).toFixed(2)}`;
  for (const isBoth of [false, true]) {
    const phases = all.filter(({ kind }) =>
      isBoth === (kind !== "download" && kind !== "upload")
    );
    if (phases.length === 0) continue;
    const queues = [...new Set(phases.map(({ queueMs }) => queueMs))];
    const missed = phases.filter(({ misses }) => misses.length > 0);
    const shares = phases.flatMap(({ rateShares }) => rateShares);
    figure({
      what: `\`bloat\`, ${rateMbit} Mbit/s, queues of ${
        queues.join(", ")
      } ms, ${
        isBoth ? "both ways at once" : "each way alone"
      }: rate; P95 under load less P50 idle, over the queue; direction; letter`,
      asked: isBoth
        ? "at most the rate, one queue to two"
        : "within 5 %; within 10 %; right; right",
      reached: `${span(shares)}; ${
        span(phases.map(({ queueShare }) => queueShare))
      }; ${phases.length - missed.length} of ${phases.length} as asked${
        missed.map((one) =>
          `; ${one.kind} at ${one.queueMs} ms: ${one.misses.join(", ")} (${
            one.rateShares.map((share) => share.toFixed(2)).join(" ")
          }; ${one.queueShare.toFixed(2)}; ${one.queueIn}; ${one.letter})`
        ).join("")
      }`,
      isReached: missed.length === 0,
    });
  }
}

async function measure(cell: Cell, options: {
  readonly duration: string;
  readonly flows: string;
}): Promise<readonly Found[]> {
  const { rateMbit, queueMs } = cell;
  const { duration, flows } = options;
  const frames = rateMbit >= FAST_MBIT ? BURST_FRAMES.fast : BURST_FRAMES.slow;
  await using line = await openLine({
    rateBps: rateMbit * 1e6,
    queueMs,
    burstBytes: frames * FRAME_BYTES,
  });
  const result = await line.bloat([
    ...["--duration", duration],
    ...(flows === "" ? [] : ["--flows", flows]),
  ]);
  return judge(cell, result);
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      rate: { type: "string" },
      queue: { type: "string" },
      runs: { type: "string", default: "3" },
      duration: { type: "string", default: "8s" },
      flows: { type: "string", default: "" },
    },
  });
  const { rate, queue, runs } = values;
  for (const [rateMbit, queues] of GRID) {
    if (rate !== undefined && Number(rate) !== rateMbit) continue;
    const all: Found[] = [];
    for (const queueMs of queues) {
      if (queue !== undefined && Number(queue) !== queueMs) continue;
      for (let run = 0; run < Number(runs); run++) {
        all.push(...await measure({ rateMbit, queueMs }, values));
      }
    }
    tell(all, rateMbit);
  }
}

if (import.meta.main) await main();
