import { deepStrictEqual, ok } from "node:assert/strict";
import fc from "fast-check";
import { cover } from "./cover.ts";
import { HOUR_MS, MINUTE_MS } from "./grain.ts";

const H = HOUR_MS;
const M = MINUTE_MS;
const NEW = { hoursUntil: 0, minutesUntil: 0, keptTidyAt: 0 };
const WHOLE = { rawFrom: 0, minutesFrom: 0, hoursFrom: 0 };
const ALWAYS_SUMMED = { exactBelowMs: 0 };

Deno.test("cover() reads hours, then minutes, then samples at the edges", () => {
  const horizons = { ...WHOLE, ...NEW, hoursUntil: 9 * H, minutesUntil: 9 * H };
  deepStrictEqual(
    cover({ fromMs: H - 90_500, toMs: 3 * H + 500 }, horizons, ALWAYS_SUMMED),
    [
      { fromMs: H - 90_500, toMs: H - M, source: "raw" },
      { fromMs: H - M, toMs: H, source: "minute" },
      { fromMs: H, toMs: 3 * H, source: "hour" },
      { fromMs: 3 * H, toMs: 3 * H + 500, source: "raw" },
    ],
  );
});

Deno.test("cover() reads samples where nothing is summed up yet", () => {
  const period = { fromMs: -Infinity, toMs: Infinity };
  deepStrictEqual(cover(period, { ...WHOLE, ...NEW }, ALWAYS_SUMMED), [
    { ...period, source: "raw" },
  ]);
  const some = { ...WHOLE, ...NEW, hoursUntil: 2 * H, minutesUntil: 2 * H + M };
  deepStrictEqual(
    cover(period, some, ALWAYS_SUMMED),
    [
      { fromMs: 0, toMs: 2 * H, source: "hour" },
      { fromMs: 2 * H, toMs: 2 * H + M, source: "minute" },
      { fromMs: 2 * H + M, toMs: Infinity, source: "raw" },
    ].toSpliced(0, 0, { fromMs: -Infinity, toMs: 0, source: "raw" }),
  );
});

Deno.test("cover() reads what is short from samples, and sums where they are gone", () => {
  const horizons = {
    ...WHOLE,
    ...NEW,
    rawFrom: 5 * H,
    hoursUntil: 9 * H,
    minutesUntil: 9 * H,
  };
  const options = { exactBelowMs: 7 * H };
  deepStrictEqual(cover({ fromMs: 6 * H, toMs: 8 * H }, horizons, options), [
    { fromMs: 6 * H, toMs: 8 * H, source: "raw" },
  ]);
  deepStrictEqual(cover({ fromMs: 4 * H, toMs: 8 * H }, horizons, options), [
    { fromMs: 4 * H, toMs: 5 * H, source: "hour" },
    { fromMs: 5 * H, toMs: 8 * H, source: "raw" },
  ]);
});

Deno.test("cover() gives an hour on an edge to the side that has more of it", () => {
  const horizons = {
    rawFrom: 9 * H,
    minutesFrom: 9 * H,
    hoursFrom: H,
    hoursUntil: 9 * H,
    minutesUntil: 9 * H,
    keptTidyAt: 0,
  };
  const edgeMs = 4 * H + 31 * M;
  deepStrictEqual(
    [
      cover({ fromMs: 0, toMs: edgeMs }, horizons, ALWAYS_SUMMED),
      cover({ fromMs: edgeMs, toMs: 9 * H }, horizons, ALWAYS_SUMMED),
    ].map((pieces) => pieces.filter(({ source }) => source === "hour")),
    [
      [{ fromMs: H, toMs: 5 * H, source: "hour" }],
      [{ fromMs: 5 * H, toMs: 9 * H, source: "hour" }],
    ],
  );
});

Deno.test("cover() of neighbours shares nothing and leaves nothing out", () => {
  const hours = fc.nat(20).map((n) => n * H);
  const instant = fc.nat(20 * H);
  fc.assert(fc.property(
    fc.tuple(hours, hours, hours, hours, hours),
    fc.array(instant, { minLength: 2, maxLength: 8 }),
    fc.nat(2 * H),
    (
      [rawFrom, minutesFrom, hoursFrom, hoursUntil, more],
      cuts,
      exactBelowMs,
    ) => {
      const horizons = {
        rawFrom: Math.min(rawFrom, hoursUntil),
        minutesFrom: Math.min(minutesFrom, hoursUntil),
        hoursFrom,
        hoursUntil,
        minutesUntil: hoursUntil + (more % H),
        keptTidyAt: 0,
      };
      const edges = cuts.toSorted((a, b) => a - b);
      const pieces = edges.slice(1).flatMap((toMs, i) =>
        cover({ fromMs: edges[i] ?? 0, toMs }, horizons, { exactBelowMs })
      );
      const summed = pieces.filter(({ source }) => source !== "raw");
      for (const [i, piece] of summed.entries()) {
        ok(piece.fromMs >= (summed[i - 1]?.toMs ?? 0), "in order, no overlap");
        const grainMs = piece.source === "hour" ? H : M;
        ok(piece.fromMs % grainMs === 0 && piece.toMs % grainMs === 0);
      }
      const found = (from: number) =>
        pieces.filter(({ fromMs, toMs }) => fromMs <= from && from < toMs)
          .length;
      const [first = 0, last = 0] = [edges[0], edges.at(-1)];
      for (let ms = first; ms < last; ms += 7 * M) {
        if (ms >= horizons.rawFrom) strictOne(found(ms), ms);
      }
    },
  ));
});

function strictOne(count: number, atMs: number): void {
  deepStrictEqual(count, 1, `covered ${count} times at ${atMs}`);
}
