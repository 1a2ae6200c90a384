/**
 * What the sampler costs: `deno run -A tests/peers/traffic_cost.ts [MODE]
 * [PAIRS]`. Runs of iperf3 and of small datagrams through one cable, in turn with
 * and without the sampler at one end; then the process itself. By TCX and
 * with 8 pairs unless told otherwise, which takes 50 s. Needs root.
 *
 * @module
 */

import { pass } from "../cli/program.ts";
import { run } from "../lab/command.ts";
import { within } from "../lab/lab.ts";
import { spawn } from "../lab/spawned.ts";
import { median } from "../lab/testing.ts";
import { spawnCounter, trafficScript } from "../traffic/known_frames.ts";
import { type Cable, openCable, SERVER_ADDRESS } from "./cable.ts";
import { figure } from "./figure.ts";
import { processCost } from "./process_cost.ts";

/** What the project wants to stay within. */
const LEAST_RATIO = 0.93;
const MOST_CPU_PCT = 1;
const MOST_RSS_MB = 60;

const TEST_S = 1;
const THOUSANDS = 50;
const PROCESS_S = 15;
/** Until the sampler counts, and the start is paid for. */
const SETTLED_MS = 5_000;

const [mode = "tcx", pairs = "8"] = Deno.args;
async function tcpBps({ client }: Cable): Promise<number> {
  const text = await run(within(client, [
    ...["iperf3", "-J", "-c", SERVER_ADDRESS, "-t", String(TEST_S)],
  ]));
  return JSON.parse(text).end.sum_received.bits_per_second;
}

await using cable = await openCable();
await run(["ip", "-n", cable.client, "link", "set", "lo", "up"]);
await using _server = await spawn(
  within(cable.server, ["iperf3", "-s", "--forceflush"]),
  { ready: /listening/ },
);
// XDP sees only what arrives.
const [end, device] = mode === "tcx"
  ? [cable.client, "c0"]
  : [cable.server, "s0"];
await using counter = await spawnCounter(end, { device, mode });
// Whoever gets them has no part in the rate.
await run(
  within(cable.server, ["nft", "-f", "-"]),
  "table ip t { chain c { type filter hook input priority 0; udp dport 9 drop; }; }",
);
await using sender = await spawn(
  trafficScript(cable.client, "small_main.ts", [SERVER_ADDRESS]),
  { ready: /^ready$/ },
);

/** For a second of the processor, since others use it as well. */
async function packetsPerS(): Promise<number> {
  return THOUSANDS * 1000 / Number(await sender.ask(`${THOUSANDS}`));
}

/** The rate with the sampler as a share of that without, pair by pair. */
async function compare(
  name: string,
  count: number,
  rate: () => Promise<number>,
): Promise<void> {
  const ratios: number[] = [];
  const rates: number[] = [];
  for (let pair = 0; pair < count; pair++) {
    const rateWhen = async (state: "on" | "off") => {
      await counter.ask(state);
      return await rate();
    };
    // Which is first changes, since a machine may grow faster or slower.
    const isFirst = pair % 2 === 0;
    const first = await rateWhen(isFirst ? "on" : "off");
    const second = await rateWhen(isFirst ? "off" : "on");
    const [counted, plain] = isFirst ? [first, second] : [second, first];
    ratios.push(counted / plain);
    rates.push(plain);
  }
  const ratio = median(ratios);
  figure({
    what:
      `${name} through a veth pair, with the sampler by ${mode} over without`,
    ...mode === "tcx" && {
      asked: `${LEAST_RATIO}`,
      isReached: ratio >= LEAST_RATIO,
    },
    reached: `${ratio.toFixed(3)} (medians of ${count} pairs, ${
      Math.min(...ratios).toFixed(2)
    } to ${Math.max(...ratios).toFixed(2)}; without it ${
      (median(rates) / 1e6).toFixed(2)
    } million/s)`,
  });
}

await compare("bits of TCP", Number(pairs), () => tcpBps(cable));
await compare("packets of 60 bytes", 5 * Number(pairs), packetsPerS);
await counter.stop();

await using sampler = await spawn(
  within(cable.client, [
    ...[Deno.execPath(), "run", "--v8-flags=--max-semi-space-size=1", "-A"],
    ...["--quiet", "client/main.ts", "traffic", "--iface", "c0", "--json"],
  ]),
  { ready: /^Counting/ },
);
const load = run(within(cable.client, [
  ...["iperf3", "-c", SERVER_ADDRESS, "-b", "1G"],
  ...["-t", String(PROCESS_S + SETTLED_MS / 1000)],
]));
await pass(SETTLED_MS);
const before = await processCost(sampler.pid);
await pass(PROCESS_S * 1000);
const after = await processCost(sampler.pid);
await load;
const cpuPct = 100 * (after.cpuS - before.cpuS) / PROCESS_S;
const rssMb = after.rssBytes / 1e6;
figure({
  what: "`bufferbane traffic` while 1 Gbit/s passes",
  asked: `${MOST_CPU_PCT} % of a core, ${MOST_RSS_MB} MB`,
  reached: `${cpuPct.toFixed(2)} %, ${rssMb.toFixed(0)} MB`,
  isReached: cpuPct <= MOST_CPU_PCT && rssMb <= MOST_RSS_MB,
});
