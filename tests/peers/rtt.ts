/**
 * How exact are the RTTs of bufferbane, ping, fping and Prometheus' blackbox
 * exporter? Each pings the same server in the lab, one after the other, while
 * tcpdump captures on the client's interface; the error of a probe is what was
 * reported minus what was captured.
 *
 * ```sh
 * deno run -A tests/peers/rtt.ts [--probes 2000] [--interval-ms 5] [--busy]
 * ```
 *
 * `--busy` keeps both cores busy (stress-ng), and in bufferbane's case the
 * garbage collector too.
 *
 * @module
 */

import { capture, type Lab, openLab } from "../lab/mod.ts";
import { capturedRtts } from "../support/captured_rtt.ts";
import { readPcap } from "../support/pcap.ts";
import { blackboxRtts } from "./blackbox.ts";
import { type Conditions, keepBusy, parseConditions } from "./conditions.ts";
import { figure } from "./figure.ts";
import type { OurRttsOptions } from "./our_rtts.ts";
import { readFping, readPing, type ReportedRtt } from "./reported_rtt.ts";
import { type RttError, rttError } from "./rtt_error.ts";

/** A program that reports RTTs. */
interface Peer {
  readonly name: string;
  readonly run: (
    lab: Lab,
    conditions: Conditions,
  ) => Promise<readonly ReportedRtt[]>;
}

/** What the error may be at the 99th percentile, us. */
const MOST_P99_US = { idle: 10, busy: 20 } as const;

/** It is asked over HTTP, one probe a time. */
const SCRAPES = 500;

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
  {
    name: "blackbox exporter",
    run: (lab, { probes }) => blackboxRtts(lab, Math.min(probes, SCRAPES)),
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

function tell(
  errors: ReadonlyMap<string, RttError>,
  { isBusy }: Conditions,
): void {
  const state = isBusy ? "busy" : "idle";
  const micros = (ns: number | undefined) => (ns ?? NaN) / 1000;
  const ours = errors.get("bufferbane");
  const p99Us = micros(ours?.p99Ns);
  const beside = [...errors].filter(([name]) => name !== "bufferbane")
    .map(([name, { p99Ns }]) => {
      const theirsUs = micros(p99Ns);
      return `\`${name}\` ${theirsUs.toFixed(1)} us: 1/${
        (theirsUs / p99Us).toFixed(1)
      }`;
    });
  figure({
    what:
      `error of ${ours?.compared} round trips of ${ours?.probes} against the capture on the same interface, P99, ${
        isBusy ? "both cores loaded and collecting garbage" : "idle"
      }`,
    asked: `${MOST_P99_US[state]} us`,
    reached: `${p99Us.toFixed(1)} us (P50 ${
      micros(ours?.p50Ns).toFixed(1)
    }, at most ${micros(ours?.maxNs).toFixed(1)}; on the wire P50 ${
      micros(ours?.wireP50Ns).toFixed(1)
    })`,
    peer: beside.join(", "),
    isReached: p99Us <= MOST_P99_US[state],
  });
}

async function main(args: string[]): Promise<void> {
  const conditions = parseConditions(args);
  await using lab = await openLab({ ipv6: false });
  if (conditions.isBusy) await keepBusy(lab);
  const errors = new Map<string, RttError>();
  for (const peer of PEERS) {
    errors.set(peer.name, await measure(lab, peer, conditions));
  }
  tell(errors, conditions);
}

if (import.meta.main) await main(Deno.args);
