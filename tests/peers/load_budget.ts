/**
 * What load tests of a running monitor are charged, against the interface's
 * own counters, and whether they disturb the rounds of probes:
 * `deno run -A tests/peers/load_budget.ts [MBIT [SECONDS]]`, SECONDS and a
 * minute and a half. Needs root.
 *
 * @module
 */

import { ownLoadMs } from "../../client/analysis/throughput_summary.ts";
import type { InterfaceLoad } from "../../client/cli/stats_load.ts";
import type { TickColumns } from "../../client/model/mod.ts";
import { openReader } from "../../client/store/mod.ts";
import { type MonitoredLine, openMonitored } from "../load/monitored.ts";

const PAUSED_S = 30;
const LONGEST_TEST_S = 45;
const TOML = `[tests.throughput]
medium_interval_s = 15
large_interval_s = 30
[tests.bufferbloat]
interval_s = 60
[budget]
monthly_gb = 1000
`;

function pause(seconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, seconds * 1000));
}

function say(line: string): void {
  Deno.stdout.writeSync(new TextEncoder().encode(`${line}\n`));
}

async function chargedBytes({ run }: MonitoredLine): Promise<number> {
  const text = await run(["stats", "--last", "1h", "--json"]);
  const { load }: { load: readonly InterfaceLoad[] } = JSON.parse(text);
  return load[0]?.budget?.usedBytes ?? NaN;
}

/** Lateness of the rounds that a test was running in, and of the others. */
function lateness(
  ticks: TickColumns,
  isLoaded: (atMs: number) => boolean,
): string {
  return [true, false].map((wanted) => {
    const lateUs: number[] = [];
    let spoilt = 0;
    for (let i = 0; i < ticks.length; i++) {
      if (isLoaded(ticks.atMs[i] ?? 0) !== wanted) continue;
      lateUs.push(ticks.lateUs[i] ?? 0);
      spoilt += ticks.isSpoilt[i] ?? 0;
    }
    lateUs.sort((a, b) => a - b);
    const at = (share: number) =>
      lateUs[Math.floor(share * (lateUs.length - 1))];
    return `${
      wanted ? "during tests" : "between them"
    }: ${lateUs.length} rounds, P50 ${at(0.5)} us, P99 ${at(0.99)} us, max ${
      at(1)
    } us, ${spoilt} spoilt`;
  }).join("; ");
}

async function measure(rateBps: number, seconds: number): Promise<void> {
  await using monitored = await openMonitored({
    rateBps,
    queueMs: 100,
    toml: TOML,
  });
  await monitored.run(["pause", `${PAUSED_S}s`]);
  await pause(5);
  const quietBytes = await monitored.countedBytes();
  await pause(PAUSED_S - 8);
  const fromBytes = await monitored.countedBytes();
  const fromMs = performance.now();
  const backgroundBps = (fromBytes - quietBytes) / (PAUSED_S - 8);
  await pause(seconds);
  await monitored.run(["pause", "1h"]);
  await pause(LONGEST_TEST_S);
  const passedS = (performance.now() - fromMs) / 1000;
  const countedBytes = await monitored.countedBytes() - fromBytes -
    backgroundBps * passedS;
  const charged = await chargedBytes(monitored);
  const error = 100 * (charged / countedBytes - 1);
  using reader = openReader(monitored.db);
  const period = { fromMs: Date.now() - 3_600_000, toMs: Date.now() };
  const tests = reader.tests(period);
  say(
    `${rateBps / 1e6} Mbit/s, ${tests.length} tests in ${seconds} s: charged ${
      (charged / 1e6).toFixed(2)
    } MB, counted ${(countedBytes / 1e6).toFixed(2)} MB (${
      error.toFixed(2)
    } %); own load ${(ownLoadMs(tests) / 1000).toFixed(0)} s`,
  );
  const isLoaded = (atMs: number) =>
    tests.some((test) =>
      atMs >= test.atMs - 500 && atMs < test.atMs + test.durationMs
    );
  say(lateness(reader.ticks(period), isLoaded));
}

const [mbit = "50", seconds = "120"] = Deno.args;
await measure(Number(mbit) * 1e6, Number(seconds));
