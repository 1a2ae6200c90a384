/**
 * T13: an interface of the running monitor is disabled and unplugged by turns:
 * `deno run -A tests/torture/link_flaps.ts [--quick]`. Needs root.
 *
 * @module
 */

import { type Household, openHousehold } from "../cli/household.ts";
import { endBy, pass, start, until } from "../cli/program.ts";
import { completenessOf, count, isThere, query } from "../cli/recorded.ts";
import { disable, unplug } from "../lab/mod.ts";
import type { Spawned } from "../lab/spawned.ts";
import { processCost } from "../peers/process_cost.ts";
import { figure, isQuick } from "./figures.ts";

const FLAPS = isQuick() ? 10 : 100;
/** Two rounds of a second, and a wake-up on a busy machine. */
const MAX_RETURN_MS = 2_200;
/** A probe of before the cut may be answered or given up so much later. */
const SETTLE_MS = 1_200;
/** The kernel keeps a ping until it knows its neighbour again, which may be
 * when the cable is back: what is answered in time then was not lost. */
const HELD_MS = 1_100;
/** At least one round lies between the two. */
const DOWN_MS = 3_500;
const TARGET = "test_type = 'icmp' AND target = '1.1.1.1'";

/** What one cut came to. */
interface Flap {
  /** From the carrier's return to the first answered ping, ms. */
  readonly returnMs: number;
  /** What the pings became while it was cut. */
  readonly labels: readonly string[];
}

async function flap(
  { lab, db }: Household,
  cut: typeof disable,
): Promise<Flap> {
  const [client] = lab.interfaces;
  const down = await cut(lab, client);
  const downMs = Date.now();
  await pass(DOWN_MS);
  const upMs = Date.now();
  await down[Symbol.asyncDispose]();
  const first = `SELECT min(timestamp_ms) FROM measurements
    WHERE ${TARGET} AND status = 'ok' AND timestamp_ms > ${upMs}`;
  await until(() => count(db, first) > 0, () => "an answer after the cut");
  const during = query(
    db,
    `SELECT DISTINCT status FROM measurements WHERE ${TARGET}
      AND timestamp_ms BETWEEN ${downMs + SETTLE_MS} AND ${upMs - HELD_MS}`,
  );
  return {
    returnMs: count(db, first) - upMs,
    labels: during.map(({ status }) => String(status)),
  };
}

/** How many descriptors a process holds. */
function descriptors({ pid }: Spawned): number {
  return [...Deno.readDirSync(`/proc/${pid}/fd`)].length;
}

await using home = await openHousehold();
await using monitor = await start(home.here, ["--db", home.db]);
await until(() => isThere(home.db), () => monitor.stderr().join("\n"));
// The first cuts open what is opened on demand.
for (const cut of [disable, unplug]) await flap(home, cut);
const before = descriptors(monitor);
const { rssBytes: rssBefore } = await processCost(monitor.pid);
const flaps: Flap[] = [];
const wrong = new Map<string, number>();
for (let i = 0; i < FLAPS; i++) {
  const cut = i % 2 === 0 ? disable : unplug;
  const result = await flap(home, cut);
  flaps.push(result);
  // Nobody can send by a disabled interface, nor hear by an unplugged one.
  const allowed = cut === disable
    ? ["send_failed"]
    : ["timeout", "unreachable", "send_failed"];
  for (const label of result.labels) {
    if (allowed.includes(label)) continue;
    const key = `${cut.name}: ${label}`;
    wrong.set(key, (wrong.get(key) ?? 0) + 1);
  }
}
const after = descriptors(monitor);
const { rssBytes: rssAfter } = await processCost(monitor.pid);
const code = await endBy(monitor, "SIGINT");

const slowestMs = Math.max(...flaps.map(({ returnMs }) => returnMs));
figure(
  `${FLAPS} cuts, slowest first answer`,
  `${Math.round(slowestMs)} ms after the carrier`,
  slowestMs <= MAX_RETURN_MS,
);
figure(
  "wrong labels",
  wrong.size === 0
    ? "0"
    : [...wrong].map(([key, times]) => `${key} (${times})`).join(", "),
  wrong.size === 0,
);
figure("descriptors", `${before} then ${after}`, after <= before);
const growthMb = (rssAfter - rssBefore) / 1e6;
figure("RSS", `${growthMb.toFixed(1)} MB more`, growthMb < 20);
const { rounds, due, missed } = completenessOf(home.db);
figure(
  "rounds without a row or a word",
  `${due - rounds - missed} of ${due}`,
  due === rounds + missed,
);
const errors = monitor.stderr().length;
figure("exit", `${code}, ${errors} errors`, code === 0 && errors === 0);
