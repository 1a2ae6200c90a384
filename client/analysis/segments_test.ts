import {
  deepStrictEqual,
  doesNotThrow,
  strictEqual,
  throws,
} from "node:assert/strict";
import fc from "fast-check";
import { Rollup } from "./rollup.ts";
import { rolledWay } from "./rolled_way.ts";
import { Segmenter } from "./segments.ts";
import { columnsOf, type Row } from "./testing.ts";

Deno.test("Segmenter tells measured, all lost, empty and gap apart", () => {
  const segmenter = new Segmenter({ fromMs: 0, toMs: 40 }, {
    segments: 4,
    // The first is a hiccup in a segment in which no probe was due.
    gaps: [{ fromMs: 21, toMs: 24 }, { fromMs: 31, toMs: 38 }],
  });
  segmenter.add(columnsOf([[0, 10], [5, 30], [11, "timeout"]]));
  const [measured, lost, empty, gap] = segmenter.finish();
  deepStrictEqual(measured, {
    fromMs: 0,
    toMs: 10,
    state: "measured",
    sent: 2,
    lost: 0,
    answered: 2,
    minUs: 10,
    meanUs: 20,
    p50Us: 10,
    p95Us: 30,
    p99Us: 30,
    maxUs: 30,
    ipdvMeanUs: 20,
  });
  deepStrictEqual([lost?.state, lost?.lost, lost?.meanUs], [
    "measured",
    1,
    NaN,
  ]);
  strictEqual(empty?.state, "empty");
  strictEqual(gap?.state, "gap");
});

Deno.test("Segmenter takes for a gap what was not measured for more than half", () => {
  const stateOf = (toMs: number) =>
    new Segmenter({ fromMs: 0, toMs: 10 }, {
      segments: 1,
      gaps: [{ fromMs: 0, toMs }],
    }).finish()[0]?.state;
  deepStrictEqual([4, 5, 6].map(stateOf), ["empty", "empty", "gap"]);
});

Deno.test("Segmenter tells each percentile by its own rank", () => {
  const segmenter = new Segmenter({ fromMs: 0, toMs: 100 }, { segments: 1 });
  const rows = Array.from({ length: 100 }, (_, i): Row => [i, 10 * (100 - i)]);
  segmenter.add(columnsOf(rows));
  const [only] = segmenter.finish();
  deepStrictEqual([only?.p50Us, only?.p95Us, only?.p99Us], [500, 950, 990]);
});

Deno.test("Segmenter gives each segment its own figures, from nothing on", () => {
  const segmenter = new Segmenter({ fromMs: 0, toMs: 30 }, { segments: 3 });
  segmenter.add(
    columnsOf([[0, 10], [5, 40], [10, 50], [15, 50], [25, "timeout"]]),
  );
  deepStrictEqual(
    segmenter.finish().map((one) => [
      one.sent,
      one.lost,
      one.meanUs,
      one.ipdvMeanUs,
    ]),
    [[2, 0, 25, 30], [2, 0, 50, 5], [1, 1, NaN, NaN]],
  );
});

Deno.test("Segmenter leaves out what does not count", () => {
  const segmenter = new Segmenter({ fromMs: 100, toMs: 200 }, { segments: 1 });
  segmenter.add(columnsOf([
    [99, 1],
    [100, 5],
    [110, "self_dropped"],
    [120, "refused"],
    [199.9, 7],
    [200, 900],
  ]));
  const [only] = segmenter.finish();
  deepStrictEqual(
    [only?.sent, only?.lost, only?.answered, only?.minUs, only?.maxUs],
    [3, 1, 2, 5, 7],
    "the period's end is not part of it; our own drop is no probe",
  );
});

Deno.test("Segmenter takes no time of what was no answer, and none that is not there", () => {
  const columns = columnsOf([[0, "refused"], [5, 9_000], [7, 0]]);
  const segmenter = new Segmenter({ fromMs: 0, toMs: 10 }, { segments: 1 });
  segmenter.add({ ...columns, rttUs: Int32Array.of(7_000, -1, 0) });
  const [only] = segmenter.finish();
  deepStrictEqual([only?.sent, only?.answered, only?.maxUs], [3, 1, 0]);
});

Deno.test("Segmenter agrees with a reference, however the chunks fall", () => {
  const rows = fc.array(
    fc.tuple(
      fc.integer({ min: 0, max: 999 }),
      fc.oneof(
        fc.integer({ min: 0, max: 5000 }),
        fc.constant("timeout" as const),
      ),
    ),
    { maxLength: 200 },
  ).map((unsorted): Row[] => unsorted.toSorted((a, b) => a[0] - b[0]));
  fc.assert(fc.property(
    rows,
    fc.integer({ min: 1, max: 40 }),
    fc.integer({ min: 0, max: 200 }),
    (rows, segments, cut) => {
      const segmenter = new Segmenter({ fromMs: 0, toMs: 1000 }, { segments });
      segmenter.add(columnsOf(rows.slice(0, cut)));
      segmenter.add(columnsOf(rows.slice(cut)));
      const found = segmenter.finish();
      strictEqual(found.length, segments);
      for (const segment of found) {
        const inside = rows.filter(([at]) =>
          at >= segment.fromMs && at < segment.toMs
        );
        const rtts = inside.flatMap(([, rtt]) =>
          typeof rtt === "number" ? [rtt] : []
        ).sort((a, b) => a - b);
        strictEqual(segment.sent, inside.length);
        strictEqual(segment.lost, inside.length - rtts.length);
        strictEqual(segment.minUs, rtts[0] ?? NaN);
        strictEqual(segment.maxUs, rtts.at(-1) ?? NaN);
        strictEqual(
          segment.p95Us,
          rtts[Math.ceil(95 * rtts.length / 100) - 1] ?? NaN,
        );
      }
    },
  ));
});

Deno.test("Segmenter refuses what cannot be cut", () => {
  throws(
    () => new Segmenter({ fromMs: 0, toMs: 1 }, { segments: 0 }),
    new RangeError(
      "Cannot cut a period into 0 segments (allowed: 1 to 100000)",
    ),
  );
  throws(
    () => new Segmenter({ fromMs: 0, toMs: 1 }, { segments: 100_001 }),
    new RangeError(
      "Cannot cut a period into 100001 segments (allowed: 1 to 100000)",
    ),
  );
  throws(
    () => new Segmenter({ fromMs: 5, toMs: 5 }),
    new RangeError("Cannot cut up a period that ends at 5 and begins at 5"),
  );
});

Deno.test("Segmenter cuts into up to 100,000, and into 100 unless told", () => {
  const period = { fromMs: 1_000, toMs: 101_000 };
  const usual = new Segmenter(period).finish();
  strictEqual(usual.length, 100);
  deepStrictEqual([usual[1]?.fromMs, usual[1]?.toMs], [2_000, 3_000]);
  // A 49th, 49 times, is a little less than 1 in floating point.
  const odd = new Segmenter({ fromMs: 0, toMs: 1 }, { segments: 49 }).finish();
  strictEqual(odd.at(-1)?.toMs, 1);
  doesNotThrow(() => new Segmenter(period, { segments: 100_000 }));
});

Deno.test("Segmenter.addSummed() gives what is summed up to the segment of its middle", () => {
  const rollup = new Rollup("icmp");
  rollup.add(columnsOf([[0, 1000], [1, 3000], [2, "timeout"]]), 0, 3);
  const way = rolledWay(rollup, null);
  const segmenter = new Segmenter({ fromMs: 5, toMs: 35 }, { segments: 3 });
  segmenter.addSummed({ fromMs: 0, toMs: 8 }, way);
  segmenter.addSummed({ fromMs: 10, toMs: 19 }, way);
  segmenter.add(columnsOf([[20, 2000]]));
  segmenter.addSummed({ fromMs: 30, toMs: 38 }, way);
  segmenter.addSummed({ fromMs: 34, toMs: 40 }, way);
  const segments = segmenter.finish();
  deepStrictEqual(
    segments.map(({ sent, lost, meanUs, ipdvMeanUs }) => [
      sent,
      lost,
      meanUs,
      ipdvMeanUs,
    ]),
    [[3, 1, 2000, 2000], [1, 0, 2000, NaN], [3, 1, 2000, 2000]],
  );
});

Deno.test("Segmenter.addSummed() takes a middle at the very beginning, not at the end", () => {
  const rollup = new Rollup("icmp");
  rollup.add(columnsOf([[0, 1000]]), 0, 1);
  const way = rolledWay(rollup, null);
  const sent = (fromMs: number, toMs: number) => {
    const segmenter = new Segmenter({ fromMs: 5, toMs: 35 }, { segments: 3 });
    segmenter.addSummed({ fromMs, toMs }, way);
    return segmenter.finish().map((one) => one.sent);
  };
  deepStrictEqual(sent(0, 9), [0, 0, 0]);
  deepStrictEqual(sent(0, 10), [1, 0, 0]);
  deepStrictEqual(sent(10, 20), [0, 1, 0]);
  deepStrictEqual(sent(30, 39), [0, 0, 1]);
  deepStrictEqual(sent(30, 40), [0, 0, 0]);
});
