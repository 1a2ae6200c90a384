import { deepStrictEqual, ok, strictEqual, throws } from "node:assert/strict";
import fc from "fast-check";
import {
  GIGABIT_ROW,
  LAST_ROW,
  nextSearch,
  rowRateBps,
  SEARCH_DEFAULTS,
  type SearchAlgorithm,
  type SearchState,
  startSearch,
  type TrialReport,
} from "./capacity_search.ts";
import { searchedCapacity } from "../../client/analysis/searched_capacity.ts";

const GOOD: TrialReport = { lost: 0, queueMs: 0 };
const HOLD: TrialReport = { lost: 0, queueMs: 60 };
const BAD: TrialReport = { lost: 11, queueMs: 0 };

/** The rows after each of the reports. */
function rowsOf(
  from: SearchState,
  reports: readonly TrialReport[],
): readonly number[] {
  let state = from;
  return reports.map((report) => (state = nextSearch(state, report)).row);
}

function times(count: number, report: TrialReport): readonly TrialReport[] {
  return Array.from({ length: count }, () => report);
}

Deno.test("nextSearch() takes its limits as RFC 9097 does", () => {
  const cases: readonly [TrialReport, row: number, why: string][] = [
    [{ lost: 10, queueMs: 29.9 }, 110, "10 losses are borne, below 30 ms"],
    [{ lost: 0, queueMs: 30 }, 100, "30 ms: hold"],
    [{ lost: 0, queueMs: 90 }, 100, "90 ms: hold"],
    [{ lost: 0, queueMs: 90.1 }, 99, "above 90 ms: slower"],
    [{ lost: 11, queueMs: 0 }, 99, "11 losses: slower"],
  ];
  for (const [report, row, why] of cases) {
    const from = { ...startSearch("B"), row: 100 };
    strictEqual(nextSearch(from, report).row, row, why);
  }
});

Deno.test("nextSearch() follows hand-worked traces of algorithm B", () => {
  const cases: readonly [
    SearchState,
    readonly TrialReport[],
    rows: readonly number[],
    why: string,
  ][] = [
    [startSearch("B"), times(3, GOOD), [10, 20, 30], "ten rows a trial"],
    [
      { ...startSearch("B"), row: 100 },
      [BAD, BAD, GOOD, BAD, BAD, BAD],
      [99, 98, 108, 107, 106, 76],
      "a good trial forgets two bad ones; the third in a row backs off by 30",
    ],
    [
      { ...startSearch("B"), row: 100 },
      [BAD, BAD, BAD, GOOD, GOOD, BAD, BAD],
      [99, 98, 68, 69, 70, 69, 68],
      "then single rows for the rest of the search",
    ],
    [
      { ...startSearch("B"), row: 100 },
      [BAD, HOLD, BAD, HOLD, BAD],
      [99, 99, 98, 98, 68],
      "holding forgets nothing",
    ],
    [
      { ...startSearch("B"), row: 20 },
      times(4, BAD),
      [19, 18, 0, 0],
      "not below the first row",
    ],
    [
      { ...startSearch("B"), row: 995 },
      times(3, GOOD),
      [1000, 1001, 1002],
      "single rows from 1 Gbit/s on",
    ],
    [
      { ...startSearch("B"), row: LAST_ROW },
      [GOOD],
      [LAST_ROW],
      "not above the last row",
    ],
    [
      startSearch("B", 25),
      times(4, GOOD),
      [10, 20, 25, 25],
      "not above the grant",
    ],
    [
      { ...startSearch("B"), row: 1005 },
      times(4, BAD),
      [1004, 1003, 1002, 1001],
      "no backing off above 1 Gbit/s",
    ],
  ];
  for (const [from, reports, rows, why] of cases) {
    deepStrictEqual(rowsOf(from, reports), rows, why);
  }
});

Deno.test("nextSearch() follows hand-worked traces of algorithm C", () => {
  const cases: readonly [
    SearchState,
    readonly TrialReport[],
    rows: readonly number[],
    why: string,
  ][] = [
    [
      startSearch("C"),
      times(8, GOOD),
      [1, 2, 2, 4, 4, 8, 8, 16],
      "doubles every second trial",
    ],
    [
      { ...startSearch("C"), row: 501 },
      times(2, GOOD),
      [1000, 1001],
      "no room to double below 1 Gbit/s",
    ],
    [
      { ...startSearch("C"), row: 100 },
      [BAD, BAD, BAD, ...times(3, GOOD), GOOD, GOOD],
      [99, 98, 68, 69, 70, 71, 71, 142],
      "the two steps down count: after five slow steps it ramps again",
    ],
    [
      { ...startSearch("C"), row: 100 },
      [
        ...times(3, BAD),
        ...times(3, GOOD),
        ...times(3, BAD),
        ...times(8, GOOD),
      ],
      [99, 98, 68, 69, 70, 71, 70, 69, 39, 40, 41, 42, 43, 44, 45, 46, 47],
      "the second time it waits for ten",
    ],
  ];
  for (const [from, reports, rows, why] of cases) {
    deepStrictEqual(rowsOf(from, reports), rows, why);
  }
});

/** A search for 10 s over a bottleneck, as the received rates of each second. */
function search(
  algorithm: SearchAlgorithm,
  { rateBps, limitMs }: { readonly rateBps: number; readonly limitMs: number },
): readonly number[] {
  const stepS = SEARCH_DEFAULTS.trialMs / 1000;
  let state = startSearch(algorithm);
  let queueBits = 0;
  return Array.from({ length: 10 }, () => {
    let receivedBits = 0;
    for (let trial = 0; trial < 1 / stepS; trial++) {
      const sentBits = rowRateBps(state.row) * stepS;
      const waitingBits = queueBits + sentBits;
      const passedBits = Math.min(waitingBits, rateBps * stepS);
      const keptBits = Math.min(
        waitingBits - passedBits,
        rateBps * limitMs / 1000,
      );
      const lostBits = waitingBits - passedBits - keptBits;
      queueBits = keptBits;
      receivedBits += passedBits;
      state = nextSearch(state, {
        lost: Math.round(lostBits / 10_000),
        queueMs: 1000 * queueBits / rateBps,
      });
    }
    return receivedBits;
  });
}

Deno.test("nextSearch() finds a bottleneck, deep queue or shallow", () => {
  // C backs off by 30 rows like B, but then ramps again: below 30 Mbit/s or
  // with a deep queue it swings, which is why B is for lines like that.
  const cases: readonly [
    SearchAlgorithm,
    maxErrorPct: number,
    sustainedErrorPct: number,
  ][] = [["B", 1, 2], ["C", 15, 20]];
  for (const [algorithm, maxErrorPct, sustainedErrorPct] of cases) {
    for (const mbit of [5, 20, 100, 300, 900]) {
      for (const limitMs of [5, 50, 500]) {
        const rateBps = mbit * 1e6;
        const found = searchedCapacity(search(algorithm, { rateBps, limitMs }));
        ok(found);
        const errorPct = (bps: number) => 100 * Math.abs(bps / rateBps - 1);
        const what = `${algorithm}, ${mbit} Mbit/s, ${limitMs} ms`;
        ok(errorPct(found.maxBps) <= maxErrorPct, `${what}, max`);
        ok(errorPct(found.sustainedBps) <= sustainedErrorPct, what);
      }
    }
  }
});

Deno.test("nextSearch() by algorithm C reaches 1 Gbit/s within 1.1 s", () => {
  const rows = rowsOf(startSearch("C"), times(22, GOOD));
  ok((rows.at(-1) ?? 0) >= GIGABIT_ROW);
  strictEqual(22 * SEARCH_DEFAULTS.trialMs, 1100);
});

Deno.test("nextSearch() stays in the table whatever is reported", () => {
  fc.assert(fc.property(
    fc.constantFrom<SearchAlgorithm>("B", "C"),
    fc.integer({ min: 0, max: LAST_ROW }),
    fc.array(fc.constantFrom(GOOD, HOLD, BAD), { maxLength: 300 }),
    (algorithm, maxRow, reports) => {
      for (const row of rowsOf(startSearch(algorithm, maxRow), reports)) {
        ok(Number.isInteger(row) && row >= 0 && row <= maxRow);
      }
    },
  ));
});

Deno.test("rowRateBps() rises from row to row and ends at 9.9 Gbit/s", () => {
  for (let row = 1; row <= LAST_ROW; row++) {
    ok(rowRateBps(row) > rowRateBps(row - 1));
  }
  strictEqual(rowRateBps(LAST_ROW), 9.9e9);
  for (const row of [-1, 0.5, LAST_ROW + 1, NaN]) {
    throws(() => rowRateBps(row), RangeError);
  }
});
