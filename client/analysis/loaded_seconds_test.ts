import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { LoadedSeconds } from "./loaded_seconds.ts";

const START_MS = 1_800_000_000_000;
const DAY_MS = 86_400_000;
const WEEK_MS = 604_800_000;

Deno.test("LoadedSeconds takes a rate as highest that lasted", () => {
  const cases: readonly [readonly number[], expected: number, why: string][] = [
    [[], 0, "nothing seen"],
    [[50], 0, "seen once"],
    [[10, 50, 10], 10, "a peak that did not last"],
    [[10, 50, 40, 10], 40, "the lesser of two in a row"],
  ];
  for (const [rates, expected, why] of cases) {
    const seconds = new LoadedSeconds();
    for (const [i, bps] of rates.entries()) {
      seconds.see(bps, START_MS + 1000 * i);
    }
    strictEqual(seconds.highestBps(), expected, why);
  }
});

Deno.test("LoadedSeconds forgets after a week", () => {
  const seconds = new LoadedSeconds();
  for (
    const [atMs, bps] of [[START_MS, 100], [START_MS + WEEK_MS, 20]] as const
  ) {
    seconds.see(bps, atMs);
    seconds.see(bps, atMs + 1000);
    seconds.addLoaded({ atMs: atMs + 1000, bps, upliftNs: bps });
  }
  strictEqual(seconds.highestBps(), 20);
  deepStrictEqual(seconds.loaded().map(({ bps }) => bps), [20]);
});

Deno.test("LoadedSeconds keeps a second for a week, to the ms", () => {
  const seconds = new LoadedSeconds();
  for (const ms of [0, 1, 2, WEEK_MS]) {
    seconds.addLoaded({ atMs: START_MS + ms, bps: 1, upliftNs: 1 });
  }
  deepStrictEqual(
    seconds.loaded().map(({ atMs }) => atMs - START_MS),
    [1, 2, WEEK_MS],
  );
});

Deno.test("LoadedSeconds keeps the highest rate for seven days of UTC, today included", () => {
  const midnightMs = 20_834 * DAY_MS;
  const highestAfter = (firstMs: number, todayMs: number) => {
    const seconds = new LoadedSeconds();
    seconds.see(100, firstMs);
    seconds.see(100, firstMs + 900);
    seconds.see(20, todayMs);
    return seconds.highestBps();
  };
  const days = (count: number) => midnightMs + count * DAY_MS;
  strictEqual(highestAfter(midnightMs - 1_000, days(6) - 1), 100);
  strictEqual(highestAfter(midnightMs - 1_000, days(6)), 20);
  strictEqual(highestAfter(midnightMs, days(6)), 100);
  strictEqual(highestAfter(midnightMs, days(7) - 1), 100);
  strictEqual(highestAfter(midnightMs, days(7)), 20);
});

Deno.test("LoadedSeconds keeps 1,024 seconds of much load", () => {
  const seconds = new LoadedSeconds();
  for (let i = 0; i < 1_100; i++) {
    seconds.addLoaded({ atMs: START_MS + 1000 * i, bps: 1, upliftNs: i });
  }
  const kept = seconds.loaded();
  deepStrictEqual([kept.length, kept[0]?.upliftNs], [1024, 1_100 - 1024]);
});

const MUCH = [
  { bps: 100, isKept: true, why: "the highest rate" },
  { bps: 50, isKept: true, why: "half of it" },
  { bps: 49, isKept: false, why: "less" },
] as const;

for (const { bps, isKept, why } of MUCH) {
  Deno.test(`LoadedSeconds ${isKept ? "keeps" : "does not keep"} ${bps} of 100 from being pushed out by little: ${why}`, () => {
    const seconds = new LoadedSeconds();
    seconds.see(100, START_MS);
    seconds.see(100, START_MS + 1000);
    seconds.addLoaded({ atMs: START_MS, bps, upliftNs: 1 });
    for (let i = 1; i <= 5000; i++) {
      seconds.addLoaded({ atMs: START_MS + 1000 * i, bps: 20, upliftNs: 1 });
    }
    const kept = seconds.loaded();
    strictEqual(kept[0]?.bps, isKept ? bps : 20);
    strictEqual(kept.length, isKept ? 1025 : 1024);
    strictEqual(kept.at(-1)?.atMs, START_MS + 5_000_000);
  });
}

Deno.test("LoadedSeconds keeps the last idle delays", () => {
  const seconds = new LoadedSeconds();
  for (let i = 0; i < 1000; i++) seconds.addIdle(i);
  strictEqual(seconds.idle().length, 300);
  strictEqual(Math.min(...seconds.idle()), 700);
});
