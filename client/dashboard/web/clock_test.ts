import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { LocalClock } from "./clock.ts";

Deno.test("LocalClock reads instants in the machine's zone, not the browser's", () => {
  const atMs = Date.UTC(2025, 9, 18, 16, 5, 30);
  const texts = ["Europe/Berlin", "America/New_York"]
    .map((zone) => new LocalClock(zone).dateTime(atMs));
  deepStrictEqual(texts, [
    "Sat 18 Oct 2025, 18:05:30",
    "Sat 18 Oct 2025, 12:05:30",
  ]);
});

Deno.test("LocalClock tells the readings of an hour that comes twice apart", () => {
  const clock = new LocalClock("Europe/Berlin");
  const firstMs = Date.UTC(2026, 9, 25, 0, 30);
  deepStrictEqual(
    [0, 1, 2].map((hour) => clock.time(firstMs + hour * 3_600_000)),
    ["02:30:00+02:00", "02:30:00+01:00", "03:30:00"],
  );
  strictEqual(clock.dateTime(firstMs), "Sun 25 Oct 2026, 02:30:00+02:00");
});
