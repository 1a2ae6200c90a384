/**
 * For tests: reads requests, one a line of JSON, from stdin, and answers each
 * with a line of JSON: what a probe reported. Runs inside a namespace.
 *
 * @module
 */

import { openLibc } from "@bufferbane/ffi";
import type { WallNs } from "../model/mod.ts";
import { DnsProbe } from "./dns.ts";
import type { Probe } from "./probe.ts";
import { TcpProbe } from "./tcp.ts";
import { TcpHoldProbe } from "./tcp_hold.ts";
import { ProbeBench, seriesOf } from "./testing.ts";

/** What to try. */
export interface LabRequest {
  /** Which probe; `hold` checks once a second. */
  readonly probe: "dns" | "tcp" | "hold";
  /** Where to. */
  readonly address: string;
  /** Where to. */
  readonly port: number;
  /** An answer later than this is late. */
  readonly timeoutMs: number;
  /** How long to wait for so many reports at most. */
  readonly limitMs: number;
  /** How many reports to wait for. */
  readonly reports: number;
}

async function answer(request: LabRequest): Promise<string> {
  using libc = openLibc();
  using bench = new ProbeBench(libc);
  using probe = open(request, bench);
  const { limitMs, reports } = request;
  if (request.probe === "hold") {
    for (let ms = 0; ms < limitMs && bench.reports.length < reports;) {
      await bench.pass(1_000);
      probe.send(BigInt(ms += 1_000) as WallNs);
    }
  } else {
    probe.send(1n as WallNs);
    await bench.reported(reports, limitMs);
  }
  return JSON.stringify(bench.outcomes);
}

function open(request: LabRequest, bench: ProbeBench): Probe {
  const { address, port, timeoutMs } = request;
  const series = seriesOf({ family: address.includes(":") ? 6 : 4 });
  const options = {
    device: "c0",
    timeoutNs: BigInt(timeoutMs) * 1_000_000n,
    lateNs: 10_000_000_000n,
  };
  switch (request.probe) {
    case "dns": {
      const probe = new DnsProbe(bench.context, {
        ...options,
        subject: { kind: "random", zone: "example.com" },
        type: "A",
        fillRandom: (bytes) => void crypto.getRandomValues(bytes),
      });
      probe.setTargets([{ series, address, port }]);
      return probe;
    }
    case "tcp": {
      const probe = new TcpProbe(bench.context, options);
      probe.setTargets([{ series, address, port }]);
      return probe;
    }
    case "hold":
      return new TcpHoldProbe(bench.context, {
        ...{ series, address, port },
        device: "c0",
        silenceMs: timeoutMs,
      });
  }
}

async function main(): Promise<void> {
  const lines = Deno.stdin.readable.pipeThrough(new TextDecoderStream());
  for await (const line of lines) {
    // Written by dns_tcp_lab_test.ts, one request a write.
    const text = await answer(JSON.parse(line) as LabRequest);
    await Deno.stdout.write(new TextEncoder().encode(`${text}\n`));
  }
}

if (import.meta.main) await main();
