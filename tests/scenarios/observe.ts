/** From a known world to what bufferbane would have stored of it. @module */

import { letterForUplift } from "../../client/analysis/grades.ts";
import { testColumnsOf } from "../../client/analysis/test_columns.ts";
import type { Observed } from "../../client/analysis/scenarios/observed.ts";
import {
  type LinkMinuteColumns,
  type MinuteColumns,
  type Period,
  type SampleColumns,
  STATUSES,
  type TestResult,
} from "../../client/model/mod.ts";
import { seededRandom } from "../support/random.ts";
import { INTERFACE, LOST, type Target, type World } from "./world.ts";

const OK = STATUSES.indexOf("ok");
const TIMEOUT = STATUSES.indexOf("timeout");

/** With a server, short load tests take so much of every minute, seconds. */
const SHORT_TESTS_S = 9;

/** A line this full has a queue. */
const FULL = 0.85;

/** Looks at the world through bufferbane's eyes. */
export function observe(world: World): Observed {
  const isMeasured = measuredMinutes(world);
  const all = [
    world.gateway,
    ...(world.isp === null ? [] : [world.isp]),
    ...world.far,
  ];
  const minutes = all.map((target) => minutesOf(world, target, isMeasured));
  const endMs = world.startMs + world.length * 60_000;
  return {
    period: { fromMs: world.startMs, toMs: endMs },
    minutes,
    links: world.hasCounters ? [linkOf(world, isMeasured)] : [],
    tests: testColumnsOf(testsOf(world)),
    gaps: world.gaps,
    pathChanges: world.pathChanges,
    samples(series, period) {
      const target = all.find((one) => one.series === series);
      const own = minutes.find((one) => one.series === series);
      if (target === undefined || own === undefined) {
        throw new RangeError(`Cannot read samples of ${series.target}`);
      }
      return samplesOf(world, { target, period, isMeasured });
    },
    localOffsetMs: () => world.localOffsetMs,
  };
}

function measuredMinutes(world: World): Uint8Array {
  const isMeasured = new Uint8Array(world.length).fill(1);
  for (const { fromMs, toMs } of world.gaps) {
    isMeasured.fill(
      0,
      (fromMs - world.startMs) / 60_000,
      (toMs - world.startMs) / 60_000,
    );
  }
  return isMeasured;
}

/** Delay that the line's own load and queues add in a minute, ms. */
function queueOf(world: World, direction: "up" | "down", at: number): number {
  const load = world.load[direction][at] ?? 0;
  const full = Math.max(0, (load - FULL) / (1 - FULL));
  return full * world.bloatMs[direction] + (world.queueMs[direction][at] ?? 0);
}

function minutesOf(
  world: World,
  target: Target,
  isMeasured: Uint8Array,
): MinuteColumns {
  const { draw, length, startMs } = world;
  const int = () => new Int32Array(length);
  const columns = {
    atMs: new Float64Array(length),
    sent: int(),
    lost: int(),
    unsent: int(),
    off: int(),
    longestLossRun: int(),
    p50Us: int().fill(-1),
  };
  const echo = {
    lostUp: int(),
    lostDown: int(),
    queueUpP50Us: int().fill(-1),
    queueDownP50Us: int().fill(-1),
  };
  const isNear = target.series.role === "gateway";
  let wander = 0;
  let row = 0;
  for (let at = 0; at < length; at++) {
    if (isMeasured[at] === 0) continue;
    wander = 0.9 * wander + 0.2 * target.jitterMs * draw.normal();
    const upMs = isNear ? 0 : queueOf(world, "up", at);
    const downMs = isNear ? 0 : queueOf(world, "down", at);
    columns.atMs[row] = startMs + at * 60_000;
    columns.sent[row] = 60;
    let lost = 0;
    let run = 0;
    let longest = 0;
    let up = 0;
    for (let second = at * 60; second < at * 60 + 60; second++) {
      const fate = target.fate[second] ?? 0;
      run = fate === 0 ? 0 : run + 1;
      if (fate === 0) continue;
      lost++;
      if (fate === LOST.up) up++;
      if (run > longest) longest = run;
    }
    columns.lost[row] = lost;
    columns.longestLossRun[row] = longest;
    echo.lostUp[row] = up;
    echo.lostDown[row] = lost - up;
    if (lost < 60) {
      const ms = Math.max(
        0.2,
        target.baseMs + (target.addedMs[at] ?? 0) + upMs + downMs + wander,
      );
      const us = (value: number) => Math.round(value * 1000);
      columns.p50Us[row] = us(ms);
      echo.queueUpP50Us[row] = us(upMs + 0.2 * target.jitterMs);
      echo.queueDownP50Us[row] = us(downMs + 0.2 * target.jitterMs);
    }
    row++;
  }
  return {
    series: target.series,
    length: row,
    ...cut(columns, row),
    ...(target.series.probe === "echo" ? { echo: cut(echo, row) } : {}),
  };
}

function cut<Columns extends Record<string, Int32Array | Float64Array>>(
  columns: Columns,
  length: number,
): Columns {
  const entries = Object.entries(columns).map(([name, column]) =>
    [name, column.subarray(0, length)] as const
  );
  // The same names, each column of its own type.
  return Object.fromEntries(entries) as Columns;
}

function linkOf(world: World, isMeasured: Uint8Array): LinkMinuteColumns {
  const { draw, length, startMs, capacity, load } = world;
  const places = Array.from({ length }, (_, at) => at)
    .filter((at) => isMeasured[at] === 1);
  const column = (of: (at: number) => number) => Float64Array.from(places, of);
  const rate = (direction: "up" | "down") =>
    column((at) =>
      (load[direction][at] ?? 0) * capacity[direction] *
      (world.speed[direction][at] ?? 1)
    );
  const sentBps = rate("up");
  const receivedBps = rate("down");
  const peak = (rates: Float64Array, most: number) =>
    rates.map((bps) => Math.min(most, bps * draw.between(1, 4)));
  return {
    interface: INTERFACE,
    length: places.length,
    atMs: column((at) => startMs + at * 60_000),
    sentBps,
    receivedBps,
    peakSentBps: peak(sentBps, capacity.up),
    peakReceivedBps: peak(receivedBps, capacity.down),
    downSeconds: new Uint8Array(places.length),
    ownLoadSeconds: new Uint8Array(places.length)
      .fill(world.hasServer ? SHORT_TESTS_S : 0),
  };
}

/** The load tests of a world with a server, oldest first. */
export function testsOf(world: World): TestResult[] {
  if (!world.hasServer) return [];
  const isMeasured = measuredMinutes(world);
  const { draw, capacity, startMs, length } = world;
  const noise = draw.between(0.01, 0.06);
  const tests: TestResult[] = [];
  const common = {
    interface: INTERFACE,
    connectionType: world.connectionType,
    server: "home-vps",
    isComplete: true,
    isScheduled: true,
    sentBytes: 1e6,
    receivedBytes: 1e6,
    details: "{}",
  } as const;
  for (let at = 0; at < length; at += world.testEveryMinutes) {
    const isBusy =
      Math.max(world.load.up[at] ?? 0, world.load.down[at] ?? 0) > 0.2;
    if (isMeasured[at] === 0 || isBusy) continue;
    // Now and then a test goes wrong by itself.
    const luck = draw.chance(0.01) ? draw.between(0.2, 0.9) : 1;
    const bps = (direction: "up" | "down") =>
      capacity[direction] * (world.speed[direction][at] ?? 1) * luck *
      Math.min(1.02, 1 + noise * draw.normal());
    tests.push({
      ...common,
      atMs: startMs + at * 60_000,
      durationMs: 2000,
      kind: "throughput",
      method: "train",
      uploadBps: bps("up"),
      downloadBps: bps("down"),
      grade: null,
    });
  }
  if (world.bloatTestsADay > 0) {
    const every = Math.round(1440 / world.bloatTestsADay);
    for (let at = draw.whole(0, every); at < length; at += every) {
      if (isMeasured[at] === 0) continue;
      const worstMs = Math.max(world.bloatMs.up, world.bloatMs.down) *
        draw.between(0.85, 1.15);
      tests.push({
        ...common,
        atMs: startMs + at * 60_000,
        durationMs: 45_000,
        kind: "bloat",
        method: "tcp",
        uploadBps: null,
        downloadBps: null,
        grade: letterForUplift(worstMs * 1e6),
      });
    }
  }
  return [...tests, ...world.tests].toSorted((a, b) => a.atMs - b.atMs);
}

/** The seconds, drawn when they are asked for, the same each time. */
function samplesOf(world: World, { target, period, isMeasured }: {
  readonly target: Target;
  readonly period: Period;
  readonly isMeasured: Uint8Array;
}): SampleColumns {
  const from = Math.max(0, Math.ceil((period.fromMs - world.startMs) / 1000));
  const to = Math.min(
    world.length * 60,
    Math.ceil((period.toMs - world.startMs) / 1000),
  );
  const seconds: number[] = [];
  for (let second = from; second < to; second++) {
    if (isMeasured[Math.floor(second / 60)] === 1) seconds.push(second);
  }
  const random = seededRandom(from);
  const isLost = seconds.map((second) => (target.fate[second] ?? 0) > 0);
  return {
    series: target.series,
    length: seconds.length,
    atMs: Float64Array.from(
      seconds,
      (second) => world.startMs + second * 1000 + 137 + second % 7,
    ),
    rttUs: Int32Array.from(seconds, (second, i) =>
      isLost[i] ? -1 : Math.round(
        1000 * (target.baseMs +
          (target.addedMs[Math.floor(second / 60)] ?? 0) +
          target.jitterMs * random()),
      )),
    ipdvUs: new Int32Array(seconds.length).fill(-1),
    status: Uint8Array.from(isLost, (lost) => lost ? TIMEOUT : OK),
  };
}
