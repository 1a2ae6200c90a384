import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { seededRandom } from "../../tests/support/random.ts";
import { LossesNeeded } from "../analysis/loss_confidence.ts";
import { type Series, type Status, STATUSES } from "../model/mod.ts";
import { Rule } from "./rule.ts";
import { SeriesJudge } from "./series_judge.ts";
import { LINE, OPTIONS } from "./testing.ts";

const [, , TARGET] = LINE;

function judgeOf(series: Series | undefined = TARGET): SeriesJudge {
  if (series === undefined) throw new Error("a line has targets");
  const needed = new LossesNeeded(OPTIONS.thresholds.packetLossPct);
  return new SeriesJudge(series, { ...OPTIONS, needed });
}

/** A probe of a second: its round trip and IPDV in ms, or what went wrong. */
function probe(
  judge: SeriesJudge,
  second: number,
  result: number | Status = 5,
  ipdvMs = NaN,
): void {
  const isAnswer = typeof result === "number";
  judge.add(
    second * 1000,
    STATUSES.indexOf(isAnswer ? "ok" : result),
    isAnswer ? result * 1e6 : NaN,
    ipdvMs * 1e6,
  );
}

/** One that knows after a minute, and seconds 0 to 60, what is usual. */
function settled(usualMs: number): SeriesJudge {
  const judge = judgeOf();
  for (let second = 0; second <= 60; second++) probe(judge, second, usualMs);
  strictEqual(judge.baseline.value, usualMs * 1e6);
  return judge;
}

function countsOf(judge: SeriesJudge) {
  const { peakNs, peakJitterNs, peakLossPct, longestRun, lost } = judge;
  const { lostInARow, cameLate, lastLossCode } = judge;
  return [
    ...[peakNs, peakJitterNs, peakLossPct, longestRun, lost],
    ...[lostInARow, cameLate, lastLossCode],
  ];
}

Deno.test("SeriesJudge begins with nothing counted", () => {
  const judge = judgeOf();
  deepStrictEqual(countsOf(judge), [0, 0, 0, 0, 0, 0, 0, 0]);
  deepStrictEqual(
    [judge.isRaised, judge.isSuspectOfDelay, judge.isSuspectOfLoss],
    [false, false, false],
  );
  deepStrictEqual([judge.newestMs, judge.answeredMs], [NaN, NaN]);
});

Deno.test("SeriesJudge tells of loss where later answers come before a loss is known", () => {
  // Asked faster than answers are waited for: a loss is known last.
  const judge = settled(5);
  for (const second of [61, 66, 71, 76, 81]) {
    strictEqual(judge.loss.isRaised, false, "5 of 60 are needed");
    for (let after = 1; after < 5; after++) probe(judge, second + after);
    probe(judge, second, "timeout");
    strictEqual(judge.lostInARow, 0);
  }
  deepStrictEqual(
    [judge.loss.isRaised, judge.loss.sinceMs, judge.loss.lastBadMs],
    [true, 61_000, 81_000],
  );
  // One that is known later still is not the newest.
  probe(judge, 90);
  probe(judge, 88, "timeout");
  probe(judge, 86, "timeout");
  strictEqual(judge.loss.lastBadMs, 88_000);
});

// Of 5 ms usual the limit is 20 ms more, of 20 ms three times as much; good is
// what stays below 70 % of the way there.
const SPIKES: readonly [
  usualMs: number,
  rttMs: number,
  is: "bad" | "between" | "good",
][] = [
  [5, 25.000001, "bad"],
  [5, 25, "between"],
  [5, 19.000001, "between"],
  [5, 19, "good"],
  [20, 60.000001, "bad"],
  [20, 60, "between"],
  [20, 48.000001, "between"],
  [20, 48, "good"],
];

for (const [usualMs, rttMs, is] of SPIKES) {
  Deno.test(`SeriesJudge takes ${rttMs} ms for ${is} where ${usualMs} are usual`, () => {
    const judge = settled(usualMs);
    for (let second = 61; second <= 66; second++) {
      strictEqual(judge.spike.isRaised, false);
      probe(judge, second, 10 * usualMs);
      strictEqual(judge.isSuspectOfDelay, second > 61, "two in a row");
    }
    strictEqual(judge.spike.isRaised, true, "five seconds");
    strictEqual(judge.spike.sinceMs, 61_000);
    probe(judge, 67, rttMs);
    strictEqual(judge.spike.badInARow, is === "bad" ? 7 : 0);
    // Now good for ten seconds: only what was good already is a second ahead.
    for (let second = 68; second <= 77; second++) {
      strictEqual(judge.spike.isRaised, true, `at ${second}`);
      probe(judge, second, usualMs);
    }
    strictEqual(judge.spike.isRaised, is !== "good");
    const peakMs = Math.max(10 * usualMs, is === "bad" ? rttMs : 0);
    strictEqual(judge.peakNs, peakMs * 1e6);
  });
}

/** Feeds IPDVs, one a second; which of them were bad for the jitter. */
function jitterOf(judge: SeriesJudge, ipdvsMs: readonly number[], from = 61) {
  return ipdvsMs.map((ipdvMs, at) => {
    const before = judge.jitter.badInARow;
    probe(judge, from + at, 5, ipdvMs);
    return judge.jitter.badInARow > before;
  });
}

Deno.test("SeriesJudge takes jitter for bad from the fourth jump within 16 probes on", () => {
  const none = (count: number) => Array.from({ length: count }, () => 0);
  const bad = (ipdvsMs: readonly number[]) =>
    jitterOf(settled(5), ipdvsMs).lastIndexOf(true);
  const j = 2_000;
  strictEqual(bad([j, j, j]), -1, "three");
  strictEqual(bad([j, j, j, j]), 3);
  const sixteen = [j, ...none(4), j, ...none(4), j, ...none(4), j];
  strictEqual(bad(sixteen), 15);
  const seventeen = [j, ...none(5), j, ...none(4), j, ...none(4), j];
  strictEqual(bad(seventeen), -1, "the first one is forgotten");
  strictEqual(bad(Array.from({ length: 200 }, () => 30)), -1, "at the limit");
});

Deno.test("SeriesJudge clears jitter after 30 s at no more than 70 % of the limit", () => {
  const judge = settled(5);
  const slow = Array.from({ length: 14 }, () => 200);
  let jitterMs = 0;
  for (const ipdvMs of slow) jitterMs += (ipdvMs - jitterMs) / 16;
  jitterOf(judge, slow);
  ok(judge.jitter.isRaised && judge.isSuspectOfDelay);
  strictEqual(judge.jitter.sinceMs, 64_000, "the fourth");
  ok(Math.abs(judge.peakJitterNs / 1e6 - jitterMs) < 1e-9);
  let second = 61 + slow.length;
  for (; jitterMs > 21; second++) {
    probe(judge, second, 5, 0);
    jitterMs -= jitterMs / 16;
  }
  const goodFrom = second - 1;
  for (; second < goodFrom + 30; second++) probe(judge, second, 5, 0);
  strictEqual(judge.jitter.isRaised, true);
  probe(judge, second, 5, 0);
  strictEqual(judge.jitter.isRaised, false);
});

Deno.test("SeriesJudge suspects jitter from the second bad one on, and none without IPDV", () => {
  const judge = settled(5);
  jitterOf(judge, [2_000, 2_000, 2_000, 2_000]);
  strictEqual(judge.isSuspectOfDelay, false);
  probe(judge, 65, 5);
  strictEqual(judge.jitter.badInARow, 1, "without IPDV nothing is judged");
  probe(judge, 66, 5, 2_000);
  strictEqual(judge.isSuspectOfDelay, true);
});

Deno.test("SeriesJudge raises a spike after five seconds and jitter after ten, to the millisecond", () => {
  for (const [lastS, isRaised] of [[65.996, false], [66, true]] as const) {
    const judge = settled(5);
    for (const second of [61, 63, lastS]) probe(judge, second, 100);
    strictEqual(judge.spike.isRaised, isRaised);
  }
  for (const [lastS, isRaised] of [[73.996, false], [74, true]] as const) {
    const judge = settled(5);
    // The fourth jump, at 64 s, is the first that is bad.
    jitterOf(judge, [2_000, 2_000, 2_000, 2_000]);
    probe(judge, lastS, 5, 2_000);
    strictEqual(judge.jitter.isRaised, isRaised);
  }
});

Deno.test("SeriesJudge clears a spike and a burst after ten seconds, to the millisecond", () => {
  for (const [lastS, isRaised] of [[9.9995, true], [10, false]] as const) {
    const slow = settled(5);
    for (const second of [61, 66]) probe(slow, second, 100);
    for (const second of [67, 67 + lastS]) probe(slow, second, 5);
    strictEqual(slow.spike.isRaised, isRaised, `spike, ${lastS} s`);
    const lossy = settled(5);
    for (const second of [61, 62, 63]) probe(lossy, second, "timeout");
    for (const second of [64, 64 + lastS]) probe(lossy, second, 5);
    strictEqual(lossy.burst.isRaised, isRaised, `burst, ${lastS} s`);
  }
});

Deno.test("SeriesJudge suspects a series of delay as long as its spike is raised", () => {
  const judge = settled(5);
  for (let second = 61; second <= 66; second++) probe(judge, second, 100);
  probe(judge, 67, 22);
  deepStrictEqual([judge.spike.badInARow, judge.jitter.isRaised], [0, false]);
  strictEqual(judge.isSuspectOfDelay, true);
});

Deno.test("SeriesJudge takes jitter at its limits for not yet beyond them", () => {
  // Each adds a sixteenth of its distance: 5, 15, 25, and 30 ms, the limit.
  const at = settled(5);
  deepStrictEqual(
    jitterOf(at, [80, 165, 175, 105]),
    [false, false, false, false],
  );
  // 2,000 are 125 ms, and the next ones lower that to no less than 108 ms;
  // but an IPDV of 30 ms itself is no jump.
  deepStrictEqual(
    jitterOf(settled(5), [2_000, 30, 30, 30]),
    [false, false, false, false],
  );
  deepStrictEqual(
    jitterOf(settled(5), [2_000, 30.001, 30.001, 30.001]),
    [false, false, false, true],
  );
});

Deno.test("SeriesJudge takes jitter of 70 % of its limit for good, and a little more for neither", () => {
  for (const [jitterMs, isOver] of [[21, true], [21.01, false]] as const) {
    const judge = settled(5);
    // What each brings the jitter to; an IPDV moves it a sixteenth of the way.
    const up = [5, 15, 25, ...Array.from({ length: 12 }, () => 40)];
    const down = [38, 36, 34, 32, 30, 29, 28, 27, 26, 25, 24, 23, 22];
    let [before, second] = [0, 61];
    const bring = (toMs: number) => {
      probe(judge, second++, 5, before + 16 * (toMs - before));
      before = toMs;
    };
    up.forEach(bring);
    strictEqual(judge.jitter.isRaised, true);
    down.forEach(bring);
    strictEqual(judge.jitter.badInARow, 0);
    for (let i = 0; i < 30; i++) {
      bring(jitterMs);
      strictEqual(judge.jitter.isRaised, true);
    }
    second -= 0.0005; // 29.9995 s after the first
    bring(jitterMs);
    strictEqual(judge.jitter.isRaised, true);
    bring(jitterMs);
    strictEqual(judge.jitter.isRaised, !isOver, `${jitterMs} ms`);
  }
});

Deno.test("SeriesJudge judges loss as the windows of 60 and 600 s say", () => {
  const needed = new LossesNeeded(OPTIONS.thresholds.packetLossPct);
  for (let seed = 1; seed <= 8; seed++) {
    const random = seededRandom(seed);
    const judge = judgeOf();
    const rule = new Rule({ raiseAfterMs: 0, clearAfterMs: 0 });
    const fates: boolean[] = [];
    let [clusterMs, lastLostMs, peakPct] = [NaN, NaN, 0];
    let raised = 0;
    for (let second = 0; second < 2_500; second++) {
      // Never three in a row, which would be a burst; calm now and then.
      const isCalm = Math.floor(second / 400) % 3 === 2;
      const share = isCalm ? 0.001 : [0.01, 0.04, 0.1, 0.3][seed % 4] ?? 0;
      const isLost = random() < share && !(fates.at(-1) && fates.at(-2));
      fates.push(isLost);
      probe(judge, second, isLost ? "timeout" : 5);
      const count = (span: number) => fates.slice(-span).filter(Boolean).length;
      const [lostShort, lostLong] = [count(60), count(600)];
      if (isLost && lostShort <= 1) clusterMs = second * 1000;
      if (isLost) lastLostMs = second * 1000;
      const short = needed.of(Math.min(60, second + 1));
      const long = needed.of(Math.min(600, second + 1));
      const isBad = lostShort >= short || lostLong >= long;
      if (isBad && lostShort > 0) rule.bad(lastLostMs, clusterMs);
      else if (
        lostShort === 0 || 2 * lostShort < short && 2 * lostLong < long
      ) rule.good(second * 1000);
      else rule.between();
      if (isBad) {
        const pct = 100 * lostShort / Math.min(60, second + 1);
        peakPct = Math.max(peakPct, pct);
      }
      if (rule.isRaised) raised++;
      deepStrictEqual(
        [judge.loss.isRaised, judge.peakLossPct, judge.isSuspectOfLoss],
        [rule.isRaised, peakPct, rule.isRaised || lostShort >= 2],
        `seed ${seed}, second ${second}`,
      );
      if (!rule.isRaised) continue;
      deepStrictEqual(
        [judge.loss.sinceMs, judge.loss.lastBadMs, judge.loss.badInARow],
        [rule.sinceMs, rule.lastBadMs, rule.badInARow],
      );
    }
    strictEqual(judge.lost, fates.filter(Boolean).length);
    ok(raised < 2_000 && (raised > 0 || seed % 4 === 0), `${raised}`);
  }
});

/** When loss is told to be over, s: probes so far apart, and some of them lost. */
function lossClearedS(intervalMs: number, lostS: readonly number[]): number {
  const judge = judgeOf();
  let isRaised = false;
  for (let atMs = 0; atMs < 900_000; atMs += intervalMs) {
    const isLost = lostS.includes(atMs / 1000);
    probe(judge, atMs / 1000, isLost ? "timeout" : 5);
    if (isRaised && !judge.loss.isRaised) return atMs / 1000;
    isRaised = judge.loss.isRaised;
  }
  return NaN;
}

Deno.test("SeriesJudge takes loss for over below half of what shows it", () => {
  // 5 of 60 show it, 16 of 600: 2 and 7 are less than half, 3 and 8 are not.
  const five = [700, 702, 704, 706, 708];
  strictEqual(lossClearedS(1000, [...five, 740]), 766, "706 is forgotten");
  strictEqual(lossClearedS(1000, [650, ...five, 740]), 766, "seven");
  strictEqual(lossClearedS(1000, [640, 650, ...five, 740]), 800, "eight");
  strictEqual(lossClearedS(1000, five), 764, "704 is forgotten");
  // 6 of 100 show it: 3 are half, which is not less.
  const six = [720, 721.2, 722.4, 723.6, 724.8, 726];
  strictEqual(lossClearedS(600, [...six, 750]), 784.2, "724.8 is forgotten");
});

Deno.test("SeriesJudge tells a burst's length, first and last, until answers have come for 10 s", () => {
  const judge = settled(5);
  probe(judge, 61, "timeout");
  probe(judge, 62, "unreachable");
  deepStrictEqual([judge.burst.isRaised, judge.longestRun], [false, 0]);
  probe(judge, 63, "timeout");
  probe(judge, 64, "unreachable");
  deepStrictEqual(
    [judge.burst.isRaised, judge.longestRun, judge.lostInARow, judge.lost],
    [true, 4, 4, 4],
  );
  deepStrictEqual(
    [judge.burst.sinceMs, judge.lostFromMs, judge.lastLostMs],
    [61_000, 61_000, 64_000],
  );
  strictEqual(judge.lastLossCode, STATUSES.indexOf("unreachable"));
  for (let second = 65; second <= 74; second++) {
    probe(judge, second);
    strictEqual(judge.lostInARow, 0);
  }
  deepStrictEqual([judge.burst.isRaised, judge.window.lostLong], [true, 4]);
  probe(judge, 75);
  // What one burst lost is no lasting loss.
  deepStrictEqual([judge.burst.isRaised, judge.window.lostLong], [false, 0]);
});

Deno.test("SeriesJudge sees a burst, whichever of its losses is known last", () => {
  const judge = settled(5);
  for (const second of [62, 63, 61]) probe(judge, second, "timeout");
  deepStrictEqual(
    [judge.burst.isRaised, judge.burst.sinceMs, judge.longestRun],
    [true, 61_000, 3],
  );
});

Deno.test("SeriesJudge takes no late answer for the end of a burst while the newest is lost", () => {
  const judge = settled(5);
  for (const second of [61, 62, 63]) probe(judge, second, "timeout");
  probe(judge, 62, 900);
  strictEqual(judge.lostInARow, 1);
  // Good from 64 on, not from 62: it clears 10 s later.
  for (let second = 64; second <= 73; second++) probe(judge, second);
  strictEqual(judge.burst.isRaised, true);
  probe(judge, 74);
  strictEqual(judge.burst.isRaised, false);
});

Deno.test("SeriesJudge.forgive() ends what is lost in a row, and counts anew what comes late", () => {
  const judge = settled(5);
  for (const second of [61, 62]) probe(judge, second, "timeout");
  strictEqual(judge.lostInARow, 2);
  judge.forgive(63_000);
  strictEqual(judge.lostInARow, 0);
  probe(judge, 61, 3_000);
  strictEqual(judge.cameLate, 1);
  judge.forgive(64_000);
  strictEqual(judge.cameLate, 0);
});

Deno.test("SeriesJudge keeps a burst's losses where two more were lost beside it", () => {
  for (const [others, left] of [[1, 0], [2, 5]] as const) {
    const judge = settled(5);
    for (const second of [61, 62, 63]) probe(judge, second, "timeout");
    probe(judge, 64);
    if (others > 1) probe(judge, 65, "timeout");
    probe(judge, 66);
    probe(judge, 67, "timeout");
    for (let second = 68; second <= 78; second++) probe(judge, second);
    strictEqual(judge.burst.isRaised, false);
    strictEqual(judge.window.lostLong, left, `${others} more`);
  }
});

Deno.test("SeriesJudge takes a loss back that was answered after all", () => {
  const judge = settled(5);
  probe(judge, 61, "timeout");
  strictEqual(judge.isSuspectOfLoss, false);
  probe(judge, 62, "timeout");
  strictEqual(judge.isSuspectOfLoss, true);
  probe(judge, 61, 900);
  deepStrictEqual([judge.window.lostShort, judge.lostInARow], [1, 1]);
  strictEqual(judge.isSuspectOfLoss, false);
  probe(judge, 62, "timeout");
  strictEqual(judge.lost, 2, "no loss is counted twice");
});

Deno.test("SeriesJudge.forgive() forgets all but what is usual, and counts what comes late", () => {
  const judge = settled(5);
  jitterOf(judge, [2_000, 2_000, 2_000]);
  for (let second = 64; second < 70; second++) {
    probe(judge, second, "timeout");
  }
  for (const second of [70, 71]) probe(judge, second, 700);
  ok(judge.isRaised && judge.peakLossPct > 0);
  judge.forgive(100_000);
  judge.forgive(90_000);
  deepStrictEqual(countsOf(judge).slice(0, 7), [0, 0, 0, 0, 0, 0, 0]);
  deepStrictEqual([judge.isRaised, judge.isSuspectOfDelay], [false, false]);
  deepStrictEqual([judge.window.lostLong, judge.lostSince(0)], [0, 0]);
  strictEqual(judge.baseline.value, 5e6);
  probe(judge, 66, 700);
  probe(judge, 99, "timeout");
  deepStrictEqual([judge.cameLate, judge.lost], [1, 0]);
  probe(judge, 100, "timeout");
  deepStrictEqual([judge.cameLate, judge.lost], [1, 1]);
  deepStrictEqual(
    jitterOf(judge, [2_000, 2_000, 2_000, 2_000], 101),
    [false, false, false, true],
    "jumps are counted anew",
  );
});
