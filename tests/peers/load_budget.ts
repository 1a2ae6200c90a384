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
import { openReader } from "../../client/store/mod.ts";
import { pass } from "../cli/program.ts";
import { type MonitoredLine, openMonitored } from "../load/monitored.ts";
import { figure } from "./figure.ts";
import { latenessOf, msText } from "./lateness.ts";

const PAUSED_S = 30;
const LONGEST_TEST_S = 45;
const WITHIN_PCT = 2;
const TOML = `[tests.throughput]
medium_interval_s = 15
large_interval_s = 30
[tests.bufferbloat]
interval_s = 60
[budget]
monthly_gb = 1000
`;

async function chargedBytes({ run }: MonitoredLine): Promise<number> {
  const text = await run(["stats", "--last", "1h", "--json"]);
  const { load }: { load: readonly InterfaceLoad[] } = JSON.parse(text);
  return load[0]?.budget?.usedBytes ?? NaN;
}

async function measure(rateBps: number, seconds: number): Promise<void> {
  await using monitored = await openMonitored({
    rateBps,
    queueMs: 100,
    toml: TOML,
  });
  await monitored.run(["pause", `${PAUSED_S}s`]);
  await pass(5_000);
  const quietBytes = await monitored.countedBytes();
  await pass(1000 * (PAUSED_S - 8));
  const fromBytes = await monitored.countedBytes();
  const fromMs = performance.now();
  const backgroundBps = (fromBytes - quietBytes) / (PAUSED_S - 8);
  await pass(1000 * seconds);
  await monitored.run(["pause", "1h"]);
  await pass(1000 * LONGEST_TEST_S);
  const passedS = (performance.now() - fromMs) / 1000;
  const countedBytes = await monitored.countedBytes() - fromBytes -
    backgroundBps * passedS;
  const charged = await chargedBytes(monitored);
  const error = 100 * (charged / countedBytes - 1);
  using reader = openReader(monitored.db);
  const period = { fromMs: Date.now() - 3_600_000, toMs: Date.now() };
  const tests = reader.tests(period);
  figure({
    what:
      `data charged to the budget against the interface's counters, ${tests.length} tests in ${seconds} s at ${
        rateBps / 1e6
      } Mbit/s`,
    asked: `within ${WITHIN_PCT} %`,
    reached: `${(charged / 1e6).toFixed(1)} MB of ${
      (countedBytes / 1e6).toFixed(1)
    } MB: ${error.toFixed(2)} %; load for ${
      (ownLoadMs(tests) / 1000).toFixed(0)
    } s`,
    isReached: tests.length > 0 && Math.abs(error) <= WITHIN_PCT,
  });
  const ticks = reader.ticks(period);
  const isLoaded = (i: number) => {
    const atMs = ticks.atMs[i] ?? NaN;
    return tests.some((test) =>
      atMs >= test.atMs - 500 && atMs < test.atMs + test.durationMs
    );
  };
  const text = (isWanted: (i: number) => boolean) => {
    const { rounds, p50Us, p99Us, maxUs } = latenessOf(ticks, isWanted);
    return `P50 ${msText(p50Us)}, P99 ${msText(p99Us)}, at most ${
      msText(maxUs)
    } (${rounds})`;
  };
  figure({
    what: "lateness of rounds during tests, against those between them",
    reached: `${text(isLoaded)} against ${text((i) => !isLoaded(i))}`,
  });
}

const [mbit = "50", seconds = "120"] = Deno.args;
await measure(Number(mbit) * 1e6, Number(seconds));
