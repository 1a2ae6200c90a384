/** Counts, shows and serves until stopped. @module */

import { HttpListenError, openLibc, serveHttp } from "@bufferbane/ffi";
import { openBpf } from "@bufferbane/ffi/bpf";
import { unixMs } from "../../model/mod.ts";
import { trafficApp } from "../../dashboard/traffic/app.ts";
import { Gate } from "../../dashboard/gate.ts";
import { readText, systemLinks } from "../../links/mod.ts";
import {
  countedDevice,
  InterfaceCount,
  openTrafficSource,
  realtimeReport,
  summaryReport,
  type TrafficContext,
  TrafficRefusal,
  type TrafficSample,
  TrafficSampler,
} from "../../traffic/mod.ts";
import { DASHBOARD_WORDS } from "../dashboard/words.ts";
import type { Output } from "../dispatch.ts";
import { EXIT, type ExitCode } from "../exit_codes.ts";
import { explainFault } from "../explain_fault.ts";
import { redrawn, waitUnlessStopped } from "../redraw.ts";
import { stopSignal } from "../stop_signal.ts";
import { systemClock } from "../system_clock.ts";
import { redrawable } from "../terminal_size.ts";
import { trafficLines } from "./text.ts";
import { interfaceOf, modeOf, portOf } from "./wishes.ts";

const PERIOD_MS = 1000;
/** So many seconds the page can look back. */
const HISTORY = 300;
/** After so many seconds all is loaded that will be. */
const SETTLED_S = 3;

/** What was asked for. */
export interface TrafficArgs {
  /** The interface. */
  readonly iface?: string | undefined;
  /** TCP port. */
  readonly port: string;
  /** How to count. */
  readonly mode: string;
  /** Whether to tell who talks most. */
  readonly top: boolean;
  /** Whether a machine reads along. */
  readonly json: boolean;
}

/** Runs `bufferbane traffic`. */
export async function runTraffic(
  args: TrafficArgs,
  output: Output,
): Promise<ExitCode> {
  try {
    return await count(args, output);
  } catch (error) {
    if (
      !(error instanceof TrafficRefusal) && !(error instanceof HttpListenError)
    ) {
      return explainFault(error, output);
    }
    output.err(`${error.message}\n`);
    return EXIT.failed;
  }
}

async function count(args: TrafficArgs, output: Output): Promise<ExitCode> {
  const port = portOf(args.port);
  const mode = modeOf(args.mode);
  using stop = stopSignal(readText("/proc/self/status") ?? "");
  using libc = openLibc();
  using bpf = openBpf();
  const clock = systemClock(libc);
  const nowMs = () => unixMs(clock.wall());
  const links = systemLinks(libc, readText);
  const link = interfaceOf(links, args.iface);
  const { name } = link;
  using reader = links.openReader();
  const device = countedDevice(link, readText);
  using source = openTrafficSource(bpf, mode, {
    name,
    device,
    reader,
    hasFlows: args.top,
  });
  const sampler = new TrafficSampler(source, clock);
  const counters = new InterfaceCount(reader, name);
  const context: TrafficContext = {
    interface: name,
    mode: source.mode,
    notes: source.notes,
    startedMs: nowMs(),
  };
  const recent: TrafficSample[] = [];
  const report = (sample: TrafficSample | undefined) =>
    realtimeReport(sample ?? null, context);

  const app = trafficApp({
    context,
    realtime: () => report(recent.at(-1)),
    history: () => recent.map(report),
    summary: () =>
      summaryReport(recent.at(-1) ?? null, context, {
        drops: counters.read()?.drops ?? null,
        nowMs: nowMs(),
      }),
  }, new Gate({ hosts: [], token: "", randomToken: () => "" }));
  await using web = serveHttp(
    { bind: "localhost", port },
    app,
    DASHBOARD_WORDS,
  );
  for (const note of context.notes) output.err(`${note}\n`);
  output.err(`Counting ${name} by ${source.mode}: ${web.url}   Ctrl-C stops\n`);

  let dueNs: bigint = clock.mono();
  for (;;) {
    dueNs = nextDue(dueNs, clock.mono());
    const waitMs = Number(dueNs - clock.mono()) / 1e6;
    if (!await waitUnlessStopped(waitMs, stop.signal)) return EXIT.done;
    const sample = sampler.take();
    if (sample === null) {
      stop.stop();
      throw new TrafficRefusal(
        `Cannot go on counting as ${name} has gone`,
      );
    }
    recent.push(sample);
    if (recent.length > HISTORY) recent.shift();
    show(sample);
    // What only the start needed may go from memory.
    if (recent.length === SETTLED_S) {
      libc.releaseMemory(readText("/proc/self/smaps") ?? "");
    }
  }

  function show(sample: TrafficSample): void {
    if (args.json) output.out(`${JSON.stringify(report(sample))}\n`);
    else if (Deno.stdout.isTerminal()) {
      const lines = [...trafficLines(sample, context), "", web.url];
      output.out(redrawn(lines, redrawable(Deno.stdout)));
    }
  }
}

/** The next whole second from the start; those that were slept over are left out. */
function nextDue(lastNs: bigint, nowNs: bigint): bigint {
  const periodNs = BigInt(PERIOD_MS) * 1_000_000n;
  const missed = (nowNs - lastNs) / periodNs;
  return lastNs + (missed + 1n) * periodNs;
}
