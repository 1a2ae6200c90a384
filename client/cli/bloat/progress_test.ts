import { deepStrictEqual, strictEqual } from "node:assert/strict";
import type { Measurement, WallNs } from "../../model/mod.ts";
import { seriesOf } from "../../probes/testing.ts";
import { phasesOf } from "./plan.ts";
import { BloatMeter } from "./progress.ts";

const PHASES = phasesOf({ restMs: 3_000, loadMs: 8_000, flows: 4 }, ["down"]);

/** A probe that was answered after so long. */
function answered(rttMs: number): Measurement {
  return {
    series: seriesOf({ probe: "echo" }),
    sentAt: 0n as WallNs, // any instant does
    outcome: {
      kind: "ok",
      rttNs: rttMs * 1e6,
      localQueueNs: 0,
      stamps: "kernel",
      duplicates: 0,
      detail: "",
    },
  };
}

Deno.test("BloatMeter tells the latency of the last half second beside that at rest", () => {
  const meter = new BloatMeter(PHASES);
  meter.next(0);
  meter.take(answered(2), 100);
  meter.next(3_000);
  meter.take(answered(50), 3_400);
  meter.take(answered(150), 4_000);
  const { phase, phaseIndex, phaseCount, idleNs, rttNs } = meter.progress(
    4_100,
  );
  deepStrictEqual([phase, phaseIndex, phaseCount], ["download", 1, 3]);
  deepStrictEqual([idleNs, rttNs], [2e6, 150e6]);
  strictEqual(meter.progress(9_000).rttNs, null, "nothing answers any more");
});

Deno.test("BloatMeter tells the rate of the last second, and what the slowest way carries", () => {
  const meter = new BloatMeter(PHASES);
  meter.next(0);
  strictEqual(meter.progress(10).downBps, null);
  strictEqual(meter.slowestBps, Infinity);
  meter.next(3_000);
  for (let atMs = 100; atMs <= 2_000; atMs += 100) {
    meter.count("down", { atMs, bytes: atMs * 1_250 });
  }
  strictEqual(meter.progress(5_000).downBps, 10e6);
  strictEqual(meter.slowestBps, 10e6);
  meter.next(11_000);
  strictEqual(meter.progress(11_100).downBps, null, "a load's end");
  strictEqual(meter.slowestBps, 10e6, "still, for the probes' pace");
});

Deno.test("BloatMeter tells how long a phase will last, longer in front of a deep queue", () => {
  const meter = new BloatMeter(PHASES);
  meter.next(0);
  meter.next(3_000);
  meter.take(answered(500), 5_000);
  const { phaseElapsedMs, phaseMs, totalMs } = meter.progress(5_000);
  deepStrictEqual([phaseElapsedMs, phaseMs, totalMs], [2_000, 15_000, 21_000]);
});
