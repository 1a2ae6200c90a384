/** One bufferbloat test, from its wish to its result. @module */

import { bloatReport } from "../../analysis/bloat_report.ts";
import type { WantedServer } from "../../monitor/servers.ts";
import type { BloatProgress } from "../../monitor/test_request.ts";
import { openLoadLink } from "../load_link.ts";
import type { LoadMachine, MeteredMachine } from "../load_machine.ts";
import type { BloatLine } from "./line.ts";
import type { BloatPlan } from "./plan.ts";
import type { BloatCircumstances, BloatResult } from "./result.ts";
import { runBloat } from "./run.ts";
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
  if (to instanceof URL) {
    using line = await openUrlLine(machine, { url: to, device }, plan);
    return await measure(machine, { line, plan, show }, {
      method: "http",
      latencyBy: "icmp",
      server: to.host,
      address: line.address,
      interface: device,
      moved: () => line.moved(),
    });
  }
  using link = await openLoadLink(machine, { server: to, device });
  const line = serverLine(link, plan);
  return await measure(machine, { line, plan, show }, {
    method: "tcp",
    latencyBy: "echo",
    server: to.name,
    address: link.reach.address,
    interface: device,
    moved: machine.moved,
  });
}

/** What is known of a test beforehand. */
interface How extends
  Pick<
    BloatCircumstances,
    "method" | "latencyBy" | "server" | "address" | "interface"
  > {
  readonly moved: () => Pick<BloatCircumstances, "sentBytes" | "receivedBytes">;
}

async function measure(
  machine: LoadMachine,
  run: {
    readonly line: BloatLine;
    readonly plan: BloatPlan;
    readonly show: Show;
  },
  { moved, ...how }: How,
): Promise<BloatResult> {
  const { clock } = machine.context;
  const { line, plan, show } = run;
  const atMs = Number(clock.wall() / NS_PER_MS);
  const startNs = clock.mono();
  const phases = await runBloat(machine, { line, plan, onProgress: show });
  const report = bloatReport(phases, line);
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
