/** One bufferbloat test, from its wish to its result. @module */

import { unixMs } from "../../model/mod.ts";
import { bloatReport } from "../../analysis/bloat_report.ts";
import type { WantedServer } from "../../monitor/servers.ts";
import type { BloatProgress } from "../../monitor/test_request.ts";
import { openLoadLink } from "../load_link.ts";
import type { LoadMachine, MeteredMachine } from "../load_machine.ts";
import type { BloatPlan } from "./plan.ts";
import type { BloatCircumstances, BloatResult } from "./result.ts";
import { type BloatRun, runBloat } from "./run.ts";
import { serverLine } from "./server_line.ts";
import { openUrlLine } from "./url_line.ts";
import { verdictOf } from "./verdict.ts";

const NS_PER_MS = 1_000_000n;

/** Told how a test goes, some times a second. */
export type Show = (progress: BloatProgress) => void;

/** What a person wants to be tested. */
export interface WantedTest {
  /** How. */
  readonly plan: BloatPlan;
  /** Interface to leave by; empty for the kernel's choice. */
  readonly device: string;
  /** Whether the monitor's budget may be exceeded. */
  readonly isOverBudget: boolean;
  /** The own server, or what to load from the web. */
  readonly to: WantedServer | URL;
}

/**
 * Runs a test in this process.
 *
 * @param machine What to work with.
 * @param wanted What to measure.
 * @param show Told how it goes.
 * @returns What `--json` prints.
 * @throws {LoadError} When there is no result to be had.
 */
export async function measureHere(
  machine: MeteredMachine,
  wanted: WantedTest,
  show: Show,
): Promise<BloatResult> {
  const { plan, device, to } = wanted;
  const onProgress = show;
  if (to instanceof URL) {
    using line = await openUrlLine(machine, { url: to, device }, plan);
    const moved = () => line.moved();
    const how = {
      method: "http",
      latencyBy: "icmp",
      server: to.host,
      address: line.address,
      interface: device,
    } as const;
    return await measureBloat(machine, { line, plan, how, moved, onProgress });
  }
  using link = await openLoadLink(machine, { server: to, device });
  const line = serverLine(link, plan);
  const { moved } = machine;
  const how = {
    method: "tcp",
    latencyBy: "echo",
    server: to.name,
    address: link.reach.address,
    interface: device,
  } as const;
  return await measureBloat(machine, { line, plan, how, moved, onProgress });
}

/** What is measured, and how. */
export interface NamedRun extends BloatRun {
  /** How it is done. */
  readonly how: Pick<
    BloatCircumstances,
    "method" | "latencyBy" | "server" | "address" | "interface"
  >;
  /** Bytes that its sockets have moved so far. */
  readonly moved: () => Pick<BloatCircumstances, "sentBytes" | "receivedBytes">;
}

/**
 * Runs a test on a line.
 *
 * @param machine What to work with.
 * @param run What to measure.
 * @returns What `--json` prints.
 * @throws {LoadError} When there is no result to be had.
 */
async function measureBloat(
  machine: LoadMachine,
  run: NamedRun,
): Promise<BloatResult> {
  const { clock } = machine.context;
  const { line, plan, how, moved } = run;
  const atMs = unixMs(clock.wall());
  const startNs = clock.mono();
  const report = bloatReport(await runBloat(machine, run), line);
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
