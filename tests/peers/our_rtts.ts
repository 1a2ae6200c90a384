import { openLibc } from "@bufferbane/ffi";
import { systemClock } from "../../client/cli/system_clock.ts";
import type { Measurement, Series, WallNs } from "../../client/model/mod.ts";
import { IcmpProbe } from "../../client/probes/icmp.ts";
import { Schedule } from "../../client/probes/schedule.ts";
import { makeGarbage } from "../support/garbage.ts";
import type { ReportedRtt } from "./reported_rtt.ts";

/** What to measure with bufferbane's own probe. */
export interface OurRttsOptions {
  /** An IPv4 address. */
  readonly target: string;
  /** The interface to leave by. */
  readonly device: string;
  /** How many probes, 1 to 60000: sequence numbers must not come round. */
  readonly probes: number;
  /** From one probe to the next, ms. */
  readonly intervalMs: number;
  /** Whether to keep the garbage collector busy meanwhile. */
  readonly garbage: boolean;
}

/** How long the last reply is waited for. */
const LAST_REPLY_NS = 1_000_000_000n;

/**
 * Measures with the product's own ICMP probe, as the monitor drives it.
 *
 * @param options What to measure.
 * @returns What it reported.
 */
async function ourRtts(
  options: OurRttsOptions,
): Promise<readonly ReportedRtt[]> {
  const { target, device, probes, intervalMs, garbage } = options;
  using libc = openLibc();
  using poller = libc.openPoller();
  const clock = systemClock(libc);
  const schedule = new Schedule(poller, clock);
  const rttsNs = new Map<number, number>();

  function report({ sentAt, outcome }: Measurement): void {
    if (outcome.kind !== "ok" && outcome.kind !== "late") return;
    rttsNs.set(Number(sentAt), outcome.rttNs);
  }

  using icmp = new IcmpProbe({ libc, poller, schedule, clock, report }, {
    family: 4,
    device,
    timeoutNs: LAST_REPLY_NS,
    lateNs: LAST_REPLY_NS,
    tag: Deno.pid,
  });
  icmp.setTargets([{ series: seriesOf(target, device), address: target }]);
  const done = new AbortController();
  let sent = 0;
  const periodNs = BigInt(Math.round(intervalMs * 1e6));
  using rounds = schedule.every({ periodNs, phaseNs: clock.mono() }, () => {
    // Only a label: the probe's number, so that it is known again.
    icmp.send(BigInt(sent) as WallNs);
    sent += 1;
    if (garbage) makeGarbage();
    if (sent < probes) return;
    rounds[Symbol.dispose]();
    schedule.at(clock.mono() + LAST_REPLY_NS, () => done.abort());
  });
  await schedule.run(done.signal);
  return [...rttsNs].map(([index, rttNs]) => ({ index, rttNs }));
}

function seriesOf(target: string, device: string): Series {
  return {
    probe: "icmp",
    interface: device,
    connectionType: "wired",
    target,
    role: "custom",
    family: 4,
    variant: "",
    server: "",
  };
}

if (import.meta.main) {
  // Written by rtt.ts, as its type says.
  const options = JSON.parse(Deno.args[0] ?? "{}") as OurRttsOptions;
  const json = JSON.stringify(await ourRtts(options));
  await Deno.stdout.write(new TextEncoder().encode(`${json}\n`));
}
