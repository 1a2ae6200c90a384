import { deepStrictEqual, strictEqual } from "node:assert/strict";
import type { BloatPhase, BloatSample } from "../model/mod.ts";
import { analyseBloat } from "./bloat.ts";
import { phaseOf, sampleAt, samplesOf } from "./bloat_testing.ts";

/** Whether the line was the limit of a load after a rest of 20 ms. */
function saturationOf(load: BloatPhase) {
  const { phases } = analyseBloat([phaseOf("idle", 0, 20), load]);
  return phases[0]?.saturation;
}

/** A rate that nobody would take for a line's limit. */
const UNSTEADY = {
  bps: Array.from({ length: 80 }, (_, i) => i < 50 ? 10e6 : 14e6),
  grantBps: null,
  budgetBytes: null,
};

Deno.test("analyseBloat() takes a standing queue on each loaded way for a full line", () => {
  const judged = (queues: Partial<BloatSample>) =>
    saturationOf(phaseOf("both", 8000, 0, {
      samples: samplesOf(8000, 16_000, (at) => sampleAt(at, 220, queues)),
      up: UNSTEADY,
      down: UNSTEADY,
    }));
  deepStrictEqual(judged({ queueUpNs: 100e6, queueDownNs: 100e6 }), {
    kind: "saturated",
  });
  deepStrictEqual(judged({ queueUpNs: 100e6, queueDownNs: 0 }), {
    kind: "not_saturated",
    limit: "unsteady",
    reason: "the download was not steady (10 Mbit/s, later 14 Mbit/s)",
  });
});

/** Delays of the 600 settled probes, ms, by their number; `null`: not told. */
type Delays = (i: number) => number | null;

const STANDING: readonly [
  why: string,
  kind: "download" | "upload" | "both",
  samples: Partial<Record<"rtt" | "up" | "down", Delays>>,
  isSaturated: boolean,
][] = [
  ["20 ms is a queue", "both", { up: () => 20, down: () => 20 }, true],
  ["a ns less is not", "both", { up: () => 20, down: () => 19.999999 }, false],
  ["half of the median", "both", {
    up: (i) => i % 4 === 0 ? 50 : 100,
    down: () => 20,
  }, true],
  ["less than half of it", "both", {
    up: (i) => i % 4 === 0 ? 49.9 : 100,
    down: () => 20,
  }, false],
  ["the median is the 300th of 600, which is low", "upload", {
    up: (i) => i < 300 ? 50 : 102,
  }, true],
  ["the 300th is high", "upload", {
    up: (i) => i < 299 ? 50 : 102,
  }, false],
  ["one probe that was told of its queue is enough", "upload", {
    rtt: () => 220,
    up: (i) => i === 0 ? 0 : null,
  }, false],
  [
    "29 of 600 are less than 5 %",
    "upload",
    { up: (i) => i < 29 ? 0 : 90 },
    true,
  ],
  ["30 of 600 are 5 %", "upload", { up: (i) => i < 30 ? 0 : 90 }, false],
  ["one way's queue says nothing of the other", "upload", {
    rtt: () => 220,
    up: () => 0,
    down: () => 200,
  }, false],
  ["20 ms above rest, of an upload", "upload", { rtt: () => 40 }, true],
  ["20 ms above rest, of a download", "download", { rtt: () => 40 }, true],
  ["a ns less than that", "download", { rtt: () => 39.999999 }, false],
  ["round trips tell no ways apart", "both", { rtt: () => 220 }, false],
];

for (const [why, kind, { rtt, up, down }, isSaturated] of STANDING) {
  Deno.test(`analyseBloat() of a load that is not steady, ${kind}: ${why}`, () => {
    const ns = (delays: Delays | undefined, i: number) => {
      const ms = delays?.(i) ?? null;
      return ms === null ? null : Math.round(ms * 1e6);
    };
    const load = phaseOf(kind, 8000, 0, {
      samples: samplesOf(
        8000,
        16_000,
        (atMs, i) =>
          sampleAt(atMs, rtt?.(i) ?? 30, {
            queueUpNs: ns(up, i - 200),
            queueDownNs: ns(down, i - 200),
          }),
      ),
      up: kind === "download" ? null : UNSTEADY,
      down: kind === "upload" ? null : UNSTEADY,
    });
    strictEqual(saturationOf(load)?.kind === "saturated", isSaturated);
  });
}
