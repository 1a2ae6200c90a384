/**
 * Writes a drawn line into a database, second by second, as a monitor would
 * have.
 *
 * ```sh
 * deno run -A tests/scenarios/store_world.ts peak_hour_degradation 7 /tmp/peak.db
 * deno run -A client/main.ts diagnose --start 2026-01-01 --end 2027-01-01 --db /tmp/peak.db
 * ```
 *
 * @module
 */

import type { Measurement, Series } from "../../client/model/mod.ts";
import {
  type Scenario,
  SCENARIOS,
} from "../../client/analysis/scenarios/mod.ts";
import { Batch } from "../../client/store/batch.ts";
import { linkEntry } from "../../client/store/journal.ts";
import { tickAt, wallNs } from "../../client/store/testing.ts";
import { Writer } from "../../client/store/writer.ts";
import { addEveryday } from "./everyday.ts";
import { testsOf } from "./observe.ts";
import { TROUBLES } from "./troubles.ts";
import {
  drawWorld,
  INTERFACE,
  LOST,
  type Target,
  type World,
} from "./world.ts";

const SECONDS = 60;
/** A minute of ten series is more than a batch holds. */
const MOST_ROWS = 900;

/**
 * Writes all of it.
 *
 * @param path A new file.
 * @param world The line.
 */
export function storeWorld(path: string, world: World): void {
  const writer = new Writer({
    path,
    run: {
      startedMs: world.startMs,
      pid: 1,
      bootId: "",
      host: "drawn",
      version: "0",
    },
    busyTimeoutMs: 1000,
  }, { onCheck: () => {}, onRepair: () => {} });
  const batch = new Batch();
  const flush = () => {
    writer.write(batch.columns());
    batch.clear();
    writer.tidy();
  };
  const { gaps, pathChanges } = world;
  for (const test of testsOf(world)) {
    batch.entry({ kind: "test", test });
    if (batch.rows > MOST_ROWS) flush();
  }
  for (const { atMs, interface: name, target } of pathChanges) {
    const trace = {
      atMs,
      interface: name,
      target,
      family: 4,
      hops: [],
    } as const;
    batch.entry({ kind: "path", trace: { ...trace, isChanged: true } });
  }
  const all = [world.gateway, world.isp, ...world.far]
    .flatMap((target) => target ?? []);
  for (let minute = 0; minute < world.length; minute++) {
    const atMs = world.startMs + minute * 60_000;
    if (gaps.some(({ fromMs, toMs }) => atMs >= fromMs && atMs < toMs)) {
      continue;
    }
    for (let second = 0; second < SECONDS; second++) {
      const sentMs = atMs + second * 1000 + 137;
      batch.tick(tickAt(wallNs(sentMs)));
      for (const target of all) {
        const sample = measurementOf(world, { target, minute, second, sentMs });
        batch.sample(sample, target.jitterMs * 1e6);
      }
      if (world.hasCounters) batch.entry(linkSecondOf(world, minute, sentMs));
      if (batch.rows > MOST_ROWS) flush();
    }
  }
  flush();
  for (let step = 0; step < world.length / 10 + 1; step++) writer.tidy();
  writer.close();
}

function measurementOf(
  world: World,
  { target, minute, second, sentMs }: {
    readonly target: Target;
    readonly minute: number;
    readonly second: number;
    readonly sentMs: number;
  },
): Measurement {
  const fate = target.fate[minute * SECONDS + second] ?? 0;
  const { series } = target;
  const queueMs = series.role === "gateway" ? { up: 0, down: 0 } : {
    up: queueOf(world, "up", minute),
    down: queueOf(world, "down", minute),
  };
  const rttNs = Math.round(
    1e6 * Math.max(
      0.1,
      target.baseMs + (target.addedMs[minute] ?? 0) + queueMs.up +
        queueMs.down + target.jitterMs * world.draw.normal() / 2,
    ),
  );
  return {
    series,
    sentAt: wallNs(sentMs),
    outcome: fate > 0 ? { kind: "timeout", detail: "" } : {
      kind: "ok",
      rttNs,
      localQueueNs: 0,
      stamps: "kernel",
      duplicates: 0,
      detail: "",
    },
    ...echoOf(series, { fate, rttNs, queueMs }),
  };
}

function queueOf(world: World, direction: "up" | "down", at: number): number {
  const full = Math.max(0, ((world.load[direction][at] ?? 0) - 0.85) / 0.15);
  return full * world.bloatMs[direction] + (world.queueMs[direction][at] ?? 0);
}

function echoOf(
  series: Series,
  { fate, rttNs, queueMs }: {
    readonly fate: number;
    readonly rttNs: number;
    readonly queueMs: { readonly up: number; readonly down: number };
  },
): Pick<Measurement, "echo"> {
  if (series.probe !== "echo") return {};
  const lostOn = fate === LOST.up ? "up" : fate === LOST.down ? "down" : null;
  const delay = fate > 0 ? null : {
    upNs: rttNs / 2,
    downNs: rttNs / 2,
    errorNs: 1e6,
    queueUpNs: queueMs.up * 1e6,
    queueDownNs: queueMs.down * 1e6,
  };
  return { echo: { exchange: null, delay, lostOn } };
}

function linkSecondOf(world: World, minute: number, atMs: number) {
  const bytes = (direction: "up" | "down") =>
    Math.round(
      (world.load[direction][minute] ?? 0) * world.capacity[direction] *
        (world.speed[direction][minute] ?? 1) / 8,
    );
  return linkEntry({
    atMs,
    interface: INTERFACE,
    connectionType: world.connectionType,
    spanMs: 1000,
    receivedBytes: bytes("down"),
    sentBytes: bytes("up"),
    receivedPackets: Math.ceil(bytes("down") / 1400),
    sentPackets: Math.ceil(bytes("up") / 1400),
    errors: 0,
    drops: 0,
    collisions: 0,
    hasCarrier: true,
    ownLoadBytes: 0,
    wifi: null,
  });
}

function main([name, days, path]: string[]): void {
  const scenario = SCENARIOS.find((one) => one === name) satisfies
    | Scenario
    | undefined;
  if (scenario === undefined || path === undefined || !(Number(days) >= 1)) {
    throw new SyntaxError(
      `Cannot draw "${name}" for "${days}" days into "${path}" (allowed: one of ${
        SCENARIOS.join(", ")
      }; a number; a new file)`,
    );
  }
  const world = drawWorld(1, {
    ...TROUBLES[scenario].needs,
    days: [Number(days), Number(days)],
    offsetHours: 0,
  });
  addEveryday(world);
  TROUBLES[scenario].add(world);
  storeWorld(path, world);
}

if (import.meta.main) main(Deno.args);
