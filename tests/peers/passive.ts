/**
 * Bufferbloat from the line's own traffic against a test of it: a monitor runs
 * while iperf3 moves files, then `bufferbane bloat` measures the same line.
 * `deno run -A tests/peers/passive.ts [MBIT [QUEUE_MS]]`, about 3 minutes.
 * Needs root and iperf3.
 *
 * @module
 */

import type { BloatResult } from "../../client/cli/bloat/result.ts";
import type { InterfaceLoad } from "../../client/cli/stats_load.ts";
import { openMonitored } from "../load/monitored.ts";
import { pass } from "../cli/program.ts";
import { figure } from "./figure.ts";

const REST_S = 35;
const PAUSE_S = 5;
const FILE_S = 8;
const FILES = 3;
/** How far it may be from the test. */
const WITHIN_PCT = 25;
const NO_TESTS =
  "[tests.throughput]\nenabled = false\n[tests.bufferbloat]\nenabled = false\n";

function msText(ns: number): string {
  return `${(ns / 1e6).toFixed(1)} ms`;
}

async function compare(rateBps: number, queueMs: number): Promise<void> {
  await using monitored = await openMonitored({
    rateBps,
    queueMs,
    toml: NO_TESTS,
  });
  const { line: { lab } } = monitored;
  await using _iperf3 = await lab.spawn(
    lab.server,
    ["iperf3", "-s", "--forceflush"],
    { ready: /Server listening/ },
  );
  await pass(1000 * REST_S);
  for (const options of [["-R"], []]) {
    for (let file = 0; file < FILES; file++) {
      await lab.exec(lab.client, [
        // bbr, where it is the default, keeps the queue empty.
        ...["iperf3", "-c", lab.server4, "-C", "cubic"],
        ...["-t", `${FILE_S}`, ...options],
      ]);
      await pass(1000 * PAUSE_S);
    }
  }
  await pass(15_000); // until the last probe's exact times are known
  const text = await monitored.run(["stats", "--last", "1h", "--json"]);
  const { load }: { load: readonly InterfaceLoad[] } = JSON.parse(text);
  const passive = load[0]?.passive;
  const active: BloatResult = JSON.parse(
    await monitored.run(["bloat", "--json"]),
  );
  for (const [way, kind] of [["down", "download"], ["up", "upload"]] as const) {
    const found = passive?.[way];
    const uplift = active.phases.find((phase) => phase.kind === kind)?.uplift;
    const isMeasured = found?.kind === "measured" && uplift;
    const errorPct = isMeasured
      ? 100 * (found.bloatNs / uplift.p50Ns - 1)
      : NaN;
    figure({
      what:
        `added delay from own traffic (files by \`iperf3\`, one cubic flow) against a bufferbloat test, ${
          rateBps / 1e6
        } Mbit/s, a queue of ${queueMs} ms, ${kind}`,
      asked: `within ${WITHIN_PCT} %`,
      reached: isMeasured
        ? `${msText(found.bloatNs)} (95 % ${msText(found.interval.lowNs)} to ${
          msText(found.interval.highNs)
        }), the test ${msText(uplift.p50Ns)}: ${errorPct.toFixed(0)} %`
        : `nothing (${JSON.stringify(found)})`,
      isReached: Math.abs(errorPct) <= WITHIN_PCT,
    });
  }
}

const [mbit = "20", queueMs = "150"] = Deno.args;
await compare(Number(mbit) * 1e6, Number(queueMs));
