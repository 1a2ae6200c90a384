/**
 * How exact are the RTTs of bufferbane, ping and fping? Each pings the same
 * server in the lab, one after the other, while tcpdump captures on the
 * client's interface; the error of a probe is what was reported minus what was
 * captured.
 *
 * ```sh
 * deno run -A tests/peers/rtt.ts [--probes 2000] [--interval-ms 5] [--busy]
 * ```
 *
 * `--busy` keeps both cores busy (stress-ng), and in bufferbane's case the
 * garbage collector too. The result is a table in Markdown, then JSON.
 *
 * @module
 */

import { parseArgs } from "node:util";
import { capture, type Lab, openLab } from "../lab/mod.ts";
import { capturedRtts } from "../support/captured_rtt.ts";
import { readPcap } from "../support/pcap.ts";
import type { OurRttsOptions } from "./our_rtts.ts";
import { readFping, readPing, type ReportedRtt } from "./reported_rtt.ts";
import { type RttError, rttError } from "./rtt_error.ts";

/** What is run. */
interface Conditions {
  readonly probes: number;
  readonly intervalMs: number;
  readonly isBusy: boolean;
}

/** A program that reports RTTs. */
interface Peer {
  readonly name: string;
  readonly run: (
    lab: Lab,
    conditions: Conditions,
  ) => Promise<readonly ReportedRtt[]>;
}

/** The sequence number has 16 bits, and the run must not meet it again. */
const MOST_PROBES = 60_000;

const PEERS: readonly Peer[] = [
  {
    name: "bufferbane",
    async run(lab, { probes, intervalMs, isBusy }) {
      const options: OurRttsOptions = {
        target: lab.server4,
        device: lab.interfaces[0].name,
        probes,
        intervalMs,
        garbage: isBusy,
      };
      const ours = await lab.deno(lab.client, "tests/peers/our_rtts.ts", {
        args: [JSON.stringify(options)],
      });
      if (await ours.ended !== 0) throw new Error(ours.stderr().join("\n"));
      // Written by our_rtts.ts.
      return JSON.parse(ours.stdout().join("")) as readonly ReportedRtt[];
    },
  },
  {
    name: "ping",
    async run(lab, { probes, intervalMs }) {
      const interval = `${intervalMs / 1000}`;
      return readPing(
        await lab.exec(lab.client, [
          ...["ping", "-n", "-c", `${probes}`, "-i", interval, lab.server4],
        ]),
      );
    },
  },
  {
    name: "fping",
    async run(lab, { probes, intervalMs }) {
      const period = `${intervalMs}`;
      return readFping(
        await lab.exec(lab.client, [
          ...["fping", "-c", `${probes}`, "-p", period, lab.server4],
        ]),
      );
    },
  },
];

async function measure(
  lab: Lab,
  peer: Peer,
  conditions: Conditions,
): Promise<RttError> {
  const file = await Deno.makeTempFile({ suffix: ".pcap" });
  try {
    await using seen = await capture(lab, {
      namespace: lab.client,
      device: lab.interfaces[0].name,
      file,
      filter: "icmp",
    });
    const reported = await peer.run(lab, conditions);
    await seen.stop();
    return rttError(
      reported,
      capturedRtts(readPcap(await Deno.readFile(file))),
    );
  } finally {
    await Deno.remove(file);
  }
}

function parseConditions(args: string[]): Conditions {
  const { values } = parseArgs({
    args,
    options: {
      probes: { type: "string", default: "2000" },
      "interval-ms": { type: "string", default: "5" },
      busy: { type: "boolean", default: false },
    },
  });
  const probes = Number(values.probes);
  const intervalMs = Number(values["interval-ms"]);
  if (!Number.isInteger(probes) || probes < 1 || probes > MOST_PROBES) {
    throw new RangeError(
      `Cannot send --probes: found ${values.probes} (allowed: 1 to ${MOST_PROBES})`,
    );
  }
  if (!(intervalMs >= 1)) {
    throw new RangeError(
      `Cannot send every --interval-ms: found ${
        values["interval-ms"]
      } (allowed: 1 or more)`,
    );
  }
  return { probes, intervalMs, isBusy: values.busy };
}

function tableOf(errors: ReadonlyMap<string, RttError>): string {
  const rows = [...errors].map(([name, error]) =>
    [
      name,
      `${error.compared} of ${error.probes}`,
      micros(error.wireP50Ns),
      micros(error.biasNs),
      micros(error.p50Ns),
      micros(error.p99Ns),
      micros(error.maxNs),
    ].join(" | ")
  );
  return [
    "us | compared | RTT on the wire P50 | bias | error P50 | P99 | max",
    Array(7).fill("---").join(" | "),
    ...rows,
  ].map((row) => `| ${row} |\n`).join("");
}

function micros(ns: number): string {
  return (ns / 1_000).toFixed(1);
}

async function main(args: string[]): Promise<void> {
  const conditions = parseConditions(args);
  await using lab = await openLab({ ipv6: false });
  if (conditions.isBusy) {
    await lab.spawn(lab.client, [
      ...["stress-ng", "--quiet", "--cpu", "2", "--timeout", "600s"],
    ]);
  }
  const errors = new Map<string, RttError>();
  for (const peer of PEERS) {
    errors.set(peer.name, await measure(lab, peer, conditions));
  }
  const json = JSON.stringify({
    conditions,
    errors: Object.fromEntries(errors),
  });
  const text = `${tableOf(errors)}\n${json}\n`;
  await Deno.stdout.write(new TextEncoder().encode(text));
}

if (import.meta.main) await main(Deno.args);
