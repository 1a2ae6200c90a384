/**
 * T15, simulated: how well one-way delay and queues are found, an hour of
 * ECHOs on each of many paths, over an exactly known truth.
 *
 * ```sh
 * deno run tests/torture/clock_offset.ts
 * ```
 *
 * Pass: no delay outside its bound, queue error P99 <= 0.5 ms.
 *
 * @module
 */

import { errorsOver } from "../../client/analysis/clock_offset_testing.ts";

const SKEWS_PPM = [-100, -30, 10, 60, 100];
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
  for (const path of paths()) {
    const { skewPpm, baseMs, jitterMs, loadS, loadMs } = path;
    const errors = errorsOver({
      ...path,
      lengthS: 3600,
      intervalS: 1,
      seed: 42,
    });
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
}

if (import.meta.main) await main();
