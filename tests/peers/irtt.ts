/**
 * How exact are the round trips of bufferbane's encrypted ECHO and of irtt?
 * Both ask a server in the lab, one after the other, both leave out the
 * server's own time, while tcpdump captures at both ends; the error of a probe
 * is what was reported minus what was captured.
 *
 * ```sh
 * deno run -A tests/peers/irtt.ts [--probes 2000] [--interval-ms 5] [--busy]
 * ```
 *
 * `--busy` keeps both cores busy (stress-ng), and in bufferbane's case the
 * garbage collector too.
 *
 * @module
 */

import { percentileOfSorted } from "../../client/analysis/mod.ts";
import { ECHO_PORT, startLabClient, startLabServer } from "../echo/echo_lab.ts";
import { capture, type Lab, openLab } from "../lab/mod.ts";
import { capturedExchanges, networkRtts } from "../support/captured_udp.ts";
import { readPcap } from "../support/pcap.ts";
import { type Conditions, keepBusy, parseConditions } from "./conditions.ts";
import { figure } from "./figure.ts";

/** A program that reports RTTs. */
interface Peer {
  /** Its server's UDP port. */
  readonly port: number;
  /** Whether a datagram is a probe or its reply. */
  readonly isProbe: (payload: Uint8Array) => boolean;
  /** Probes that it sends before the first that it reports. */
  readonly unreported: number;
  /** What it says of each probe, by number; ns. */
  readonly run: (
    lab: Lab,
    conditions: Conditions,
  ) => Promise<ReadonlyMap<number, number>>;
}

/** How far a program's RTTs are from those on the wire. */
interface Exactness {
  /** Probes with a captured and a reported RTT. */
  readonly compared: number;
  /** Percentiles of the error without its sign, ns. */
  readonly p50Ns: number;
  readonly p99Ns: number;
  readonly p999Ns: number;
  readonly maxNs: number;
}

/** ECHO_REQUEST and ECHO_REPLY, by the type byte. */
const ECHO_TYPES = [0x10, 0x11];
/** irtt's own. */
const IRTT_PORT = 2112;
/** Its probes carry 164 bytes; what opens and closes the session does not. */
const IRTT_BYTES = 164;
const SETTLE_MS = 1_500;
/** Of its error, what ours may be. */
const MOST_SHARE = 1 / 5;

const BUFFERBANE: Peer = {
  port: ECHO_PORT,
  isProbe: (payload) => ECHO_TYPES.includes(payload[5] ?? 0),
  // It confirms the session.
  unreported: 1,
  async run(lab, { probes, intervalMs, isBusy }) {
    await using _ = await startLabServer(lab);
    await using client = await startLabClient(lab, { garbage: isBusy });
    const { rows } = await client
      .run({ rounds: probes, intervalMs, settleMs: SETTLE_MS });
    return new Map(
      rows.flatMap(({ round, rttNs }) =>
        rttNs === null ? [] : [[round, rttNs] as const]
      ),
    );
  },
};

const IRTT: Peer = {
  port: IRTT_PORT,
  isProbe: (payload) => payload.length === IRTT_BYTES,
  unreported: 0,
  async run(lab, { probes, intervalMs }) {
    await using _ = await lab.spawn(lab.server, [
      ...["irtt", "server", "-b", `${lab.server4}:${IRTT_PORT}`, "-i", "0"],
    ], { ready: /starting|listen/i });
    const json = await lab.exec(lab.client, [
      ...["irtt", "client", "-Q", "-i", `${intervalMs}ms`],
      ...["-d", `${probes * intervalMs}ms`, "-l", `${IRTT_BYTES}`],
      ...["-o", "-", lab.server4],
    ]);
    return readIrtt(json);
  },
};

/** What irtt says of each probe, the server's own time left out. */
function readIrtt(json: string): ReadonlyMap<number, number> {
  // As irtt(1) documents its JSON.
  const { round_trips: trips } = JSON.parse(json) as {
    readonly "round_trips": readonly {
      readonly seqno: number;
      readonly lost: string;
      readonly delay: { readonly rtt?: number };
    }[];
  };
  return new Map(
    trips.flatMap(({ seqno, delay: { rtt } }) =>
      rtt === undefined ? [] : [[seqno, rtt] as const]
    ),
  );
}

async function measure(
  lab: Lab,
  peer: Peer,
  conditions: Conditions,
): Promise<Exactness> {
  const folder = await Deno.makeTempDir({ prefix: "bb-irtt-" });
  const filter = `udp port ${peer.port}`;
  const ends = [
    { namespace: lab.client, device: lab.interfaces[0].name },
    { namespace: lab.server, device: "s0" },
  ];
  try {
    const captures = await Promise.all(
      ends.map((end, i) =>
        capture(lab, { ...end, file: `${folder}/${i}.pcap`, filter })
      ),
    );
    const reported = await peer.run(lab, conditions);
    await Promise.all(captures.map((seen) => seen.stop()));
    const [atClient = [], atServer = []] = ends.map((_, i) =>
      capturedExchanges(
        readPcap(Deno.readFileSync(`${folder}/${i}.pcap`)),
        { port: peer.port, isWanted: peer.isProbe },
      )
    );
    const truth = networkRtts(atClient, atServer).slice(peer.unreported);
    return exactnessOf(reported, truth);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

function exactnessOf(
  reported: ReadonlyMap<number, number>,
  truth: readonly (number | undefined)[],
): Exactness {
  const errors = truth.flatMap((wireNs, index) => {
    const rttNs = reported.get(index);
    return wireNs === undefined || rttNs === undefined
      ? []
      : [Math.abs(rttNs - wireNs)];
  }).sort((a, b) => a - b);
  return {
    compared: errors.length,
    p50Ns: percentileOfSorted(errors, 50),
    p99Ns: percentileOfSorted(errors, 99),
    p999Ns: percentileOfSorted(errors, 99.9),
    maxNs: percentileOfSorted(errors, 100),
  };
}

function tell(
  ours: Exactness,
  theirs: Exactness,
  { isBusy }: Conditions,
): void {
  for (
    const [name, percentile] of [["P99", "p99Ns"], ["P99.9", "p999Ns"]] as const
  ) {
    const [us, them] = [ours[percentile] / 1000, theirs[percentile] / 1000];
    figure({
      what:
        `error of ${ours.compared} encrypted ECHOs against the captures at both ends, ${name}, ${
          isBusy ? "both cores loaded and collecting garbage" : "idle"
        }`,
      asked: "a fifth of `irtt`'s",
      reached: `${us.toFixed(0)} us`,
      peer: `\`irtt\` ${them.toFixed(0)} us: 1/${(them / us).toFixed(1)}`,
      isReached: us <= MOST_SHARE * them,
    });
  }
}

async function main(args: string[]): Promise<void> {
  const conditions = parseConditions(args);
  await using lab = await openLab({ ipv6: false });
  if (conditions.isBusy) await keepBusy(lab);
  const [ours, theirs] = [
    await measure(lab, BUFFERBANE, conditions),
    await measure(lab, IRTT, conditions),
  ];
  tell(ours, theirs, conditions);
}

if (import.meta.main) await main(Deno.args);
