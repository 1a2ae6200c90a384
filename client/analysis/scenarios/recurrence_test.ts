import { deepStrictEqual } from "node:assert/strict";
import { isRecurring, recurringOf } from "./recurrence.ts";

const HOUR_MS = 3_600_000;

function atHours(...hours: number[]) {
  return hours.map((hour) => ({
    fromMs: hour * HOUR_MS,
    toMs: hour * HOUR_MS + 1000,
  }));
}

const ROWS = [
  { hours: [], is: false, why: "nothing happened" },
  { hours: [1, 2], is: false, why: "twice is bad luck" },
  { hours: [1, 2, 25], is: true, why: "three times within 24 hours" },
  { hours: [1, 2, 25.1], is: false, why: "and not within a minute more" },
  { hours: [0, 30, 60], is: true, why: "on three days of seven" },
  { hours: [0, 1, 30], is: false, why: "two of them on the same day" },
  { hours: [0, 80, 169], is: false, why: "three days, but of more than seven" },
] as const;

for (const { hours, is, why } of ROWS) {
  Deno.test(`isRecurring() is ${is} for ${hours.join(", ") || "none"} h: ${why}`, () => {
    deepStrictEqual(isRecurring(atHours(...hours)), is);
  });
}

Deno.test("recurringOf() leaves out what happened once, long before or after", () => {
  const times = atHours(0, 1000, 1001, 1002, 2000);
  deepStrictEqual(recurringOf(times), times.slice(1, 4));
});

const DAY = 86_400_000;

/** When it happened, in days after a moment that is no midnight. */
const DAYS: readonly (readonly [
  why: string,
  days: readonly number[],
  isKept: boolean,
])[] = [
  ["three times in a day", [0, 0.1, 1], true],
  ["three times in a millisecond more", [0, 0.1, 1 + 1 / DAY], false],
  ["on three days of seven", [0, 3.1, 6.5], true],
  ["the last of them with the seventh's end", [0, 3, 7], true],
  ["the last of them a millisecond later", [0, 3, 7 + 1 / DAY], false],
  ["on two days, counted from the first time", [0, 0.9, 1.9], false],
];

for (const [why, days, isKept] of DAYS) {
  Deno.test(`recurringOf() ${isKept ? "keeps" : "leaves out"} what happens ${why}`, () => {
    const times = days.map((day) => {
      const fromMs = Math.round((20_000.6 + day) * DAY);
      return { fromMs, toMs: fromMs + 1000 };
    });
    deepStrictEqual(recurringOf(times), isKept ? times : []);
  });
}
