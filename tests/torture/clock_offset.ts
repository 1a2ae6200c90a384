/**
 * T15, simulated: how well one-way delay and queues are found, an hour of
 * ECHOs on each of many paths, over an exactly known truth.
 *
 * ```sh
 * deno run tests/torture/clock_offset.ts [--quick]
 * ```
 *
 * Pass: no delay outside its bound, queue error P99 <= 0.5 ms.
 *
 * @module
 */

import { errorsOver } from "../../client/analysis/clock_offset_testing.ts";
import { figure, isQuick } from "./figures.ts";

const SKEWS_PPM = isQuick() ? [-100, 100] : [-100, -30, 10, 60, 100];
/** Of the queues told, at the 99th percentile, ns. */
const MAX_QUEUE_ERROR_NS = 500_000;
const BASES_MS = [{ up: 12, down: 4 }, { up: 5, down: 25 }];
const JITTERS_MS = [0.2, 8];
const LOADS = [{ loadS: 0, loadMs: 0 }, { loadS: 60, loadMs: 200 }, {
  loadS: 150,
  loadMs: 400,
}];

function* paths() {
  for (const skewPpm of SKEWS_PPM) {
    for (const baseMs of BASES_MS) {
      for (const jitterMs of JITTERS_MS) {
        for (const load of LOADS) yield { skewPpm, baseMs, jitterMs, ...load };
      }
    }
  }
}

async function main(): Promise<void> {
  const lines = [
    "| ppm | ms up/down | jitter ms | load s/ms | told | outside | bound P50 ms | queue error us P50 | P99 |",
    "| --- | --- | --- | --- | --- | --- | --- | --- | --- |",
  ];
  let [told, outside, worstP99Ns] = [0, 0, 0];
  for (const path of paths()) {
    const { skewPpm, baseMs, jitterMs, loadS, loadMs } = path;
    const errors = errorsOver({
      ...path,
      lengthS: 3600,
      intervalS: 1,
      seed: 42,
    });
    told += errors.told;
    outside += errors.outside;
    worstP99Ns = Math.max(worstP99Ns, errors.queueP99Ns);
    const cells = [
      skewPpm,
      `${baseMs.up}/${baseMs.down}`,
      jitterMs,
      `${loadS}/${loadMs}`,
      errors.told,
      errors.outside,
      (errors.boundP50Ns / 1e6).toFixed(2),
      Math.round(errors.queueP50Ns / 1e3),
      Math.round(errors.queueP99Ns / 1e3),
    ];
    lines.push(`| ${cells.join(" | ")} |`);
  }
  await Deno.stdout.write(new TextEncoder().encode(`${lines.join("\n")}\n`));
  figure("delays outside their bound", `${outside} of ${told}`, outside === 0);
  figure(
    "queue error, p99 of the worst path",
    `${Math.round(worstP99Ns / 1e3)} us`,
    worstP99Ns <= MAX_QUEUE_ERROR_NS,
  );
}

if (import.meta.main) await main();
