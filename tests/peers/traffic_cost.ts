// deno-lint-ignore-file no-console -- a script talks to whoever runs it
/**
 * What the sampler costs: `deno run -A tests/peers/traffic_cost.ts [MODE]
 * [PAIRS]`. Runs of iperf3 and of small datagrams through one cable, in turn with
 * and without the sampler at one end; then the process itself. By TCX and
 * with 8 pairs unless told otherwise, which takes 50 s. Needs root.
 *
 * @module
 */

import { run } from "../lab/command.ts";
import { within } from "../lab/lab.ts";
import { spawn } from "../lab/spawned.ts";
import { median } from "../lab/testing.ts";
import { type Cable, openCable, SERVER_ADDRESS } from "./cable.ts";
import { processCost } from "./process_cost.ts";

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
await using counter = await spawn(
  script(end, "count_main.ts", [device, mode]),
  { ready: /^ready/ },
);
// Whoever gets them has no part in the rate.
await run(
  within(cable.server, ["nft", "-f", "-"]),
  "table ip t { chain c { type filter hook input priority 0; udp dport 9 drop; }; }",
);
await using sender = await spawn(
  script(cable.client, "small_main.ts", [SERVER_ADDRESS]),
  {
    ready: /^ready$/,
  },
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
  console.log(
    `${name} by ${mode}: ${
      median(ratios).toFixed(3)
    } of the rate without, which is ${
      (median(rates) / 1e6).toFixed(2)
    } million/s (medians of ${count} pairs, ${
      Math.min(...ratios).toFixed(2)
    } to ${Math.max(...ratios).toFixed(2)})`,
  );
}

await compare("Bits of TCP", Number(pairs), () => tcpBps(cable));
await compare("Small packets", 5 * Number(pairs), packetsPerS);
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
await pause(SETTLED_MS);
const before = await processCost(sampler.pid);
await pause(PROCESS_S * 1000);
const after = await processCost(sampler.pid);
await load;
const cpuPct = 100 * (after.cpuS - before.cpuS) / PROCESS_S;
console.log(
  `The process at 1 Gbit/s: ${cpuPct.toFixed(2)} % of a core, ${
    Math.round(after.rssBytes / 2 ** 20)
  } MiB resident`,
);

function script(
  namespace: string,
  file: string,
  args: readonly string[],
): readonly string[] {
  return within(namespace, [
    ...[Deno.execPath(), "run", "-A", "--quiet"],
    new URL(`../traffic/${file}`, import.meta.url).pathname,
    ...args,
  ]);
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
