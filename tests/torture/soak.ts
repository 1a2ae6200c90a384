/**
 * T24: monitor and server for two hours at ten rounds a second, while the line
 * gets worse and better and the server restarts: `deno run -A
 * tests/torture/soak.ts [--quick | --minutes N]`. Needs root.
 *
 * @module
 */

import { openHousehold } from "../cli/household.ts";
import { endBy, pass, start, until } from "../cli/program.ts";
import { completenessOf, count, isThere } from "../cli/recorded.ts";
import { ECHO_PORT, SECRET, startLabServer } from "../echo/echo_lab.ts";
import { delayLine, disable, drop, unplug } from "../lab/mod.ts";
import type { Spawned } from "../lab/spawned.ts";
import { processCost } from "../peers/process_cost.ts";
import { seededRandom } from "../support/random.ts";
import { startTask } from "../support/start_task.ts";
import { figure, isQuick } from "./figures.ts";
import { liveHeaps } from "./live_heap.ts";
import { slopeOf } from "./slope.ts";

const INTERVAL_MS = 100;
const DAY_S = 86_400;
const MAX_SLOPE_MB = 1;
const MAX_MISSED_SHARE = 1e-5;
const MAX_LATE_MS = 5;
/** Each trouble, and then as long without any. */
const TROUBLE_MS = isQuick() ? 5_000 : 20_000;
const minutes = isQuick() ? 2 : minutesSaid();
/** Until then code is compiled and caches fill. */
const warmUpMs = minutes * 60_000 / 4;

function minutesSaid(): number {
  const at = Deno.args.indexOf("--minutes");
  return at < 0 ? 120 : Number(Deno.args[at + 1]);
}

/** What was read of a process now and then. */
interface Reading {
  readonly atS: number;
  readonly rssMb: number;
  /** RSS falls when the kernel takes back what it can read again; this does not. */
  readonly anonymousMb: number;
  readonly descriptors: number;
}

async function read({ pid }: Spawned, atS: number): Promise<Reading> {
  const { rssBytes, anonymousBytes } = await processCost(pid);
  const descriptors =
    (await Array.fromAsync(Deno.readDir(`/proc/${pid}/fd`))).length;
  return {
    atS,
    rssMb: rssBytes / 1e6,
    anonymousMb: anonymousBytes / 1e6,
    descriptors,
  };
}

/** Tells how a size grew, and fails when it surely grew too fast. */
function growth(
  name: string,
  points: readonly (readonly [atS: number, mb: number])[],
): void {
  const { slope, standardError } = slopeOf(points);
  const [slopeMb, errorMb] = [slope * DAY_S, 2 * standardError * DAY_S];
  figure(
    name,
    `${points.at(-1)?.[1].toFixed(1)} MB, ${slopeMb.toFixed(1)} +- ` +
      `${errorMb.toFixed(1)} MB a day`,
    slopeMb - errorMb <= MAX_SLOPE_MB,
  );
}

await using home = await openHousehold();
const { lab } = home;
await using server = await startLabServer(lab);
const configPath = `${home.here.folder}/client.conf`;
await Deno.writeTextFile(
  configPath,
  `[general]\ntest_interval_ms = ${INTERVAL_MS}\n[[servers]]\n` +
    `name = "lab"\nhost = "${lab.server4}"\nport = ${ECHO_PORT}\n` +
    `shared_secret = "${SECRET}"\n`,
  { mode: 0o600 },
);
const task = await startTask();
const here = {
  ...home.here,
  env: { ...task.env, DENO_V8_FLAGS: `${task.v8Flags},--trace-gc` },
};
await using monitor = await start(here, [
  ...["--config", configPath],
  ...["--db", home.db],
]);
await until(() => isThere(home.db), () => monitor.stderr().join("\n"));

const random = seededRandom(24);
const [client] = lab.interfaces;
const tenth = { kind: "share", share: 0.1 } as const;
const jitter = { delayNs: 20e6, jitterNs: 10e6 };
const troubles: readonly (() => Promise<AsyncDisposable>)[] = [
  () => drop(lab.line.up, tenth),
  () => drop(lab.line.down, tenth),
  () => drop(lab.line.down, { kind: "all" }),
  () => delayLine(lab, { up: jitter, down: jitter }),
  () => unplug(lab, client),
  () => disable(lab, client),
  () => server.restart().then(() => new AsyncDisposableStack()),
];

const startMs = performance.now();
const elapsedMs = () => performance.now() - startMs;
const readings: Reading[] = [];
for (let i = 0; elapsedMs() < minutes * 60_000; i++) {
  if (i % 2 === 0) await pass(TROUBLE_MS);
  else {
    const trouble = troubles[Math.floor(random() * troubles.length)];
    await using _ = await trouble?.();
    await pass(TROUBLE_MS);
  }
  // After a calm time only: a trouble opens sockets of its own.
  if (i % 2 === 0 && elapsedMs() > warmUpMs) {
    readings.push(await read(monitor, elapsedMs() / 1000));
  }
}
const code = await endBy(monitor, "SIGINT");

growth(
  `monitor, ${readings.length} readings in ${minutes} min: RSS`,
  readings.map(({ atS, rssMb }) => [atS, rssMb]),
);
growth(
  "of it anonymous",
  readings.map(({ atS, anonymousMb }) => [atS, anonymousMb]),
);
for (const [index, heaps] of liveHeaps(monitor.stdout()).entries()) {
  const warm = heaps.filter(({ atS }) => atS * 1000 > warmUpMs);
  if (warm.length < 3) continue;
  growth(
    `heap of thread ${index + 1} after each of ${warm.length} collections`,
    warm.map(({ atS, mib }) => [atS, mib]),
  );
}
const descriptors = readings.map(({ descriptors }) => descriptors);
const [least, most] = [Math.min(...descriptors), Math.max(...descriptors)];
figure(
  "descriptors",
  `${descriptors[0]} then ${descriptors.at(-1)} (${least} to ${most})`,
  (descriptors.at(-1) ?? 0) <= (descriptors[0] ?? 0),
);
const { due, rounds, missed } = completenessOf(home.db, INTERVAL_MS);
figure(
  "rounds missed",
  `${missed} of ${due}`,
  missed <= MAX_MISSED_SHARE * due && due - rounds - missed <= 1,
);
const lateMs = count(
  home.db,
  `SELECT late_us FROM ticks ORDER BY late_us DESC
    LIMIT 1 OFFSET ${Math.floor(rounds / 1000)}`,
) / 1000;
figure(
  "rounds late, p99.9",
  `${lateMs.toFixed(2)} ms`,
  lateMs <= MAX_LATE_MS,
);
const errors = monitor.stderr();
figure(
  "exit",
  `${code}, ${errors.length} errors ${errors.slice(0, 3).join("; ")}`,
  code === 0 && errors.length === 0,
);
