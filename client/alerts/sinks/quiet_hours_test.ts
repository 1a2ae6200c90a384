import { strictEqual } from "node:assert/strict";
import { isQuietAt } from "./quiet_hours.ts";

Deno.test("isQuietAt() goes over midnight, too", () => {
  const rows: readonly (readonly [string, number, boolean])[] = [
    ["", 0, false],
    ["22:00-07:00", 22 * 60 - 1, false],
    ["22:00-07:00", 22 * 60, true],
    ["22:00-07:00", 0, true],
    ["22:00-07:00", 7 * 60 - 1, true],
    ["22:00-07:00", 7 * 60, false],
    ["12:30-13:45", 12 * 60 + 30, true],
    ["12:30-13:45", 13 * 60 + 45, false],
    ["12:30-13:45", 0, false],
  ];
  for (const [hours, minute, expected] of rows) {
    strictEqual(isQuietAt(hours, minute), expected, `${hours} at ${minute}`);
  }
});
