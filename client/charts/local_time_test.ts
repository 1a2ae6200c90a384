import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import fc from "fast-check";
import { LocalClock, localTicks } from "./local_time.ts";
import { repeatMark } from "./repeated_hour.ts";

const HOUR_MS = 3_600_000;

function labels(
  from: string,
  to: string,
  options: { timeZone: string; atMost: number },
): string[] {
  return localTicks(Date.parse(from), Date.parse(to), options)
    .map(({ label }) => label.join(" | "));
}

Deno.test("localTicks() stand at round local times, the date under each day's first", () => {
  const cases = [
    [
      labels("2025-10-18T16:00Z", "2025-10-19T16:00Z", {
        timeZone: "Europe/Berlin",
        atMost: 5,
      }),
      ["18:00 | Sat 18 Oct", "00:00 | Sun 19 Oct", "06:00", "12:00", "18:00"],
      "a day",
    ],
    [
      labels("2025-10-18T15:59:00Z", "2025-10-18T16:00:00Z", {
        timeZone: "Asia/Kathmandu",
        atMost: 4,
      }),
      ["21:44:00 | Sat 18 Oct", "21:44:15", "21:44:30", "21:44:45", "21:45:00"],
      "a minute, in a zone 5 h 45 min ahead",
    ],
    [
      labels("2025-08-30T22:00Z", "2025-09-29T22:00Z", {
        timeZone: "Europe/Berlin",
        atMost: 5,
      }),
      ["Thu 4 Sep", "Thu 11 Sep", "Thu 18 Sep", "Thu 25 Sep"],
      "a month",
    ],
    [
      labels("2025-10-25T22:00Z", "2025-10-26T05:00Z", {
        timeZone: "Europe/Berlin",
        atMost: 8,
      }),
      [
        "00:00 | Sun 26 Oct",
        "01:00",
        "02:00",
        "02:00",
        "03:00",
        "04:00",
        "05:00",
        "06:00",
      ],
      "02:00 happens twice, and so does its tick",
    ],
    [
      labels("2025-03-29T23:00Z", "2025-03-30T04:00Z", {
        timeZone: "Europe/Berlin",
        atMost: 8,
      }),
      ["00:00 | Sun 30 Mar", "01:00", "03:00", "04:00", "05:00", "06:00"],
      "02:00 does not happen",
    ],
  ] as const;
  for (const [found, expected, why] of cases) {
    deepStrictEqual(found, expected, why);
  }
});

Deno.test("localTicks() ascend within the axis, in any zone and for any stretch", () => {
  fc.assert(fc.property(
    fc.integer({ min: Date.UTC(2025, 0), max: Date.UTC(2026, 0) }),
    fc.integer({ min: 10_000, max: 400 * 24 * HOUR_MS }),
    fc.constantFrom(
      "UTC",
      "Europe/Berlin",
      "America/St_Johns",
      "Asia/Kathmandu",
    ),
    (fromMs, lengthMs, timeZone) => {
      const toMs = fromMs + lengthMs;
      const ticks = localTicks(fromMs, toMs, { timeZone, atMost: 8 });
      ok(ticks.length <= 10);
      ticks.forEach(({ value }, i) => {
        ok(value >= fromMs && value <= toMs);
        ok(value > (ticks[i - 1]?.value ?? -Infinity));
      });
    },
  ));
});

Deno.test("LocalClock reads an instant in its zone", () => {
  const clock = new LocalClock("America/St_Johns");
  const atMs = Date.parse("2025-09-30T00:10:20.900Z");
  strictEqual(clock.offsetMs(atMs), -2.5 * HOUR_MS);
  strictEqual(clock.time(atMs, true), "21:40:20");
  strictEqual(clock.time(atMs, false), "21:40");
  strictEqual(clock.date(atMs), "Mon 29 Sep");
  strictEqual(clock.year(atMs), "2025");
});

Deno.test("repeatMark() tells the two hours of a clock set back apart", () => {
  const clock = new LocalClock("America/St_Johns");
  deepStrictEqual(
    ["2026-11-01T04:00Z", "2026-11-01T05:00Z", "2026-11-01T06:00Z"]
      .map((text) => repeatMark(clock, Date.parse(text))),
    ["-02:30", "-03:30", ""],
  );
});
