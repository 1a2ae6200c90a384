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
