import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import type { BloatSample } from "../model/mod.ts";
import { analyseBloat, type PhaseBloat, type QueuePlace } from "./bloat.ts";
import { flowOf, phaseOf, sampleAt, samplesOf } from "./bloat_testing.ts";

/** The one load phase of a test. */
function only(phases: Parameters<typeof analyseBloat>[0]): PhaseBloat {
  const found = analyseBloat(phases).phases;
  const [first] = found;
  strictEqual(found.length, 1);
  ok(first);
  return first;
}

Deno.test("analyseBloat() subtracts the idle median from the loaded delays", () => {
  const idle = phaseOf("idle", 0, 20);
  const load = phaseOf("download", 8000, 0, {
    // 170 ms for nine of ten probes, 195 ms for the tenth.
    samples: samplesOf(
      8000,
      16_000,
      (atMs, i) => sampleAt(atMs, i % 10 === 0 ? 195 : 170),
    ),
  });
  const found = only([idle, load]);
  deepStrictEqual(found.uplift, { p50Ns: 150e6, p95Ns: 175e6 });
  strictEqual(found.rtt.p99Ns, 195e6);
  strictEqual(found.down.rateBps, 40e6);
  strictEqual(found.up.rateBps, null);
  // 40 Mbit/s for 175 ms; only the download is loaded, so the queue is there.
  strictEqual(found.down.queueBytes, 875_000);
  deepStrictEqual(found.saturation, { kind: "saturated" });
});

Deno.test("analyseBloat() leaves out the time in which TCP looks for the rate", () => {
  const load = phaseOf("upload", 8000, 0, {
    samples: samplesOf(
      8000,
      16_000,
      (atMs) => sampleAt(atMs, atMs < 10_000 ? 20 : 120),
    ),
    flows: [flowOf("up", { rttNs: [20e6, 120e6, 130e6, 120e6] })],
  });
  const found = only([phaseOf("idle", 0, 20), load]);
  strictEqual(found.rtt.count, 600);
  strictEqual(found.uplift?.p50Ns, 100e6);
  strictEqual(found.inBand.count, 3);
  strictEqual(found.inBand.p50Ns, 120e6);
});

Deno.test("analyseBloat() says which direction queues", () => {
  const cases: readonly [
    rttMs: number,
    upMs: number | null,
    downMs: number | null,
    QueuePlace,
    why: string,
  ][] = [
    [24.9, 4.9, 0, "none", "below 5 ms nobody feels it"],
    [25, 5, 0, "up", "from 5 ms on it counts"],
    [120, 100, 0, "up", "all of it"],
    [120, 67, 33, "up", "two thirds of it"],
    [120, 66, 34, "both", "less than two thirds"],
    [120, 33, 67, "down", "two thirds the other way"],
    [120, null, null, "unknown", "without a server nobody knows"],
    [120, 0, 0, "unknown", "not in the queues that are measured"],
  ];
  for (const [rttMs, upMs, downMs, place, why] of cases) {
    const queues = (up: number | null, down: number | null) => ({
      queueUpNs: up === null ? null : up * 1e6,
      queueDownNs: down === null ? null : down * 1e6,
    });
    const found = only([
      phaseOf("idle", 0, 20, {
        samples: [sampleAt(0, 20, queues(upMs && 0, downMs && 0))],
      }),
      phaseOf("both", 8000, 0, {
        samples: [sampleAt(15_000, rttMs, queues(upMs, downMs))],
      }),
    ]);
    strictEqual(found.queueIn, place, why);
  }
});

Deno.test("analyseBloat() sees a queue in this very machine", () => {
  for (const [localMs, isLocal] of [[60, true], [40, false]] as const) {
    const found = only([
      phaseOf("idle", 0, 20),
      phaseOf("upload", 8000, 0, {
        samples: [sampleAt(15_000, 120, { localQueueNs: localMs * 1e6 })],
      }),
    ]);
    strictEqual(found.isLocalQueue, isLocal, `${localMs} of 100 ms`);
  }
});

Deno.test("analyseBloat() counts what was lost and what was sent twice", () => {
  const found = only([
    phaseOf("idle", 0, 20),
    phaseOf("both", 8000, 0, {
      samples: samplesOf(
        8000,
        16_000,
        (atMs, i) => sampleAt(atMs, i % 4 === 0 ? null : 30),
      ),
      flows: [
        flowOf("up", { sentBytes: 1000, retransmittedBytes: 10 }),
        flowOf("up", { sentBytes: 1000, retransmittedBytes: 30 }),
        flowOf("down"),
      ],
    }),
  ]);
  strictEqual(found.probeLossPct, 25);
  strictEqual(found.up.retransmittedPct, 2);
  strictEqual(found.down.retransmittedPct, 0);
  strictEqual(found.down.queueBytes, null, "which way, nobody can tell");
});

Deno.test("analyseBloat() follows a queue until it has drained", () => {
  const drain = (atMs: number): BloatSample =>
    sampleAt(atMs, atMs < 16_700 ? 150 : 21);
  const found = only([
    phaseOf("idle", 0, 20),
    phaseOf("download", 8000, 150),
    phaseOf("recovery", 16_000, 0, {
      samples: samplesOf(16_000, 19_000, drain),
    }),
  ]);
  strictEqual(found.recoveryMs, 700);
});

Deno.test("analyseBloat() claims nothing without an idle phase", () => {
  const found = only([phaseOf("download", 0, 150)]);
  strictEqual(found.uplift, null);
  strictEqual(found.queueIn, "unknown");
  strictEqual(found.down.queueBytes, null);
  strictEqual(found.recoveryMs, null);
});

Deno.test("analyseBloat() bears a phase in which everything was lost", () => {
  const found = only([
    phaseOf("idle", 0, 20),
    phaseOf("upload", 8000, 0, {
      samples: samplesOf(8000, 16_000, (atMs) => sampleAt(atMs, null)),
    }),
  ]);
  strictEqual(found.uplift, null);
  strictEqual(found.probeLossPct, 100);
});

Deno.test("analyseBloat() takes a standing queue on each loaded way for a full line", () => {
  const unsteady = {
    bps: Array.from({ length: 80 }, (_, i) => i < 50 ? 10e6 : 14e6),
    grantBps: null,
    budgetBytes: null,
  };
  const judged = (queues: Partial<BloatSample>) =>
    only([
      phaseOf("idle", 0, 20),
      phaseOf("both", 8000, 0, {
        samples: samplesOf(8000, 16_000, (at) => sampleAt(at, 220, queues)),
        up: unsteady,
        down: unsteady,
      }),
    ]).saturation;
  deepStrictEqual(judged({ queueUpNs: 100e6, queueDownNs: 100e6 }), {
    kind: "saturated",
  });
  deepStrictEqual(judged({ queueUpNs: 100e6, queueDownNs: 0 }), {
    kind: "not_saturated",
    limit: "unsteady",
    reason: "the download was not steady (10 Mbit/s, later 14 Mbit/s)",
  });
});
