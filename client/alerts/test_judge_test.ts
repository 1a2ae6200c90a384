import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import type { TestResult } from "../model/mod.ts";
import { bloatIncreaseMs, TestJudge, type TestVerdict } from "./test_judge.ts";

const START_MS = 1_800_000_000_000;
const THRESHOLDS = {
  throughputWarningPct: 70,
  throughputCriticalPct: 50,
  throughputS: 30,
  bufferbloatWarningMs: 100,
  bufferbloatAlertMs: 200,
  bufferbloatCriticalMs: 500,
};

function test(atS: number, more: Partial<TestResult> = {}): TestResult {
  return {
    atMs: START_MS + 1000 * atS,
    durationMs: 1000,
    kind: "throughput",
    method: "train",
    interface: "eth0",
    connectionType: "wired",
    server: "vps",
    isComplete: true,
    isScheduled: true,
    uploadBps: null,
    downloadBps: 50e6,
    sentBytes: 0,
    receivedBytes: 0,
    grade: null,
    details: "{}",
    ...more,
  };
}

/** A judge that has seen ten ordinary tests. */
function judgeOfUsual(): TestJudge {
  const judge = new TestJudge(THRESHOLDS);
  for (let i = -10; i < 0; i++) judge.add(test(60 * i, { uploadBps: 10e6 }));
  return judge;
}

function severities(verdicts: readonly TestVerdict[]): readonly string[] {
  return verdicts.map((verdict) =>
    verdict.kind === "found" ? verdict.finding.severity : verdict.kind
  );
}

Deno.test("TestJudge finds a degradation after two tests and 30 s", () => {
  const judge = judgeOfUsual();
  const bad = { downloadBps: 30e6 };
  deepStrictEqual(judge.add(test(0, bad)), []);
  deepStrictEqual(judge.add(test(20, bad)), []);
  const [verdict] = judge.add(test(40, bad));
  ok(verdict?.kind === "found");
  const { type, severity, sinceMs, untilMs, metrics } = verdict.finding;
  deepStrictEqual([type, severity, sinceMs, untilMs, metrics], [
    "download_degradation",
    "warning",
    START_MS,
    START_MS + 41_000,
    { share_pct: 60, rate_mbps: 30, usual_mbps: 50 },
  ]);
});

Deno.test("TestJudge finds nothing in one slow test, however long ago", () => {
  const judge = judgeOfUsual();
  judge.add(test(0, { downloadBps: 5e6 }));
  judge.add(test(60));
  deepStrictEqual(judge.add(test(120, { downloadBps: 5e6 })), []);
});

Deno.test("TestJudge finds nothing where tests of this kind cannot tell the rate", () => {
  const judge = new TestJudge(THRESHOLDS);
  const wild = [25, 1900, 270, 200, 29, 410, 1800, 1900, 210, 58, 60, 55];
  for (const [i, mbit] of [...wild, ...wild].entries()) {
    deepStrictEqual(judge.add(test(20 * i, { downloadBps: mbit * 1e6 })), []);
  }
});

Deno.test("TestJudge tells the directions and the interfaces apart", () => {
  const judge = judgeOfUsual();
  const slowUp = { uploadBps: 3e6 };
  for (const atS of [0, 20]) judge.add(test(atS, slowUp));
  const [verdict, ...rest] = judge.add(test(40, slowUp));
  ok(verdict?.kind === "found");
  deepStrictEqual(
    [verdict.finding.type, verdict.finding.severity, rest],
    ["upload_degradation", "critical", []],
  );
  // Nothing is usual on another interface, or by another method.
  for (const atS of [50, 90, 130]) {
    deepStrictEqual(
      judge.add(test(atS, { interface: "wlan0", ...slowUp })),
      [],
    );
  }
});

Deno.test("TestJudge grows to critical, and ends above the hysteresis only", () => {
  const judge = judgeOfUsual();
  const rates = [30e6, 30e6, 20e6, 36e6, 38e6];
  deepStrictEqual(
    rates.map((downloadBps, i) =>
      severities(judge.add(test(40 * i, { downloadBps })))
    ),
    // 72 % of the usual is neither bad nor good.
    [[], ["warning"], ["critical"], [], ["over"]],
  );
});

Deno.test("TestJudge takes no test that was cut off", () => {
  const judge = judgeOfUsual();
  const cutOff = { downloadBps: 1e6, isComplete: false };
  for (const atS of [0, 40, 80]) {
    deepStrictEqual(judge.add(test(atS, cutOff)), []);
  }
});

Deno.test("TestJudge knows what is usual after a restart", () => {
  const stored = JSON.parse(JSON.stringify(judgeOfUsual().stored));
  const judge = new TestJudge(THRESHOLDS, stored);
  judge.add(test(0, { downloadBps: 10e6 }));
  deepStrictEqual(
    severities(judge.add(test(40, { downloadBps: 10e6 }))),
    ["critical"],
  );
});

Deno.test("TestJudge judges bufferbloat by the delay that load adds", () => {
  const judge = new TestJudge(THRESHOLDS);
  const bloat = (increaseMs: number) =>
    judge.add(test(0, {
      kind: "bloat",
      grade: "D",
      details: JSON.stringify({
        phases: [{ uplift: null }, { uplift: { p50Ns: increaseMs * 1e6 } }],
      }),
    }));
  deepStrictEqual(
    [90, 150, 250, 600].map((increaseMs) => severities(bloat(increaseMs))),
    [["over"], ["warning"], ["alert"], ["critical"]],
  );
  const [verdict] = bloat(250);
  ok(verdict?.kind === "found");
  deepStrictEqual(verdict.finding.metrics, { increase_ms: 250, grade: "D" });
});

Deno.test("bloatIncreaseMs() is that of the worst phase", () => {
  strictEqual(bloatIncreaseMs("{}"), null);
  strictEqual(bloatIncreaseMs('{"phases":[{"uplift":null}]}'), null);
  strictEqual(
    bloatIncreaseMs(
      '{"phases":[{"uplift":{"p50Ns":3e6}},{"uplift":{"p50Ns":70e6}}]}',
    ),
    70,
  );
});

Deno.test("TestJudge.sharesOf() compares an interface's newest rates with the usual", () => {
  const judge = judgeOfUsual();
  deepStrictEqual(judge.sharesOf("wlan0"), { up: null, down: null });
  judge.add(test(0, { downloadBps: 37.5e6 }));
  const { up, down } = judge.sharesOf("eth0");
  deepStrictEqual([up, down].map((pct) => Math.round(pct ?? NaN)), [100, 75]);
});

Deno.test("TestJudge takes a limit itself for not yet beyond it", () => {
  // 50 Mbit/s are usual: 70 % are 35, 50 % are 25, and 75 % end it.
  const told = (...ratesMbit: readonly number[]) => {
    const judge = judgeOfUsual();
    return ratesMbit.flatMap((mbit, i) =>
      severities(judge.add(test(40 * i, { downloadBps: mbit * 1e6 })))
    );
  };
  deepStrictEqual(told(35, 35), []);
  deepStrictEqual(told(34.99, 34.99), ["warning"]);
  deepStrictEqual(told(25, 25), ["warning"]);
  deepStrictEqual(told(24.99, 24.99), ["critical"]);
  deepStrictEqual(told(30, 30, 37.49), ["warning"]);
  deepStrictEqual(told(30, 30, 37.5), ["warning", "over"]);
});

Deno.test("TestJudge waits 30 s, to the millisecond", () => {
  for (const [secondS, found] of [[29.999, 0], [30, 1]] as const) {
    const judge = judgeOfUsual();
    judge.add(test(0, { downloadBps: 30e6 }));
    const verdicts = judge.add(test(secondS, { downloadBps: 30e6 }));
    strictEqual(verdicts.length, found, `${secondS} s`);
  }
});

Deno.test("TestJudge rounds rates to three digits", () => {
  const judge = judgeOfUsual();
  judge.add(test(0, { downloadBps: 30e6 }));
  const [verdict] = judge.add(test(40, { downloadBps: 30_126_789 }));
  ok(verdict?.kind === "found");
  deepStrictEqual(verdict.finding.metrics, {
    share_pct: 60,
    rate_mbps: 30.1,
    usual_mbps: 50,
  });
});

Deno.test("TestJudge rounds halves of the third digit up", () => {
  for (const [bps, mbit] of [[30_250_000, 30.3], [30_249_999, 30.2]] as const) {
    const judge = judgeOfUsual();
    judge.add(test(0, { downloadBps: 30e6 }));
    const [verdict] = judge.add(test(40, { downloadBps: bps }));
    ok(verdict?.kind === "found");
    strictEqual(verdict.finding.metrics["rate_mbps"], mbit);
  }
});

Deno.test("TestJudge takes a rate for unusual from three standard deviations on", () => {
  // 92, 100 and 108 in turn: 8 away in the middle, so that 3 * 1.4826 * 8 =
  // 35.6 is how far tests of this kind differ by themselves.
  const told = (mbit: number) => {
    const judge = new TestJudge(THRESHOLDS);
    for (let i = -30; i < 0; i++) {
      const downloadBps = (100 + 8 * (i % 3)) * 1e6 + 8e6;
      judge.add(test(60 * i, { downloadBps }));
    }
    return [0, 40].flatMap((atS) =>
      severities(judge.add(test(atS, { downloadBps: mbit * 1e6 })))
    );
  };
  deepStrictEqual(told(65), [], "less than 70 %, and not unusual");
  deepStrictEqual(told(64), ["warning"]);
});

Deno.test("TestJudge takes two tests, even where no time has to pass", () => {
  const judge = new TestJudge({ ...THRESHOLDS, throughputS: 0 });
  for (let i = -10; i < 0; i++) judge.add(test(60 * i));
  const told = (atS: number) =>
    severities(judge.add(test(atS, { downloadBps: 30e6 })));
  deepStrictEqual(told(0), []);
  deepStrictEqual(told(1), ["warning"]);
});

Deno.test("TestJudge takes bufferbloat at a limit for not yet beyond it", () => {
  const severity = (increaseMs: number) => {
    const details = JSON.stringify({
      phases: [{ uplift: { p50Ns: increaseMs * 1e6 } }],
    });
    const judge = new TestJudge(THRESHOLDS);
    return severities(judge.add(test(0, { kind: "bloat", details })))[0];
  };
  deepStrictEqual([100, 100.1, 200, 200.1, 500, 500.1].map(severity), [
    ...["over", "warning", "warning", "alert", "alert", "critical"],
  ]);
});
