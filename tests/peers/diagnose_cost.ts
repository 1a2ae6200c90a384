/**
 * What does a diagnosis of a month cost? Stores 30 days of 10 series, second
 * by second, with three troubles in them, and times `bufferbane diagnose` as a
 * whole process. With `--tests`, a server's schedule has made so many small
 * load tests in it: one every 19 s makes 140,000 in a month.
 *
 * ```sh
 * deno run -A tests/peers/diagnose_cost.ts [--days 30] [--tests 0] [--db FILE]
 * ```
 *
 * Making the month takes some five minutes of one core; a FILE that is there
 * already is used again.
 *
 * @module
 */

import { parseArgs } from "node:util";
import { addEveryday } from "../scenarios/everyday.ts";
import { storeWorld } from "../scenarios/store_world.ts";
import { TROUBLES } from "../scenarios/troubles.ts";
import { drawWorld } from "../scenarios/world.ts";
import { figure } from "./figure.ts";
import { shortTestsOf } from "./short_tests.ts";
import { timed } from "./timed.ts";

const DIAGNOSED = ["2026-01-01", "2027-12-31"] as const;
const MOST_S = 10;
const MOST_MB = 200;
/** Gateway, the provider's router, seven public targets and a server. */
const PUBLIC_TARGETS = 7;

function makeMonth(
  path: string,
  { days, tests }: { readonly days: number; readonly tests: number },
): void {
  const world = drawWorld(1, {
    days: [days, days],
    offsetHours: 0,
    server: true,
    counters: true,
    isp: true,
    far: PUBLIC_TARGETS,
  });
  addEveryday(world);
  TROUBLES.micro_disconnections.add(world);
  TROUBLES.peak_hour_degradation.add(world);
  TROUBLES.isp_routing_trouble.add(world);
  for (const test of shortTestsOf(world, tests)) world.tests.push(test);
  storeWorld(path, world);
}

async function isThere(path: string): Promise<boolean> {
  try {
    return (await Deno.stat(path)).size > 0;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

async function main(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      days: { type: "string", default: "30" },
      tests: { type: "string", default: "0" },
      db: { type: "string" },
    },
  });
  const folder = await Deno.makeTempDir({ prefix: "bb-diagnose-" });
  try {
    const path = values.db ?? `${folder}/month.db`;
    const [days, tests] = [Number(values.days), Number(values.tests)];
    if (!await isThere(path)) makeMonth(path, { days, tests });
    const { size } = await Deno.stat(path);
    const [start, end] = DIAGNOSED;
    const { seconds, peakMb } = await timed([
      // As the file to download runs it.
      ...[Deno.execPath(), "run", "--v8-flags=--max-semi-space-size=1", "-A"],
      ...["client/main.ts", "diagnose", "--json"],
      ...["--start", start, "--end", end, "--db", path],
    ]);
    figure({
      what: `\`diagnose\` over ${days} days x ${PUBLIC_TARGETS + 3} series${
        tests === 0 ? "" : `, ${tests.toLocaleString("en")} load tests`
      }, ${(size / 1e6).toFixed(0)} MB`,
      asked: `${MOST_S} s, ${MOST_MB} MB`,
      reached: `${seconds.toFixed(1)} s, ${peakMb.toFixed(0)} MB`,
      isReached: seconds <= MOST_S && peakMb <= MOST_MB,
    });
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

if (import.meta.main) await main(Deno.args);
