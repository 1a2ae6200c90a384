import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { columnsOf, SERIES } from "../../analysis/testing.ts";
import type { Period, TestResult } from "../../model/mod.ts";
import type { StoreReader } from "../../store/mod.ts";
import { samplesIn, stretchesOf } from "./matches.ts";

const DAY_MS = 86_400_000;

/** A store with a minute of samples, and load tests. */
function storeOf(
  span: Period,
  ...tests: readonly Pick<TestResult, "atMs" | "durationMs">[]
) {
  const columns = columnsOf(
    Array.from({ length: 60 }, (_, second) => [second * 1000, 5000 + second]),
  );
  const reader: Pick<StoreReader, "span" | "samples" | "tests"> = {
    span: () => span,
    samples: () => columns,
    // Nothing else of them is asked.
    tests: () => tests as TestResult[],
  };
  // Nothing else of it is asked.
  return { reader: reader as StoreReader };
}

Deno.test("stretchesOf() takes all of a day, as far as it was measured", () => {
  const span = { fromMs: 5000, toMs: 50_000 };
  deepStrictEqual(
    stretchesOf(storeOf(span), { fromMs: 0, toMs: 3 * DAY_MS }),
    [span],
  );
});

Deno.test("stretchesOf() takes a day's worth of more, evenly spread, to both ends", () => {
  const period = { fromMs: 0, toMs: 30 * DAY_MS };
  const stretches = stretchesOf(storeOf(period), period);
  const lastsMs = stretches.reduce(
    (sum, { fromMs, toMs }) => sum + toMs - fromMs,
    0,
  );
  strictEqual(lastsMs, DAY_MS);
  strictEqual(stretches[0]?.fromMs, 0);
  strictEqual(stretches.at(-1)?.toMs, period.toMs);
  ok(
    stretches.every(({ fromMs }, at) =>
      fromMs >= (stretches[at - 1]?.toMs ?? 0)
    ),
  );
});

Deno.test("samplesIn() leaves out a load test and the second after it", () => {
  const span = { fromMs: 0, toMs: 60_000 };
  const at = storeOf(span, { atMs: 10_000, durationMs: 5000 });
  const { length, atMs, rttUs } = samplesIn(at, SERIES, [span]);
  strictEqual(length, 54);
  deepStrictEqual([...atMs.slice(8, 12)], [8000, 9000, 16_000, 17_000]);
  deepStrictEqual([...rttUs.slice(9, 11)], [5009, 5016]);
});

Deno.test("samplesIn() leaves out load tests that overlap, and those that began before", () => {
  const span = { fromMs: 0, toMs: 60_000 };
  const at = storeOf(
    span,
    { atMs: -3000, durationMs: 4000 },
    { atMs: 10_000, durationMs: 20_000 },
    { atMs: 12_000, durationMs: 1000 },
    { atMs: 58_000, durationMs: 1000 },
  );
  const { atMs } = samplesIn(at, SERIES, [span]);
  const seconds = [...atMs].map((ms) => ms / 1000);
  deepStrictEqual(seconds.slice(0, 10), [2, 3, 4, 5, 6, 7, 8, 9, 31, 32]);
  strictEqual(seconds.at(-1), 57);
});
