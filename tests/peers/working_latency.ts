/**
 * How much delay does a full line add? `bufferbane bloat`, and what others do:
 * `iperf3` fills the line while `ping` and `flent` measure. The line's queue
 * is known.
 *
 * ```sh
 * deno run -A tests/peers/working_latency.ts [--mbit 20] [--queue-ms 100]
 * ```
 *
 * `flent` brings its load by netperf, which Debian does not have, so it
 * measures alone. Takes 80 s; needs root, iperf3, flent and irtt.
 *
 * @module
 */

import { parseArgs } from "node:util";
import { percentileOfSorted } from "../../client/analysis/percentile.ts";
import { pass } from "../cli/program.ts";
import type { Lab } from "../lab/mod.ts";
import { openLine } from "../load/line.ts";
import { figure } from "./figure.ts";
import { readPing } from "./reported_rtt.ts";

const LOAD_S = 10;
/** The queue is full by then. */
const FILL_S = 2;
const MEASURE_S = LOAD_S - FILL_S - 1;
const STEP_S = 0.1;
/** As many as ours. */
const FLOWS = 4;
const WITHIN = 0.1;

const WAYS = [
  { way: "download", options: ["-R"] },
  { way: "upload", options: [] },
] as const;

/** Round trips, ms. */
type Rtts = readonly number[];

function percentile(rttsMs: Rtts, share: number): number {
  return percentileOfSorted(rttsMs.toSorted((a, b) => a - b), share);
}

/** What ping saw, ten a second. */
async function pingFor(lab: Lab, seconds: number): Promise<Rtts> {
  const count = `${Math.round(seconds / STEP_S)}`;
  const text = await lab.exec(lab.client, [
    ...["ping", "-n", "-i", `${STEP_S}`, "-c", count, lab.server4],
  ]);
  return readPing(text).map(({ rttNs }) => rttNs / 1e6);
}

/** What flent's own pings saw, ICMP and UDP (by irtt). */
async function flentFor(lab: Lab, seconds: number): Promise<Rtts> {
  const folder = await Deno.makeTempDir({ prefix: "bb-flent-" });
  try {
    await lab.exec(lab.client, [
      ...["flent", "ping", "-H", lab.server4, "-l", `${seconds}`],
      ...["-s", `${STEP_S}`, "-D", folder],
    ]);
    const [file] = await Array.fromAsync(Deno.readDir(folder));
    return await readFlent(`${folder}/${file?.name}`);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** Of a `.flent.gz`, the round trips of ICMP. */
async function readFlent(path: string): Promise<Rtts> {
  using file = await Deno.open(path);
  const unpacked = file.readable.pipeThrough(new DecompressionStream("gzip"));
  // As flent documents its data files.
  const { raw_values: values }: {
    readonly "raw_values": Readonly<
      Record<string, readonly { readonly val: number }[]>
    >;
  } = await new Response(unpacked).json();
  return (values["Ping (ms) ICMP"] ?? []).map(({ val }) => val);
}

/** Fills the line by iperf3 while something measures. */
async function underLoad(
  lab: Lab,
  options: readonly string[],
  measure: (lab: Lab, seconds: number) => Promise<Rtts>,
): Promise<Rtts> {
  await using load = await lab.spawn(lab.client, [
    // bbr, where it is the default, keeps the queue empty.
    ...["iperf3", "-c", lab.server4, "-C", "cubic", "-P", `${FLOWS}`],
    ...["-t", `${LOAD_S}`, ...options],
  ]);
  await pass(1000 * FILL_S);
  const rttsMs = await measure(lab, MEASURE_S);
  await load.ended;
  return rttsMs;
}

async function main(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      mbit: { type: "string", default: "20" },
      "queue-ms": { type: "string", default: "100" },
    },
  });
  const queueMs = Number(values["queue-ms"]);
  await using line = await openLine({
    rateBps: Number(values.mbit) * 1e6,
    queueMs,
  });
  const { lab } = line;
  await using _iperf3 = await lab.spawn(
    lab.server,
    ["iperf3", "-s", "--forceflush"],
    { ready: /Server listening/ },
  );
  await using _irtt = await lab.spawn(lab.server, [
    ...["irtt", "server", "-b", `${lab.server4}:2112`],
  ], { ready: /starting|listen/i });
  const idleMs = percentile(await pingFor(lab, 3), 50);
  const { phases } = await line.bloat();
  for (const { way, options } of WAYS) {
    const ping = await underLoad(lab, options, pingFor);
    const flent = await underLoad(lab, options, flentFor);
    const addedMs = (rtts: Rtts) => percentile(rtts, 95) - idleMs;
    const uplift = phases.find(({ kind }) => kind === way)?.uplift;
    const oursMs = (uplift?.p95Ns ?? NaN) / 1e6;
    const share = (ms: number) => (ms / queueMs).toFixed(2);
    figure({
      what:
        `delay that a full line adds, ${way}, ${values.mbit} Mbit/s with a queue of ${queueMs} ms: P95 under load less P50 idle`,
      asked: "within 10 % of the queue",
      reached: `${oursMs.toFixed(1)} ms, ${share(oursMs)} of it`,
      peer: Object.entries({ ping, flent }).map(([name, rtts]) => {
        const ms = addedMs(rtts);
        return `\`iperf3\` and \`${name}\` ${ms.toFixed(1)} ms, ${share(ms)}`;
      }).join("; "),
      isReached: Math.abs(oursMs / queueMs - 1) <= WITHIN,
    });
  }
}

if (import.meta.main) await main(Deno.args);
