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
    // A quarter of five is rounded up, to two.
    flows: [flowOf("up", { rttNs: [20e6, 20e6, 120e6, 130e6, 120e6] })],
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
    [24.999999, 4.999999, 0, "none", "below 5 ms nobody feels it"],
    [25, 5, 0, "up", "from 5 ms on it counts"],
    [120, 100, 0, "up", "all of it"],
    [120, 67, 33, "up", "two thirds of it"],
    [150, 100, 50, "up", "two thirds to the last bit"],
    [120, 66, 34, "both", "less than two thirds"],
    [120, 50, 50, "both", "as much one way as the other"],
    [120, 33, 67, "down", "two thirds the other way"],
    [120, null, null, "unknown", "without a server nobody knows"],
    [120, null, 50, "unknown", "one way alone does not tell"],
    [120, 50, null, "unknown", "nor does the other"],
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

Deno.test("analyseBloat() blames this machine for half of the delay and more", () => {
  const cases: readonly [rttMs: number, localMs: number, isLocal: boolean][] = [
    [25, 2.5, true],
    [25, 2.49, false],
    [24.9, 4.9, false],
    [120, 50, true],
    [120, 49, false],
  ];
  for (const [rttMs, localMs, isLocal] of cases) {
    const { isLocalQueue } = only([
      phaseOf("idle", 0, 20),
      phaseOf("upload", 8000, 0, {
        samples: [sampleAt(16_000, rttMs, { localQueueNs: localMs * 1e6 })],
      }),
    ]);
    strictEqual(isLocalQueue, isLocal, `${localMs} of ${rttMs} ms`);
  }
});

Deno.test("analyseBloat() takes the losses of a single probe, and of none", () => {
  const lossOf = (samples: readonly BloatSample[]) =>
    only([phaseOf("upload", 8000, 0, { samples })]).probeLossPct;
  deepStrictEqual(
    [
      lossOf([]),
      lossOf([sampleAt(16_000, 20)]),
      lossOf([sampleAt(16_000, null)]),
    ],
    [null, 0, 100],
  );
});

Deno.test("analyseBloat() bears queues that are shorter under load", () => {
  const samples = (rttMs: number, queueMs: number) => [
    sampleAt(16_000, rttMs, {
      queueUpNs: queueMs * 1e6,
      queueDownNs: queueMs * 1e6,
    }),
  ];
  const found = only([
    phaseOf("idle", 0, 0, { samples: samples(20, 10) }),
    phaseOf("both", 8000, 0, { samples: samples(30, 0) }),
  ]);
  strictEqual(found.queueIn, "unknown");
  deepStrictEqual([found.up.queueBytes, found.down.queueBytes], [0, 0]);
  deepStrictEqual(found.up.uplift, { p50Ns: -10e6, p95Ns: -10e6 });
});

Deno.test("analyseBloat() looks for the end of a queue until the next load", () => {
  const drain = (fromMs: number, tookMs: number) =>
    phaseOf("recovery", fromMs, 0, {
      samples: samplesOf(
        fromMs,
        fromMs + 3000,
        (atMs) => sampleAt(atMs, atMs < fromMs + tookMs ? 150 : 21),
      ),
    });
  const { phases } = analyseBloat([
    phaseOf("idle", 0, 20),
    phaseOf("download", 8000, 150),
    drain(16_000, 700),
    phaseOf("upload", 24_000, 150),
    drain(32_000, 900),
    phaseOf("cooldown", 40_000, 20),
  ]);
  deepStrictEqual(phases.map(({ recoveryMs }) => recoveryMs), [700, 900]);
});

Deno.test("analyseBloat() sees no end of a queue where the next load begins at once", () => {
  const { phases } = analyseBloat([
    phaseOf("idle", 0, 20),
    phaseOf("download", 8000, 150),
    phaseOf("upload", 16_000, 20),
    phaseOf("cooldown", 24_000, 20),
  ]);
  deepStrictEqual(phases.map(({ recoveryMs }) => recoveryMs), [null, 0]);
});
