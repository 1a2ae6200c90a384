import { deepStrictEqual, strictEqual, throws } from "node:assert/strict";
import fc from "fast-check";
import type { WallNs } from "../model/mod.ts";
import { measurementOf } from "./testing.ts";
import { RollingWindow } from "./window.ts";

function at(ms: number): WallNs {
  return BigInt(ms) * 1_000_000n as WallNs;
}

Deno.test("RollingWindow.summary() has the figures of the span", () => {
  const window = new RollingWindow({ probe: "icmp", spanS: 4 });
  window.add(measurementOf(0, 99e6));
  window.add(measurementOf(1000, 10e6));
  window.add(measurementOf(2000, 14e6));
  window.add(measurementOf(3000, "timeout"));
  window.add(measurementOf(4000, 12e6));
  deepStrictEqual(window.summary(at(4000)), {
    sent: 4,
    lost: 1,
    lossPct: 25,
    lastNs: 12e6,
    meanNs: 12e6,
    minNs: 10e6,
    maxNs: 14e6,
    p50Ns: 12e6,
    p95Ns: 14e6,
    p99Ns: 14e6,
    meanIpdvNs: 4e6,
    jitterNs: 4e6 / 16,
    longestLossRun: 1,
    recentNs: Float64Array.of(10e6, 14e6, NaN, 12e6),
  });
});

Deno.test("RollingWindow.add() lets a late answer take back a loss", () => {
  const window = new RollingWindow({ probe: "icmp", spanS: 5 });
  for (let s = 1; s <= 4; s++) window.add(measurementOf(s * 1000, "timeout"));
  strictEqual(window.summary(at(4000)).longestLossRun, 4);
  window.add(measurementOf(2000, 1.7e9));
  const corrected = window.summary(at(4000));
  strictEqual(corrected.sent, 4);
  strictEqual(corrected.lost, 3);
  strictEqual(corrected.longestLossRun, 2);
  strictEqual(corrected.maxNs, 1.7e9);
  window.add(measurementOf(500, 3e9));
  deepStrictEqual(window.summary(at(4000)), corrected, "of what was never in");
});

Deno.test("RollingWindow.add() places a loss that is told after younger answers", () => {
  const window = new RollingWindow({ probe: "icmp", spanS: 5, capacity: 6 });
  for (const ms of [0, 100, 300, 400, 500]) window.add(measurementOf(ms, 1e6));
  window.add(measurementOf(200, "timeout"));
  const { sent, lost, recentNs } = window.summary(at(1200));
  deepStrictEqual([sent, lost], [6, 1]);
  deepStrictEqual(recentNs, Float64Array.of(1e6, 1e6, NaN, 1e6, 1e6, 1e6));
  window.add(measurementOf(50, "timeout"));
  strictEqual(window.summary(at(1200)).sent, 6, "full: the oldest goes");
  window.add(measurementOf(20, "timeout"));
  strictEqual(window.summary(at(1200)).longestLossRun, 1, "older than all");
});

Deno.test("RollingWindow counts our own dropped reply neither as sent nor as lost", () => {
  const window = new RollingWindow({ probe: "icmp" });
  window.add(measurementOf(1, "timeout"));
  window.add(measurementOf(2, "self_dropped"));
  window.add(measurementOf(3, "timeout"));
  const { sent, lost, longestLossRun } = window.summary(at(4));
  deepStrictEqual([sent, lost, longestLossRun], [2, 2, 2]);
});

Deno.test("RollingWindow.add() starts anew when the clock was set back", () => {
  const window = new RollingWindow({ probe: "icmp" });
  window.add(measurementOf(9_000_000, 10e6));
  window.add(measurementOf(5_000, 11e6));
  strictEqual(window.summary(at(5_000)).sent, 1);
});

Deno.test("RollingWindow.summary() is NaN where nothing is known", () => {
  const { sent, lossPct, lastNs, p99Ns, jitterNs, recentNs } =
    new RollingWindow({ probe: "icmp" }).summary(at(0));
  deepStrictEqual(
    [sent, lossPct, lastNs, p99Ns, jitterNs, recentNs.length],
    [0, NaN, NaN, NaN, NaN, 0],
  );
});

Deno.test("RollingWindow agrees with a reference for any probes and capacity", () => {
  fc.assert(fc.property(
    fc.array(fc.option(fc.integer({ min: 1, max: 1000 }), { nil: undefined })),
    fc.integer({ min: 1, max: 40 }),
    fc.integer({ min: 1, max: 40 }),
    (rtts, capacity, spanS) => {
      const window = new RollingWindow({ probe: "icmp", spanS, capacity });
      rtts.forEach((rtt, s) =>
        window.add(measurementOf(s * 1000, rtt ?? "timeout"))
      );
      const kept = rtts.slice(-Math.min(capacity, spanS));
      const answered = kept.filter((rtt) => rtt !== undefined)
        .toSorted((a, b) => a - b);
      const found = window.summary(at((rtts.length - 1) * 1000));
      deepStrictEqual(
        [found.sent, found.lost, found.minNs, found.p95Ns, found.maxNs],
        [
          kept.length,
          kept.length - answered.length,
          answered[0] ?? NaN,
          answered[Math.ceil(95 * answered.length / 100) - 1] ?? NaN,
          answered.at(-1) ?? NaN,
        ],
      );
    },
  ));
});

Deno.test("RollingWindow refuses to keep nothing", () => {
  throws(() => new RollingWindow({ probe: "icmp", spanS: 0 }), RangeError);
  throws(() => new RollingWindow({ probe: "icmp", capacity: 0 }), RangeError);
});

Deno.test("RollingWindow.add() is not emptied by a correction of long ago", () => {
  const window = new RollingWindow({ probe: "echo", spanS: 4 });
  for (let s = 1; s <= 9; s++) window.add(measurementOf(s * 1000, 10e6));
  const long = { ...measurementOf(2000, "timeout"), isCorrection: true };
  window.summary(at(9000));
  window.add(long);
  strictEqual(window.summary(at(9000)).sent, 4);
});
