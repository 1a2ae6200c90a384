import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { RateSearch, type Trial } from "./rate_search.ts";

/** A report of a trial without fault. */
function trial(changes: Partial<Trial>): Trial {
  return {
    reportNumber: 0,
    lost: 0,
    intervalPackets: 100,
    queueDelayUs: 0,
    ...changes,
  };
}

/** The rates after each of some reports, Mbit/s. */
function rates(capBps: number, reports: readonly Partial<Trial>[]) {
  const search = new RateSearch("B", capBps);
  return reports.map((report, reportNumber) => {
    search.take(trial({ reportNumber, ...report }));
    return search.rateBps / 1e6;
  });
}

Deno.test("RateSearch.take() counts what each report says has been lost since the last", () => {
  const reports = [{}, {}, { lost: 8 }, { lost: 16 }, { lost: 12 }, {
    lost: 23,
  }];
  deepStrictEqual(rates(1e9, reports), [10, 20, 30, 40, 50, 49]);
});

Deno.test("RateSearch.take() passes over old reports and empty intervals", () => {
  const reports = [
    { reportNumber: 65_534 },
    { reportNumber: 65_535 },
    { reportNumber: 0 },
    { reportNumber: 65_535, lost: 500 },
    { reportNumber: 1, intervalPackets: 0, lost: 500 },
    { reportNumber: 2 },
  ];
  deepStrictEqual(rates(1e9, reports), [10, 20, 30, 30, 30, 40]);
});

Deno.test("RateSearch.rateBps never exceeds the cap", () => {
  const reports = Array(50).fill({});
  strictEqual(rates(200e6, reports).at(-1), 200);
  strictEqual(rates(150e3, reports).at(-1), 0.12);
});

Deno.test("RateSearch.isBroken after 40 trials at the lowest rate with a third lost", () => {
  const search = new RateSearch("B", 1e9);
  const broken = Array.from({ length: 41 }, (_, reportNumber) => {
    const lost = 60 * (reportNumber + 1);
    search.take(trial({ reportNumber, lost, queueDelayUs: 100_000 }));
    return search.isBroken;
  });
  deepStrictEqual([broken.indexOf(true), broken.at(-1)], [39, true]);
});

Deno.test("RateSearch.isBroken only without a better trial in between", () => {
  const search = new RateSearch("B", 1e9);
  let lost = 0;
  for (let reportNumber = 0; reportNumber < 200; reportNumber++) {
    if (reportNumber % 30 > 0) lost += 60;
    search.take(trial({ reportNumber, lost, queueDelayUs: 100_000 }));
    strictEqual(search.isBroken, false);
  }
});
