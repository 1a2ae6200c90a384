import { deepStrictEqual } from "node:assert/strict";
import { wholeSteps } from "./whole_steps.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
/** Ten minutes and a half past an hour. */
const NOW_MS = 495_000 * HOUR_MS + 10.5 * MINUTE_MS;

Deno.test("wholeSteps() never cuts finer than the probes are apart", () => {
  const period = { fromMs: NOW_MS - 20_000, toMs: NOW_MS };
  deepStrictEqual(wholeSteps(period, { atMost: 400, intervalMs: 1000 }), {
    period,
    segments: 20,
  });
});

Deno.test("wholeSteps() takes whole minutes for a day, and grows to fit", () => {
  const period = { fromMs: NOW_MS - DAY_MS, toMs: NOW_MS };
  const { period: grown, segments } = wholeSteps(period, {
    atMost: 300,
    intervalMs: 1000,
  });
  deepStrictEqual((grown.toMs - grown.fromMs) / segments, 5 * MINUTE_MS);
  deepStrictEqual(grown.fromMs % MINUTE_MS, 0);
  deepStrictEqual(grown.fromMs <= period.fromMs, true);
  deepStrictEqual(grown.toMs >= period.toMs, true);
});

Deno.test("wholeSteps() takes whole hours for a month", () => {
  const period = { fromMs: NOW_MS - 30 * DAY_MS, toMs: NOW_MS };
  const { period: grown, segments } = wholeSteps(period, {
    atMost: 300,
    intervalMs: 1000,
  });
  deepStrictEqual((grown.toMs - grown.fromMs) / segments, 3 * HOUR_MS);
  deepStrictEqual(grown.fromMs % HOUR_MS, 0);
});
