/**
 * What does it cost to ping 1,000 targets a second? One server plays them
 * all; bufferbane's monitor and fping ask them one after the other, and the
 * router counts the requests that were really sent.
 *
 * ```sh
 * deno run -A tests/peers/many_targets.ts [--targets 1000] [--seconds 30]
 * ```
 *
 * @module
 */

import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { parseArgs } from "node:util";
import { drop, type Lab, openLab, type Spawned } from "../lab/mod.ts";
import { figure } from "./figure.ts";
import {
  MANY_ADDRESSES,
  manyAddresses,
  MOST_TARGETS,
  pingsOnly,
} from "./pings_only.ts";
import { type ProcessCost, processCost } from "./process_cost.ts";

/** A program that pings many targets until it is stopped. */
interface Peer {
  readonly name: string;
  /** Starts it; `folder` is its own, and removed afterwards. */
  readonly start: (
    lab: Lab,
    targets: readonly string[],
    folder: string,
  ) => Promise<Spawned>;
}

/** What a program did in the time watched. */
interface Watched {
  /** Requests that should have left; the edges may cut a round. */
  readonly expected: number;
  /** Requests that the router saw. */
  readonly seen: number;
  /** CPU used, percent of one core. */
  readonly cpuPct: number;
  /** Memory at the end. */
  readonly cost: ProcessCost;
}

/** What the project wants to stay within, percent of a core. */
const MOST_CPU_PCT = 25;
/** Start-up is another question: it is over by then. */
const WARM_UP_MS = 5_000;

const BUFFERBANE: Peer = {
  name: "bufferbane",
  async start(lab, targets, folder) {
    const config = join(folder, "client.conf");
    await Deno.writeTextFile(config, configurationFor(lab, targets, folder));
    return await lab.deno(lab.client, "client/main.ts", {
      args: ["monitor", "--config", config],
    });
  },
};

const FPING: Peer = {
  name: "fping",
  async start(lab, targets, folder) {
    const list = join(folder, "targets");
    await Deno.writeTextFile(list, targets.map((t) => `${t}\n`).join(""));
    return await lab.spawn(lab.client, [
      // Spread over 200 ms of each second, as bufferbane spreads them.
      ...["fping", "-q", "-l", "-p", "1000"],
      ...["-i", `${200 / targets.length}`, "-f", list],
    ]);
  },
};

function configurationFor(
  lab: Lab,
  targets: readonly string[],
  folder: string,
): string {
  return `[general]
interfaces = ["${lab.interfaces[0].name}"]
database_path = "${join(folder, "bufferbane.db")}"
${pingsOnly(targets, "[tests.path]\nenabled = false\n")}`;
}

async function watch(
  lab: Lab,
  peer: Peer,
  { targets, seconds }: {
    readonly targets: readonly string[];
    readonly seconds: number;
  },
): Promise<Watched> {
  const folder = await Deno.makeTempDir();
  try {
    // Nothing is lost: only the counter is wanted.
    await using requests = await drop(lab.line.up, {
      kind: "share",
      share: 0,
      match: "icmp type echo-request",
    });
    await using program = await peer.start(lab, targets, folder);
    const code = await Promise.race([program.ended, setTimeout(WARM_UP_MS)]);
    if (code !== undefined) {
      throw new Error(
        `Cannot watch ${peer.name} as it ended with ${code}: ` +
          program.stderr().join("\n"),
      );
    }
    const before = await processCost(program.pid);
    const { seenPackets: seenBefore } = await requests.counters();
    await setTimeout(seconds * 1_000);
    const { seenPackets } = await requests.counters();
    const cost = await processCost(program.pid);
    return {
      expected: targets.length * seconds,
      seen: seenPackets - seenBefore,
      cpuPct: (cost.cpuS - before.cpuS) / seconds * 100,
      cost,
    };
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

async function main(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      targets: { type: "string", default: "1000" },
      seconds: { type: "string", default: "30" },
    },
  });
  const count = Number(values.targets);
  if (!Number.isInteger(count) || count < 1 || count > MOST_TARGETS) {
    throw new RangeError(
      `Cannot ask --targets: found ${values.targets} (allowed: 1 to ${MOST_TARGETS})`,
    );
  }
  await using lab = await openLab({
    ipv6: false,
    serverAddresses: [MANY_ADDRESSES],
  });
  const conditions = {
    targets: manyAddresses(count),
    seconds: Number(values.seconds),
  };
  const ours = await watch(lab, BUFFERBANE, conditions);
  const theirs = await watch(lab, FPING, conditions);
  const megabytes = ({ cost }: Watched) =>
    `${(cost.peakRssBytes / 1e6).toFixed(0)} MB`;
  figure({
    what: `${count} targets at 1/s for ${conditions.seconds} s: CPU`,
    asked: `${MOST_CPU_PCT} % of a core, no request missing`,
    reached: `${
      ours.cpuPct.toFixed(1)
    } %, ${ours.seen} of ${ours.expected} requests seen on the line, ${
      megabytes(ours)
    } at most`,
    peer: `\`fping\` ${theirs.cpuPct.toFixed(1)} %, ${megabytes(theirs)}: ${
      (ours.cpuPct / theirs.cpuPct).toFixed(2)
    } of it`,
    // The edges of the time watched may cut a round in two.
    isReached: ours.cpuPct <= MOST_CPU_PCT &&
      ours.seen > ours.expected - count / 2,
  });
}

if (import.meta.main) await main(Deno.args);
