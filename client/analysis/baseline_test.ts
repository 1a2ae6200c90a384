import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { Baseline } from "./baseline.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
const hourOfWeek = (atMs: number) => Math.floor(atMs / HOUR_MS) % 168;

/** Feeds so many hours of a probe a second. */
function feed(
  baseline: Baseline,
  hours: { readonly from: number; readonly to: number },
  valueOf: (atMs: number) => number,
): void {
  for (
    let atMs = hours.from * HOUR_MS;
    atMs < hours.to * HOUR_MS;
    atMs += 1000
  ) {
    baseline.add(atMs, valueOf(atMs));
  }
}

Deno.test("Baseline has a first idea after ten answers", () => {
  const baseline = new Baseline(hourOfWeek);
  for (let i = 0; i < 9; i++) baseline.add(i * 1000, 12);
  strictEqual(baseline.value, NaN);
  baseline.add(9000, 12);
  strictEqual(baseline.value, 12);
});

Deno.test("Baseline is the median: single slow answers do not move it", () => {
  const baseline = new Baseline(hourOfWeek);
  feed(baseline, { from: 0, to: 1 }, (atMs) => atMs % 5000 === 0 ? 900 : 12);
  strictEqual(baseline.value, 12);
});

Deno.test("Baseline follows a lasting change slowly: not within an hour, but in days", () => {
  const baseline = new Baseline(hourOfWeek);
  feed(baseline, { from: 0, to: 48 }, () => 10);
  feed(baseline, { from: 48, to: 49 }, () => 40);
  ok(baseline.value < 20, `after an hour ${baseline.value}`);
  feed(baseline, { from: 49, to: 48 + 24 * 8 }, () => 40);
  ok(baseline.value > 39, `after a week ${baseline.value}`);
});

Deno.test("Baseline knows the hours of the day apart", () => {
  const baseline = new Baseline(hourOfWeek);
  const busy = (atMs: number) => hourOfWeek(atMs) % 24 >= 18 ? 30 : 10;
  feed(baseline, { from: 0, to: 24 * 5 }, busy);
  baseline.add(24 * 5 * HOUR_MS + 12 * HOUR_MS, 10);
  strictEqual(baseline.value, 10);
  baseline.add(24 * 5 * HOUR_MS + 20 * HOUR_MS, 30);
  strictEqual(baseline.value, 30);
});

Deno.test("Baseline survives a restart in a few hundred bytes", () => {
  const before = new Baseline(hourOfWeek);
  feed(before, { from: 0, to: 30 }, () => 12e6);
  const json = JSON.stringify(before.stored());
  ok(json.length < 1500, `${json.length} bytes`);
  const after = new Baseline(hourOfWeek);
  after.restore(JSON.parse(json), 30 * HOUR_MS + MINUTE_MS);
  strictEqual(after.value, 12e6);
  deepStrictEqual(after.stored(), before.stored());
});

Deno.test("Baseline.restore() takes nothing from a damaged text", () => {
  const baseline = new Baseline(hourOfWeek);
  baseline.restore({ all: [-1, 5], day: [[99, 1, 1], []], week: [[0]] }, 0);
  strictEqual(baseline.value, NaN);
});

Deno.test("Baseline.restore() takes hours that there are, with medians above 0", () => {
  const baseline = new Baseline(hourOfWeek);
  const good = {
    all: [1, 1],
    day: [[0, 1, 1], [23, 1, 1]],
    week: [[0, 1, 1], [167, 1, 1]],
  };
  baseline.restore({
    all: good.all,
    day: [...good.day, [-1, 1, 1], [24, 1, 1], [5, 0, 1]],
    week: [...good.week, [-1, 1, 1], [168, 1, 1], [5, 0, 1]],
  }, 0);
  deepStrictEqual(baseline.stored(), good);
});

/** Feeds one minute with so many answers, and turns to the next. */
function feedMinute(
  baseline: Baseline,
  minute: number,
  values: readonly number[],
): void {
  for (const [at, value] of values.entries()) {
    baseline.add(minute * MINUTE_MS + at * 100, value);
  }
  baseline.add((minute + 1) * MINUTE_MS, 1);
}

function answers(count: number, value: number): readonly number[] {
  return Array.from({ length: count }, () => value);
}

Deno.test("Baseline counts a minute from ten answers on", () => {
  for (const [count, minutes] of [[9, 0], [10, 1], [11, 1]] as const) {
    const baseline = new Baseline(hourOfWeek);
    feedMinute(baseline, 0, answers(count, 12));
    strictEqual(baseline.stored().day.length, minutes, `${count} answers`);
    deepStrictEqual(baseline.stored().all, minutes === 0 ? [] : [12, 1]);
  }
});

Deno.test("Baseline takes the lower median of a minute's newest 64 answers", () => {
  const cases: readonly [values: readonly number[], median: number][] = [
    [[5, 4, 3, 2, 1, 6, 7, 8, 9, 10], 5],
    [[5, 4, 3, 2, 1, 6, 7, 8, 9, 10, 11], 6],
    [[...answers(40, 90), ...answers(32, 10), ...answers(32, 20)], 10],
    [[...answers(40, 90), ...answers(31, 10), ...answers(33, 20)], 20],
  ];
  for (const [values, median] of cases) {
    const baseline = new Baseline(hourOfWeek);
    feedMinute(baseline, 0, values);
    deepStrictEqual(baseline.stored().all, [median, 1]);
  }
});

Deno.test("Baseline has better ideas within its first minute, every ten answers", () => {
  const baseline = new Baseline(hourOfWeek);
  const values = Array.from({ length: 70 }, (_, at) => at + 1);
  const ideas = values.map((value) => {
    baseline.add(value * 100, value);
    return baseline.value;
  });
  const expected = values.map((value) =>
    value < 10 ? NaN : 5 * Math.floor(Math.min(value, 60) / 10)
  );
  deepStrictEqual(ideas, expected, "lower medians: 5 of 10, 10 of 20 ...");
});

Deno.test("Baseline has no more of them once a minute is over", () => {
  const baseline = new Baseline(hourOfWeek);
  feedMinute(baseline, 0, answers(10, 12));
  for (let at = 1; at < 20; at++) baseline.add(MINUTE_MS + at * 100, 40);
  strictEqual(baseline.value, 12);
});

Deno.test("Baseline moves by a part of itself: 1 of so many minutes, 0.5 % at least", () => {
  const baseline = new Baseline(hourOfWeek);
  let usual = 1_000;
  for (let minute = 0; minute < 300; minute++) {
    const value = minute < 250 ? 1e6 : 1;
    feedMinute(baseline, minute, answers(10, minute === 0 ? 1_000 : value));
    const step = usual * Math.max(0.005, 1 / (minute + 1));
    if (minute > 0) usual += value > usual ? step : -step;
    deepStrictEqual(baseline.stored().all, [Math.round(usual), minute + 1]);
  }
  feedMinute(baseline, 300, answers(10, usual * 1.001));
  const [median = NaN] = baseline.stored().all;
  strictEqual(median, Math.round(usual * 1.001), "no further than it is");
});

Deno.test("Baseline trusts an hour of the day after 30 minutes of it, of the week after 240", () => {
  const at = 5 * HOUR_MS; // hour 5 of the week, and of its first day
  const known = (dayMinutes: number, weekMinutes: number) => {
    const baseline = new Baseline(hourOfWeek);
    const day = [[5, 20, dayMinutes]];
    const week = [[5, 30, weekMinutes]];
    baseline.restore({ all: [10, 1], day, week }, at);
    return baseline.value;
  };
  strictEqual(known(29, 239), 10);
  strictEqual(known(30, 239), 20);
  strictEqual(known(29, 240), 30);
  strictEqual(known(30, 240), 30);
});

Deno.test("Baseline keeps each hour for itself", () => {
  const baseline = new Baseline(hourOfWeek);
  const hour = 24 + 7; // the second day's seventh
  feedMinute(baseline, hour * 60, answers(10, 12));
  deepStrictEqual(baseline.stored(), {
    all: [12, 1],
    day: [[7, 12, 1]],
    week: [[31, 12, 1]],
  });
});
