/** One bufferbloat test, from the start to its result. @module */

import { bloatReport } from "../../analysis/bloat_report.ts";
import type { BloatProgress } from "../../monitor/test_request.ts";
import type { LoadMachine } from "../load_machine.ts";
import type { BloatLine } from "./line.ts";
import type { BloatPlan } from "./plan.ts";
import type { BloatCircumstances, BloatResult } from "./result.ts";
import { runBloat } from "./run.ts";
import { verdictOf } from "./verdict.ts";

const NS_PER_MS = 1_000_000n;

/** What is measured, and who is told. */
export interface BloatWanted {
  /** The line. */
  readonly line: BloatLine;
  /** How it is done. */
  readonly how: Pick<
    BloatCircumstances,
    "method" | "latencyBy" | "server" | "address" | "interface"
  >;
  /** What to do. */
  readonly plan: BloatPlan;
  /** Bytes that all sockets have moved so far. */
  readonly moved: () => Pick<BloatCircumstances, "sentBytes" | "receivedBytes">;
  /** Told how it goes. */
  readonly onProgress: (progress: BloatProgress) => void;
}

/**
 * Runs a test.
 *
 * @param machine What to work with.
 * @param wanted What to measure.
 * @returns What `--json` prints.
 * @throws {LoadError} When there is no result to be had.
 */
export async function measureBloat(
  machine: LoadMachine,
  wanted: BloatWanted,
): Promise<BloatResult> {
  const { clock } = machine.context;
  const { line, how, plan, moved } = wanted;
  const atMs = Number(clock.wall() / NS_PER_MS);
  const startNs = clock.mono();
  const report = bloatReport(await runBloat(machine, wanted), line);
  return {
    ...report,
    verdict: verdictOf(report, how),
    ...how,
    flows: plan.flows,
    atMs,
    durationMs: Number((clock.mono() - startNs) / NS_PER_MS),
    ...moved(),
  };
}
