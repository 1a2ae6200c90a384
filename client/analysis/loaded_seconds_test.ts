import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { KEPT_MS, LoadedSeconds } from "./loaded_seconds.ts";

const START_MS = 1_800_000_000_000;

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
    const [atMs, bps] of [[START_MS, 100], [START_MS + KEPT_MS, 20]] as const
  ) {
    seconds.see(bps, atMs);
    seconds.see(bps, atMs + 1000);
    seconds.addLoaded({ atMs: atMs + 1000, bps, upliftNs: bps });
  }
  strictEqual(seconds.highestBps(), 20);
  deepStrictEqual(seconds.loaded().map(({ bps }) => bps), [20]);
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
