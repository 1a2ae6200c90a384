/**
 * What does it cost to ping 1,000 targets a second? One server plays them
 * all; bufferbane's monitor and fping ask them one after the other, and the
 * router counts the requests that were really sent.
 *
 * ```sh
 * deno run -A tests/peers/many_targets.ts [--targets 1000] [--seconds 30] [--only fping]
 * ```
 *
 * The result is a table in Markdown, then JSON.
 *
 * @module
 */

import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { parseArgs } from "node:util";
import { drop, type Lab, openLab, type Spawned } from "../lab/mod.ts";
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
  readonly name: string;
  /** Requests that should have left; the edges may cut a round. */
  readonly expected: number;
  /** Requests that the router saw. */
  readonly seen: number;
  /** CPU used, percent of one core. */
  readonly cpuPct: number;
  /** Memory at the end. */
  readonly cost: ProcessCost;
}

/** The addresses that the server plays, 1022 of them. */
const PREFIX = "10.77.0.0/22";
const MOST_TARGETS = 1022;
/** Start-up is another question: it is over by then. */
const WARM_UP_MS = 5_000;

const PEERS: readonly Peer[] = [
  {
    name: "bufferbane",
    async start(lab, targets, folder) {
      const config = join(folder, "client.conf");
      await Deno.writeTextFile(config, configurationFor(lab, targets, folder));
      return await lab.deno(lab.client, "client/main.ts", {
        args: ["monitor", "--config", config],
      });
    },
  },
  {
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
  },
];

function configurationFor(
  lab: Lab,
  targets: readonly string[],
  folder: string,
): string {
  return `
[general]
interfaces = ["${lab.interfaces[0].name}"]
database_path = "${join(folder, "bufferbane.db")}"

[targets]
gateway = "none"
isp_gateway = "none"
public_dns = []
custom = ${JSON.stringify(targets)}

[tests.dns]
enabled = false

[tests.tcp]
enabled = false

[tests.path]
enabled = false
`;
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
      name: peer.name,
      expected: targets.length * seconds,
      seen: seenPackets - seenBefore,
      cpuPct: (cost.cpuS - before.cpuS) / seconds * 100,
      cost,
    };
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** 10.77.0.1 and onwards. */
function addresses(count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => {
    const host = index + 1;
    return `10.77.${host >> 8}.${host & 0xff}`;
  });
}

function tableOf(rows: readonly Watched[]): string {
  return [
    "| program | requests seen | expected | CPU | memory | at its highest |",
    "| --- | --- | --- | --- | --- | --- |",
    ...rows.map(({ name, seen, expected, cpuPct, cost }) =>
      `| ${name} | ${seen} | ${expected} | ${cpuPct.toFixed(1)} % | ` +
      `${megabytes(cost.rssBytes)} | ${megabytes(cost.peakRssBytes)} |`
    ),
  ].map((line) => `${line}\n`).join("");
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}

async function main(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      targets: { type: "string", default: "1000" },
      seconds: { type: "string", default: "30" },
      only: { type: "string" },
    },
  });
  const count = Number(values.targets);
  if (!Number.isInteger(count) || count < 1 || count > MOST_TARGETS) {
    throw new RangeError(
      `Cannot ask --targets: found ${values.targets} (allowed: 1 to ${MOST_TARGETS})`,
    );
  }
  await using lab = await openLab({ ipv6: false, serverAddresses: [PREFIX] });
  const rows: Watched[] = [];
  const conditions = {
    targets: addresses(count),
    seconds: Number(values.seconds),
  };
  for (const peer of PEERS) {
    if (values.only !== undefined && peer.name !== values.only) continue;
    rows.push(await watch(lab, peer, conditions));
  }
  const text = `${tableOf(rows)}\n${JSON.stringify(rows)}\n`;
  await Deno.stdout.write(new TextEncoder().encode(text));
}

if (import.meta.main) await main(Deno.args);
