/**
 * The seven scenarios with real packets: does a diagnosis name each, and only
 * it? Pings, ECHOs and load tests are bufferbane's own and cross real routers;
 * what the line suffers is done by the kernel's queues and filters. Time is
 * hurried: a round every 10 or 20 ms is labelled as one a second, so that three
 * evenings and nights take minutes. Nothing else is changed.
 *
 * ```sh
 * deno run -A tests/peers/scenarios_lab.ts [--runs 3] [--only NAME]
 * ```
 *
 * A run takes about eight minutes, nearly all of it waiting; needs root.
 *
 * @module
 */

import { parseArgs } from "node:util";
import {
  diagnose,
  type Scenario,
  SCENARIOS,
} from "../../client/analysis/scenarios/mod.ts";
import type { TestResult } from "../../client/model/mod.ts";
import { delayLine, drop, limitRate, type Way } from "../lab/mod.ts";
import { openLine } from "../load/line.ts";
import { pass } from "../cli/program.ts";
import { type LabLine, openLabLine } from "../scenarios/lab_line.ts";
import { figure } from "./figure.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
/** A Tuesday, midnight. */
const START_MS = Date.UTC(2026, 10, 10);

/** What was named on a line with this scenario. */
type Trial = () => Promise<readonly Scenario[]>;

const TRIALS: Readonly<Record<Scenario, Trial>> = {
  "micro_disconnections": () => onLine(breakOff),
  "packet_loss_bursts": () => onLine(loseInBursts),
  "bufferbloat": bloat,
  "peak_hour_degradation": () => onLine(crowdEvenings),
  "isp_routing_trouble": () => onLine(misroute),
  "asymmetric_trouble": () => onLine(disturbUpstream),
  "intermittent_upload_degradation": slowUploads,
};

async function onLine(
  suffer: (line: LabLine) => Promise<void>,
): Promise<readonly Scenario[]> {
  await using line = await openLabLine();
  await suffer(line);
  return named(line);
}

function named(line: LabLine, tests?: readonly TestResult[]): Scenario[] {
  return diagnose(line.observed(tests)).findings
    .map(({ scenario }) => scenario);
}

/** Five times nothing gets through, for 5 to 25 seconds of the label. */
async function breakOff(line: LabLine): Promise<void> {
  const measuring = line.measure(START_MS, { minutes: 60, secondMs: 20 });
  for (const seconds of [5, 8, 12, 18, 25]) {
    await pass(6000);
    await using _cut = await drop(line.lab.line.up, { kind: "all" });
    await pass(seconds * 20);
  }
  await measuring;
}

/** Six times most packets are lost, for about twenty seconds of the label. */
async function loseInBursts(line: LabLine): Promise<void> {
  const measuring = line.measure(START_MS, { minutes: 60, secondMs: 20 });
  for (let burst = 0; burst < 6; burst++) {
    await pass(7000);
    await using _loss = await drop(line.lab.line.down, {
      kind: "share",
      share: 0.6,
    });
    await pass(400);
  }
  await measuring;
}

/** Three days' evenings have 40 ms more than their nights. */
async function crowdEvenings(line: LabLine): Promise<void> {
  const zero = { delayNs: 2e6, jitterNs: 0.3e6 };
  await using delay = await delayLine(line.lab, { up: zero, down: zero });
  for (let day = 0; day < 3; day++) {
    const dayMs = START_MS + day * DAY_MS;
    const at = (hour: number, minutes: number) =>
      line.measure(dayMs + hour * HOUR_MS, { minutes, secondMs: 10 });
    await delay.change({ up: zero, down: zero });
    await at(3.5, 45);
    const crowded = { delayNs: 22e6, jitterNs: 5e6 };
    await delay.change({ up: crowded, down: crowded });
    await at(19, 65);
  }
}

/** One target loses a fifth for fifty minutes of the label. */
async function misroute(line: LabLine): Promise<void> {
  await line.measure(START_MS, { minutes: 60, secondMs: 10 });
  await using _loss = await drop(line.lab.line.up, {
    kind: "share",
    share: 0.2,
    match: "ip daddr 8.8.8.8",
  });
  await line.measure(START_MS + HOUR_MS, { minutes: 50, secondMs: 10 });
}

/** A tenth is lost on its way up for fifty minutes of the label. */
async function disturbUpstream(line: LabLine): Promise<void> {
  await line.measure(START_MS, { minutes: 60, secondMs: 20 });
  await using _loss = await drop(line.lab.line.up, {
    kind: "share",
    share: 0.1,
  });
  await line.measure(START_MS + HOUR_MS, { minutes: 50, secondMs: 20 });
}

/** A bufferbloat test on a line with half a second of queue. */
async function bloat(): Promise<readonly Scenario[]> {
  await using line = await openLabLine();
  await line.measure(START_MS, { minutes: 60, secondMs: 10 });
  await using loaded = await openLine({ rateBps: 10e6, queueMs: 400 });
  const { grade, atMs, durationMs } = await loaded.bloat([
    "--duration",
    "4s",
    "--rest",
    "2s",
  ]);
  const test = { ...testOf(START_MS + HOUR_MS), durationMs, grade };
  write(
    `  the test of ${new Date(atMs).toISOString()}: ${grade ?? "no grade"}`,
  );
  return named(line, [{ ...test, kind: "bloat" }]);
}

/** Thirty uploads, ten minutes of the label apart; 9 of them slow. */
async function slowUploads(): Promise<readonly Scenario[]> {
  await using line = await openLabLine();
  await line.measure(START_MS, { minutes: 60, secondMs: 10 });
  await using loaded = await openLine({});
  const limit = (way: Way, rateBps: number) =>
    limitRate(way, { rateBps, queueBytes: rateBps / 8 / 20 });
  await using _down = await limit(loaded.lab.line.down, 50e6);
  const tests: TestResult[] = [];
  const measure = async (rateBps: number, count: number) => {
    await using _up = await limit(loaded.lab.line.up, rateBps);
    for (let i = 0; i < count; i++) {
      const { results } = await loaded.measure(["--duration", "2s"]);
      const bps = (direction: string) =>
        results.find((one) => one.direction === direction)?.bps ?? null;
      tests.push({
        ...testOf(START_MS + HOUR_MS + tests.length * 10 * MINUTE_MS),
        uploadBps: bps("up"),
        downloadBps: bps("down"),
      });
    }
  };
  for (let times = 0; times < 3; times++) {
    await measure(20e6, 5);
    await measure(6e6, 3);
  }
  await measure(20e6, 6);
  return named(line, tests);
}

function testOf(atMs: number): TestResult {
  return {
    atMs,
    durationMs: 2000,
    kind: "throughput",
    method: "tcp",
    interface: "c0",
    connectionType: "wired",
    server: "lab",
    isComplete: true,
    isScheduled: true,
    uploadBps: null,
    downloadBps: null,
    sentBytes: 0,
    receivedBytes: 0,
    grade: null,
    details: "{}",
  };
}

function write(text: string): void {
  Deno.stdout.writeSync(new TextEncoder().encode(`${text}\n`));
}

async function main(args: string[]): Promise<void> {
  const { values: { runs, only } } = parseArgs({
    args,
    options: {
      runs: { type: "string", default: "3" },
      only: { type: "string" },
    },
  });
  let right = 0;
  let all = 0;
  for (let run = 1; run <= Number(runs); run++) {
    for (const scenario of SCENARIOS) {
      if (only !== undefined && only !== scenario) continue;
      const found = await TRIALS[scenario]();
      const isRight = found.length === 1 && found[0] === scenario;
      all++;
      if (isRight) right++;
      if (!isRight) {
        write(`${scenario}: found ${found.join(", ")} (run ${run})`);
      }
    }
  }
  figure({
    what:
      `the seven scenarios with real packets, ${runs} times: named, and nothing else`,
    asked: "every time",
    reached: `${right} of ${all}`,
    isReached: right === all,
  });
}

if (import.meta.main) await main(Deno.args);
