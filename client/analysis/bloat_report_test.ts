import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import { bloatReport } from "./bloat_report.ts";
import { callIn } from "./bloat_call.ts";
import { flowOf, phaseOf, sampleAt, samplesOf } from "./bloat_testing.ts";

/** A line of 20 ms whose upload queues for 150 ms. */
const PHASES = [
  phaseOf("idle", 0, 20),
  phaseOf("download", 8_000, 24, {
    flows: [flowOf("down", { rttNs: Array(80).fill(24e6) })],
  }),
  phaseOf("recovery", 16_000, 20),
  phaseOf("upload", 24_000, 170, {
    flows: [flowOf("up", { rttNs: Array(80).fill(170e6) })],
  }),
  phaseOf("recovery", 32_000, 20),
  phaseOf("both", 40_000, 174, {
    flows: [flowOf("up"), flowOf("down")],
  }),
  phaseOf("cooldown", 48_000, 20),
];

Deno.test("bloatReport() gives the worst letter first, and each phase's own", () => {
  const report = bloatReport(PHASES, { foreignProbe: "echo" });
  strictEqual(report.grade, "C");
  deepStrictEqual(
    report.phases.map(({ kind, grade }) => [kind, grade]),
    [
      ["download", { kind: "graded", letter: "A+" }],
      ["upload", { kind: "graded", letter: "C" }],
      ["both", { kind: "graded", letter: "C" }],
    ],
  );
  deepStrictEqual([report.downBps, report.upBps], [40e6, 10e6]);
  strictEqual(report.quality, "A+");
});

Deno.test("bloatReport() names how responsiveness was measured, and by phase", () => {
  const { phases } = bloatReport(PHASES, { foreignProbe: "echo" });
  const [download, upload, both] = phases.map((phase) => phase.responsiveness);
  strictEqual(download?.rpm, 60_000 / 24);
  strictEqual(upload?.rpm, 60_000 / 170);
  strictEqual(upload?.class, "fair");
  strictEqual(both, null, "its flows told no round trips");
  match(
    upload?.method ?? "",
    /foreign echo; loaded tcp_info; interval 1000 ms/,
  );
  const pinged = bloatReport(PHASES, { foreignProbe: null });
  deepStrictEqual(
    pinged.phases.map((phase) => phase.responsiveness),
    [null, null, null],
    "the draft knows no ping",
  );
});

Deno.test("bloatReport() takes responsiveness from the last four seconds' probes", () => {
  const rpmOf = (slowMs: number) =>
    bloatReport([
      phaseOf("idle", 0, 20),
      phaseOf("download", 8_000, 24, {
        flows: [flowOf("down", { rttNs: Array(80).fill(24e6) })],
        samples: samplesOf(
          8_000,
          16_000,
          (at) => sampleAt(at, at >= slowMs && at < slowMs + 1_000 ? 96 : 24),
        ),
      }),
    ], { foreignProbe: "echo" }).phases[0]?.responsiveness?.foreignRpm;
  strictEqual(rpmOf(11_000), 2500, "the fifth from the end");
  // The best 380 of 400: 300 of 24 ms, 80 of 96 ms.
  strictEqual(rpmOf(12_000), 60e9 / ((300 * 24e6 + 80 * 96e6) / 380));
  strictEqual(rpmOf(15_000), rpmOf(12_000), "the last as well");
});

Deno.test("bloatReport() takes responsiveness from whole settled seconds", () => {
  const reportOf = (lastsMs: number) =>
    bloatReport([
      phaseOf("idle", 0, 20),
      phaseOf("download", 8_000, 0, {
        toMs: 8_000 + lastsMs,
        flows: [flowOf("down", { rttNs: Array(lastsMs / 100).fill(24e6) })],
        samples: samplesOf(8_000, 8_000 + lastsMs, (at) =>
          sampleAt(at, at >= 10_000 && at < 13_000 ? 24 : 96)),
      }),
    ], { foreignProbe: "echo" }).phases[0]?.responsiveness;
  // A quarter of 5.5 s is 1.375 s: the seconds from 2 to 5 are left.
  deepStrictEqual(
    [reportOf(5_500)?.foreignRpm, reportOf(5_500)?.confidence],
    [2500, "low"],
  );
  strictEqual(reportOf(1_200), null, "no whole second after 0.3 s");
});

Deno.test("bloatReport() scores each use by the phase that serves it worst", () => {
  const { uses } = bloatReport(PHASES, { foreignProbe: "echo" });
  // 174 ms: P95 100 to 300 ms, P99 150 to 400 ms.
  strictEqual(uses.calls.score?.score, 63);
  strictEqual(uses.gaming.score?.score, 0);
  strictEqual(uses.streaming.score?.score, 100);
});

Deno.test("bloatReport() gives Cloudflare's points only with all their figures", () => {
  const { aim } = bloatReport(PHASES, { foreignProbe: "echo" });
  // Loss 10, idle 20 ms 5, 154 ms more -10.
  deepStrictEqual(aim.gaming, { points: 5, class: "poor" });
  const up = PHASES.filter(({ kind }) => kind === "idle" || kind === "upload");
  const upOnly = bloatReport(up, { foreignProbe: "echo" });
  strictEqual(upOnly.downBps, null);
  strictEqual(upOnly.aim.streaming, null);
  ok(upOnly.aim.gaming !== null);
});

Deno.test("bloatReport() takes Cloudflare's figures to the limit of their points", () => {
  const { aim, idleCall } = bloatReport([
    phaseOf("idle", 0, 0, {
      // One of 100 lost; 20 and 30 ms in turn.
      samples: Array.from(
        { length: 100 },
        (_, i) => sampleAt(10 * i, i === 0 ? null : i % 2 === 0 ? 30 : 20),
      ),
    }),
    phaseOf("download", 8_000, 30),
  ], { foreignProbe: "echo" });
  // Idle 20 ms 5, loss 1 % 5, jitter 10 ms 5, 10 ms more 10, 40 Mbit/s 10.
  deepStrictEqual(aim, {
    streaming: { points: 30, class: "average" },
    gaming: { points: 20, class: "average" },
    rtc: { points: 25, class: "good" },
  });
  // Speech of 20 ms and half the longest round trip; one of 100 lost.
  deepStrictEqual([idleCall?.mouthToEarMs, idleCall?.effectiveLossPct], [
    35,
    1,
  ]);
});

Deno.test("bloatReport() gives the better points up to a ns below a limit", () => {
  const { aim } = bloatReport([
    phaseOf("idle", 0, 0, {
      // One of 101 lost, less than 1 %; just less than 10 ms of delay and, as
      // one of 99 steps is shorter than 10 ms, of jitter.
      samples: Array.from({ length: 101 }, (_, i) => {
        const slowNs = i === 100 ? 19_999_998 : 19_999_999;
        const rttNs = i % 2 === 0 ? slowNs : 9_999_999;
        return sampleAt(10 * i, null, i === 0 ? {} : { rttNs });
      }),
    }),
    phaseOf("download", 8_000, 0, {
      samples: [sampleAt(16_000, null, { rttNs: 19_999_998 })],
    }),
  ], { foreignProbe: "echo" });
  // Idle 20, loss 10, jitter 10, more under load 20, 40 Mbit/s 10.
  deepStrictEqual(aim, {
    streaming: { points: 60, class: "great" },
    gaming: { points: 50, class: "great" },
    rtc: { points: 60, class: "great" },
  });
});

Deno.test("bloatReport() gives no points for a load that there was not", () => {
  const { aim } = bloatReport([phaseOf("idle", 0, 20)], {
    foreignProbe: "echo",
  });
  deepStrictEqual(aim, { streaming: null, gaming: null, rtc: null });
});

Deno.test("bloatReport() takes a connection's own round trips from the same seconds", () => {
  const rttNs = Array.from({ length: 80 }, (_, i) => i < 40 ? 24e6 : 48e6);
  const { phases } = bloatReport([
    phaseOf("idle", 0, 20),
    phaseOf("download", 8_000, 24, { flows: [flowOf("down", { rttNs })] }),
  ], { foreignProbe: "echo" });
  strictEqual(phases[0]?.responsiveness?.loadedRpm, 60_000 / 48);
});

Deno.test("bloatReport() of an empty test knows nothing, and says so", () => {
  const report = bloatReport([], { foreignProbe: "echo" });
  deepStrictEqual(
    [report.grade, report.quality, report.phases, report.idleCall],
    [null, null, [], null],
  );
  strictEqual(report.uses.calls.score, null);
});

Deno.test("callIn() adds what one way's load adds to that way alone", () => {
  const samples = samplesOf(0, 8_000, (atMs) => sampleAt(atMs, 170));
  const idleNs = 20e6;
  // 20 ms of speech, half of 20 ms at rest, 150 ms more.
  strictEqual(callIn(samples, { kind: "upload", idleNs })?.mouthToEarMs, 180);
  strictEqual(callIn(samples, { kind: "idle", idleNs })?.mouthToEarMs, 105);
});

Deno.test("callIn() takes the worse way where the server tells them apart", () => {
  const samples = samplesOf(
    0,
    8_000,
    (atMs) => sampleAt(atMs, 170, { queueUpNs: 140e6, queueDownNs: 10e6 }),
  );
  const found = callIn(samples, { kind: "both", idleNs: 20e6 });
  strictEqual(found?.mouthToEarMs, 170);
});

Deno.test("callIn() takes the worse way, whichever it is, and half where one is unknown", () => {
  const cases: readonly [
    upNs: number | null,
    downNs: number | null,
    mouthToEarMs: number,
  ][] = [
    [10e6, 140e6, 170],
    [140e6, 10e6, 170],
    [140e6, null, 105],
    [null, 140e6, 105],
    [null, null, 105],
  ];
  for (const [queueUpNs, queueDownNs, mouthToEarMs] of cases) {
    const samples = samplesOf(
      0,
      8_000,
      (atMs) => sampleAt(atMs, 170, { queueUpNs, queueDownNs }),
    );
    const found = callIn(samples, { kind: "both", idleNs: 20e6 });
    strictEqual(found?.mouthToEarMs, mouthToEarMs);
  }
});

Deno.test("callIn() names the way down where both are as bad as can be", () => {
  // Nine of ten are lost: R is 0 either way.
  const samples = Array.from(
    { length: 10 },
    (_, i) =>
      sampleAt(
        10 * i,
        i === 0 ? 170 : null,
        i > 0 ? {} : {
          queueUpNs: 2e9,
          queueDownNs: 1e9,
        },
      ),
  );
  const found = callIn(samples, { kind: "both", idleNs: 20e6 });
  deepStrictEqual([found?.mos, found?.mouthToEarMs], [1, 1030]);
});
