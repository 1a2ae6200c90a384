import { deepStrictEqual, strictEqual } from "node:assert/strict";
import type { Line, MinuteTrack } from "./line.ts";
import { tensOf, type TenTrack } from "./tens.ts";
import { lineOf, trackOf } from "./testing.ts";

function tenOf(
  length: number,
  track: Partial<MinuteTrack>,
  changes: Partial<Line> = {},
): TenTrack {
  const far = [trackOf("a", length, track)];
  const [ten] = tensOf(lineOf(length, { far, ...changes })).far;
  if (ten === undefined) throw new Error("no track");
  return ten;
}

const column = (length: number, of: (minute: number) => number) =>
  Int32Array.from({ length }, (_, minute) => of(minute));

Deno.test("tensOf() sums up ten minutes each, and what is left at the end", () => {
  // 0 to 9 ms, with losses in the first two of ten, then 10 to 15 ms.
  const ten = tenOf(16, {
    sent: column(16, (minute) => minute === 15 ? 40 : 60),
    lost: column(
      16,
      (minute) => minute === 0 ? 29 : minute === 1 ? 1 : minute === 15 ? 34 : 0,
    ),
    p50Us: column(16, (minute) => 1000 * minute),
  });
  // The fifth of ten, and the third of six.
  deepStrictEqual(ten.rttMs, Float64Array.of(4, 12));
  deepStrictEqual(ten.loss, Float64Array.of(30 / 600, 34 / 340));
  deepStrictEqual(ten.lossyMinutes, Float64Array.of(2 / 10, 1 / 6));
});

Deno.test("tensOf() keeps the steps apart", () => {
  const gateway = [trackOf("gateway", 10)];
  const isp = [trackOf("isp", 10)];
  const far = [trackOf("far", 10)];
  const tens = tensOf(lineOf(10, { gateway, isp, far }));
  deepStrictEqual(
    [tens.gateway, tens.isp, tens.far].map(([one]) =>
      one?.minutes.series.target
    ),
    ["gateway", "isp", "far"],
  );
});

const MEASURED = [
  { sent: 5, is: true, why: "five minutes" },
  { sent: 4, is: false, why: "four minutes" },
];

for (const { sent, is, why } of MEASURED) {
  Deno.test(`tensOf() says ${is ? "something" : "nothing"} of ${why}`, () => {
    const { rttMs, loss, lossyMinutes } = tenOf(10, {
      sent: column(10, (minute) => minute < sent ? 1 : 0),
      p50Us: column(10, (minute) => minute < sent ? 7000 : -1),
    });
    deepStrictEqual(
      [rttMs, loss, lossyMinutes].map(([first]) => first),
      is ? [7, 0, 0] : [NaN, NaN, NaN],
    );
  });
}

Deno.test("tensOf() counts minutes without an answer for loss, not for the time", () => {
  const { rttMs, loss } = tenOf(10, {
    lost: column(10, (minute) => minute < 8 ? 60 : 0),
    p50Us: column(10, (minute) => minute < 8 ? -1 : minute === 8 ? 0 : 9000),
  });
  deepStrictEqual([rttMs[0], loss[0]], [0, 0.8]);
});

Deno.test("tensOf() leaves out disturbed minutes", () => {
  const isDisturbed = new Uint8Array(10).fill(1, 0, 5);
  const { rttMs, loss } = tenOf(10, {
    lost: column(10, (minute) => minute < 5 ? 60 : 6),
    p50Us: column(10, (minute) => 1000 * minute),
  }, { isDisturbed });
  deepStrictEqual([rttMs[0], loss[0]], [7, 0.1]);
});

/** Bins of ten minutes, each as slow as told, ms; NaN: not measured. */
function baselineOf(bins: number, of: (bin: number) => number): Float64Array {
  const length = 10 * bins;
  const ms = (minute: number) => of(Math.floor(minute / 10));
  return tenOf(length, {
    sent: column(length, (minute) => Number.isNaN(ms(minute)) ? 0 : 60),
    p50Us: column(
      length,
      (minute) => Number.isNaN(ms(minute)) ? -1 : 1000 * ms(minute),
    ),
  }).baselineMs;
}

Deno.test("tensOf() takes for usual what the best fifth reach", () => {
  // 1 to 100: the twentieth.
  const baseline = baselineOf(100, (bin) => 1 + (37 * bin) % 100);
  deepStrictEqual(baseline, new Float64Array(100).fill(20));
});

Deno.test("tensOf() does not count what was not measured", () => {
  strictEqual(baselineOf(20, (bin) => bin < 10 ? NaN : bin)[0], 11);
  strictEqual(baselineOf(20, () => NaN)[0], NaN);
});

Deno.test("tensOf() looks three and a half days to both sides, every three hours", () => {
  // 504 bins are three and a half days; 18 are three hours.
  const baseline = baselineOf(1200, (bin) => bin);
  const expected = Float64Array.from({ length: 1200 }, (_, bin) => {
    const at = bin - bin % 18;
    const from = Math.max(0, at - 504);
    const to = Math.min(1200, at + 504);
    return from + Math.ceil((to - from) / 5) - 1;
  });
  deepStrictEqual(baseline, expected);
});
