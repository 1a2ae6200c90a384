import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { seededRandom } from "../../tests/support/random.ts";
import { monthOf } from "./load_ledger.ts";
import type { LoadKind, WantedTest } from "./load_kinds.ts";
import { LoadPlan } from "./load_plan.ts";

const DAY_MS = 86_400_000;
const CAP = 20e9;
const WANTED: readonly WantedTest[] = [
  { kind: "small", intervalMs: 10_000, costBytes: 200_000 },
  { kind: "medium", intervalMs: 60_000, costBytes: 2_000_000 },
  { kind: "large", intervalMs: 300_000, costBytes: 20_000_000 },
  { kind: "bloat", intervalMs: 21_600_000, costBytes: 100_000_000 },
];
const NOVEMBER = new Date(2026, 10, 1).getTime();
const DONE = { isComplete: true, retryAfterMs: 0 };

/** What a simulated stretch of time came to. */
interface Simulated {
  readonly plan: LoadPlan;
  readonly bytes: number;
  readonly bytesByDay: readonly number[];
  readonly tests: Readonly<Record<LoadKind, number>>;
}

/**
 * Runs whatever the plan says, every ten seconds: tests cost a little more or
 * less than they should, evenings are busy, and the program crashes twice a
 * day in the middle of a test.
 */
function simulate(
  { fromMs, toMs, interfaces, capBytes, seed }: {
    readonly fromMs: number;
    readonly toMs: number;
    readonly interfaces: readonly string[];
    readonly capBytes: number;
    readonly seed: number;
  },
): Simulated {
  const random = seededRandom(seed);
  let plan = new LoadPlan(WANTED, { capBytes, state: null });
  let bytes = 0;
  const bytesByDay: number[] = [];
  const tests = { small: 0, medium: 0, large: 0, bloat: 0 };
  for (let nowMs = fromMs; nowMs < toMs; nowMs += 10_000) {
    const hour = new Date(nowMs).getHours();
    if (hour >= 19 && hour < 22) continue;
    const test = plan.next(interfaces, nowMs);
    if (test === null) continue;
    plan.begin(test, nowMs);
    const { costBytes = 0 } = WANTED.find(({ kind }) => kind === test.kind) ??
      {};
    const used = Math.min(
      test.allowedBytes,
      costBytes * (0.95 + 0.3 * random()),
    );
    bytes += used;
    const day = Math.floor((nowMs - fromMs) / DAY_MS);
    bytesByDay[day] = (bytesByDay[day] ?? 0) + used;
    tests[test.kind] += 1;
    if (random() < 2 / 2_000) {
      const state = JSON.parse(JSON.stringify(plan.state));
      plan = new LoadPlan(WANTED, { capBytes, state });
    } else {
      plan.end(used, nowMs, DONE);
    }
  }
  return { plan, bytes, bytesByDay, tests };
}

Deno.test("LoadPlan uses a month's budget evenly, to its last day, and never more", () => {
  const toMs = monthOf(NOVEMBER).endMs;
  for (const seed of [1, 2]) {
    const interfaces = ["eth0", "wlan0"];
    const { plan, bytes, bytesByDay, tests } = simulate({
      fromMs: NOVEMBER,
      toMs,
      interfaces,
      capBytes: CAP,
      seed,
    });
    const used = interfaces.map((name) =>
      plan.budget(name, toMs - 1).usedBytes
    );
    for (const usedBytes of used) {
      ok(usedBytes <= CAP, `${usedBytes} used`);
      ok(usedBytes > 0.98 * CAP, `${usedBytes} used`);
    }
    // A crash charges all that the test was allowed, so really less was moved.
    ok(bytes <= (used[0] ?? 0) + (used[1] ?? 0));
    strictEqual(bytesByDay.length, 30);
    const even = 2 * CAP / 30;
    for (const [day, onDay] of bytesByDay.entries()) {
      // What busy evenings left over is used towards the end.
      const most = day < 27 ? 1.25 : 1.75;
      ok(
        onDay > 0.75 * even && onDay < most * even,
        `day ${day + 1}: ${onDay}`,
      );
    }
    ok(tests.small > 80_000 && tests.small < 110_000, `${tests.small} small`);
    ok(tests.medium > 3_000 && tests.medium < 5_000, `${tests.medium} medium`);
    ok(tests.large > 150 && tests.large < 250, `${tests.large} large`);
    ok(tests.bloat > 50 && tests.bloat < 100, `${tests.bloat} bloat`);
  }
});

Deno.test("LoadPlan goes at the intervals while the budget lasts", () => {
  const hours = 6;
  const { tests } = simulate({
    fromMs: NOVEMBER,
    toMs: NOVEMBER + hours * 3_600_000,
    interfaces: ["eth0"],
    capBytes: 1e15,
    seed: 3,
  });
  // Of each: no more than its interval allows, and a few less, as only one
  // runs at a time.
  deepStrictEqual(
    [tests.small > 1_700, tests.small <= 2_161, tests.large, tests.bloat],
    [true, true, 72, 1],
  );
});

Deno.test("LoadPlan stops at the cap, and goes on with the next month", () => {
  const noon = NOVEMBER + 12 * 3_600_000;
  const plan = new LoadPlan(WANTED, { capBytes: 1e9, state: null });
  // A person's own test, --over-budget.
  plan.begin({ interface: "eth0", kind: "bloat", allowedBytes: 2e9 }, noon);
  plan.end(1.2e9, noon, DONE);
  const { endMs } = monthOf(noon);
  for (let nowMs = noon; nowMs < endMs; nowMs += 3_600_000) {
    strictEqual(plan.next(["eth0"], nowMs), null);
  }
  const { usedBytes, forecastBytes, intervalsMs } = plan.budget("eth0", noon);
  deepStrictEqual([usedBytes, forecastBytes], [1.2e9, 1.2e9]);
  deepStrictEqual(intervalsMs, {
    small: null,
    medium: null,
    large: null,
    bloat: null,
  });
  strictEqual(plan.next(["eth0"], endMs), null);
  strictEqual(plan.next(["eth0"], endMs + 15_000)?.kind, "small");
});

Deno.test("LoadPlan has one test at a time, and a pause after it", () => {
  const plan = new LoadPlan(WANTED, { capBytes: 1e15, state: null });
  const at = (s: number) => plan.next(["eth0", "wlan0"], NOVEMBER + s * 1000);
  const taken = (s: number) => {
    const test = at(s);
    if (test !== null) plan.begin(test, NOVEMBER + s * 1000);
    return test === null ? null : `${test.interface} ${test.kind}`;
  };
  deepStrictEqual([at(0), at(14)], [null, null]);
  strictEqual(taken(16), "eth0 small");
  strictEqual(at(40), null);
  plan.end(200_000, NOVEMBER + 40_000, DONE);
  strictEqual(at(45), null);
  strictEqual(taken(46), "eth0 small");
  plan.end(200_000, NOVEMBER + 47_000, DONE);
  strictEqual(taken(53), "wlan0 small");
});

Deno.test("LoadPlan leaves a busy server alone for as long as it asks", () => {
  const plan = new LoadPlan(WANTED, { capBytes: 1e15, state: null });
  plan.next(["eth0"], NOVEMBER);
  const test = plan.next(["eth0"], NOVEMBER + 20_000);
  ok(test !== null);
  plan.begin(test, NOVEMBER + 20_000);
  plan.end(0, NOVEMBER + 21_000, { isComplete: false, retryAfterMs: 60_000 });
  strictEqual(plan.next(["eth0"], NOVEMBER + 80_000), null);
  ok(plan.next(["eth0"], NOVEMBER + 81_000) !== null);
});

Deno.test("LoadPlan.pause() holds the tests back, also over a restart", () => {
  const options = { capBytes: 1e15, state: null };
  const before = new LoadPlan(WANTED, options);
  before.next(["eth0"], NOVEMBER);
  before.pause(NOVEMBER + 7_200_000);
  const plan = new LoadPlan(WANTED, { ...options, state: before.state });
  strictEqual(plan.next(["eth0"], NOVEMBER + 7_199_000), null);
  ok(plan.next(["eth0"], NOVEMBER + 7_200_000) !== null);
  strictEqual(plan.pausedUntilMs, null);
  before.pause(null);
  ok(before.next(["eth0"], NOVEMBER + 60_000) !== null);
});

Deno.test("LoadPlan learns what a test costs, and grants more when one was broken off", () => {
  const plan = new LoadPlan(WANTED, { capBytes: 1e15, state: null });
  const bloat = () => ({
    interface: "eth0",
    kind: "bloat" as const,
    allowedBytes: plan.allowance("eth0", "bloat"),
  });
  strictEqual(bloat().allowedBytes, 150_100_000);
  plan.begin(bloat(), NOVEMBER);
  plan.end(150_200_000, NOVEMBER, { isComplete: false, retryAfterMs: 0 });
  strictEqual(bloat().allowedBytes, 450_700_000);
  const fresh = new LoadPlan(WANTED, { capBytes: 1e15, state: null });
  fresh.begin(bloat(), NOVEMBER);
  fresh.end(40_000_000, NOVEMBER, DONE);
  strictEqual(fresh.allowance("eth0", "bloat"), 60_100_000);
});

Deno.test("LoadPlan is not stopped by a clock that is set back", () => {
  const plan = new LoadPlan(WANTED, { capBytes: 1e15, state: null });
  plan.next(["eth0"], NOVEMBER);
  const test = plan.next(["eth0"], NOVEMBER + 60_000);
  ok(test !== null);
  plan.begin(test, NOVEMBER + 60_000);
  plan.end(200_000, NOVEMBER + 60_000, DONE);
  const { state } = plan;
  const again = new LoadPlan(WANTED, { capBytes: 1e15, state });
  const before = NOVEMBER - 30 * DAY_MS;
  again.next(["eth0"], before);
  ok(again.next(["eth0"], before + 60_000) !== null);
});

Deno.test("LoadPlan.expect() is believed until a test has shown better", () => {
  const plan = new LoadPlan(WANTED, { capBytes: 1e15, state: null });
  plan.expect("eth0", "bloat", 4e9);
  strictEqual(plan.allowance("eth0", "bloat"), 6_000_100_000);
  plan.begin({ interface: "eth0", kind: "large", allowedBytes: 1e9 }, NOVEMBER);
  plan.end(15e6, NOVEMBER, DONE);
  plan.expect("eth0", "large", 1e9);
  strictEqual(plan.allowance("eth0", "large"), 22_600_000);
});
