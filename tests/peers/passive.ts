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

const REST_S = 35;
const PAUSE_S = 5;
const FILE_S = 8;
const FILES = 3;
const NO_TESTS =
  "[tests.throughput]\nenabled = false\n[tests.bufferbloat]\nenabled = false\n";

function pause(seconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, seconds * 1000));
}

function say(line: string): void {
  Deno.stdout.writeSync(new TextEncoder().encode(`${line}\n`));
}

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
  await pause(REST_S);
  for (const options of [["-R"], []]) {
    for (let file = 0; file < FILES; file++) {
      await lab.exec(lab.client, [
        // bbr, where it is the default, keeps the queue empty.
        ...["iperf3", "-c", lab.server4, "-C", "cubic"],
        ...["-t", `${FILE_S}`, ...options],
      ]);
      await pause(PAUSE_S);
    }
  }
  await pause(15); // until the last probe's exact times are known
  const text = await monitored.run(["stats", "--last", "1h", "--json"]);
  const { load }: { load: readonly InterfaceLoad[] } = JSON.parse(text);
  const passive = load[0]?.passive;
  const active: BloatResult = JSON.parse(
    await monitored.run(["bloat", "--json"]),
  );
  for (const [way, kind] of [["down", "download"], ["up", "upload"]] as const) {
    const found = passive?.[way];
    const uplift = active.phases.find((phase) => phase.kind === kind)?.uplift;
    if (found?.kind !== "measured" || !uplift) {
      say(`${kind}: no figure (${JSON.stringify(found)})`);
      continue;
    }
    const error = 100 * (found.bloatNs / uplift.p50Ns - 1);
    say(
      `${rateBps / 1e6} Mbit/s, queue of ${queueMs} ms, ${kind}: own traffic ${
        msText(found.bloatNs)
      } (95 % ${msText(found.interval.lowNs)} to ${
        msText(found.interval.highNs)
      }), test ${msText(uplift.p50Ns)}: ${error.toFixed(0)} %`,
    );
  }
}

const [mbit = "20", queueMs = "150"] = Deno.args;
await compare(Number(mbit) * 1e6, Number(queueMs));
