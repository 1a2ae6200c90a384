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
