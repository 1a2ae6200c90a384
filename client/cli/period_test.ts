import { deepStrictEqual, strictEqual, throws } from "node:assert/strict";
import { localTimeMs, type PeriodArguments, periodOf } from "./period.ts";

const NOW_MS = new Date(2025, 9, 19, 18, 0).getTime();
const HOUR_MS = 3_600_000;

Deno.test("periodOf() understands what the documents show", () => {
  const start = new Date(2025, 9, 18, 18, 0).getTime();
  const cases: readonly [
    PeriodArguments,
    from: number,
    to: number,
    why: string,
  ][] = [
    [{}, NOW_MS - 24 * HOUR_MS, NOW_MS, "a day, when nothing is said"],
    [{ last: "90s" }, NOW_MS - 90_000, NOW_MS, "seconds"],
    [{ last: "90m" }, NOW_MS - 1.5 * HOUR_MS, NOW_MS, "minutes"],
    [{ last: "6h" }, NOW_MS - 6 * HOUR_MS, NOW_MS, "hours"],
    [{ last: "30d" }, NOW_MS - 720 * HOUR_MS, NOW_MS, "days"],
    [{ last: "1w" }, NOW_MS - 168 * HOUR_MS, NOW_MS, "weeks"],
    [{ last: "99999999w" }, 0, NOW_MS, "all there can be"],
    [{ start: "2025-10-18 18:00" }, start, NOW_MS, "from then to now"],
    [
      { start: "2025-10-18 18:00", end: "2025-10-18 19:00:30" },
      start,
      start + HOUR_MS + 30_000,
      "both ends",
    ],
    [
      { last: "1h", end: "2025-10-18T18:00" },
      start - HOUR_MS,
      start,
      "an hour up to then",
    ],
    [
      { start: "2025-10-18", end: "2025-10-19" },
      start - 18 * HOUR_MS,
      new Date(2025, 9, 19).getTime(),
      "whole days",
    ],
  ];
  for (const [args, fromMs, toMs, why] of cases) {
    deepStrictEqual(periodOf(args, NOW_MS), { fromMs, toMs }, why);
  }
});

Deno.test("periodOf() says exactly what it cannot read", () => {
  const duration = (found: string) =>
    `Cannot read --last as a duration: found "${found}" (allowed: a whole number above 0 and s, m, h, d or w, e.g. 90m, 24h, 7d)`;
  const cases: readonly [PeriodArguments, message: string][] = [
    [{ last: "24" }, duration("24")],
    [{ last: "1.5h" }, duration("1.5h")],
    [{ last: "0h" }, duration("0h")],
    [{ last: "-3h" }, duration("-3h")],
    [{ last: "3M" }, duration("3M")],
    [{ last: "" }, duration("")],
    [
      { last: "1h", start: "2025-10-18" },
      "Cannot use --last together with --start: each says where the period begins",
    ],
    [
      { start: "18.10.2025" },
      'Cannot read --start as a local time: found "18.10.2025" (allowed: YYYY-MM-DD, YYYY-MM-DD HH:MM or YYYY-MM-DD HH:MM:SS, which +01:00 or Z may follow)',
    ],
    [
      { start: "2025-02-30", end: "2025-03-03" },
      "Cannot read --start as a local time: 2025-02-30 does not exist (not in the calendar, or skipped by a clock change)",
    ],
    [
      { end: "2025-10-18 25:00" },
      "Cannot read --end as a local time: 2025-10-18 25:00 does not exist (not in the calendar, or skipped by a clock change)",
    ],
    [
      { start: "2025-10-20 00:00" },
      "Cannot use a period that begins at 2025-10-20 00:00:00 and ends at 2025-10-19 18:00:00 (now): the start must come first",
    ],
  ];
  for (const [args, message] of cases) {
    throws(() => periodOf(args, NOW_MS), new SyntaxError(message));
  }
});

interface Reading {
  readonly text: string;
  readonly zone?: string;
  readonly isLater?: boolean;
  /** `null`: refused, as it never was. */
  readonly utc: string | null;
  readonly why: string;
}

const READINGS: readonly Reading[] = [
  { text: "2026-10-25 02:30", utc: "2026-10-25T00:30Z", why: "first of two" },
  {
    text: "2026-10-25 02:30",
    isLater: true,
    utc: "2026-10-25T01:30Z",
    why: "the second, where a period ends",
  },
  {
    text: "2026-10-25 02:30:00+01:00",
    utc: "2026-10-25T01:30Z",
    why: "as this program writes it",
  },
  {
    text: "2026-10-25 02:30 +02:00",
    isLater: true,
    utc: "2026-10-25T00:30Z",
    why: "it is said which",
  },
  { text: "2026-03-29 02:30", utc: null, why: "skipped" },
  { text: "2026-03-29 02:30Z", utc: "2026-03-29T02:30Z", why: "not in UTC" },
  { text: "2026-02-30 02:30Z", utc: null, why: "not in the calendar" },
  { text: "2026-10-25", utc: "2026-10-24T22:00Z", why: "a day's beginning" },
  {
    zone: "Africa/Cairo",
    text: "2026-04-24",
    utc: "2026-04-23T22:00Z",
    why: "a day that begins at 01:00",
  },
  {
    zone: "Africa/Cairo",
    text: "2026-04-24 00:00",
    utc: null,
    why: "the midnight that it has not",
  },
  {
    zone: "Pacific/Apia",
    text: "2011-12-30",
    utc: null,
    why: "a day that Samoa left out",
  },
  {
    zone: "Pacific/Apia",
    text: "2011-12-31",
    utc: "2011-12-30T10:00Z",
    why: "the day after it",
  },
  {
    zone: "Asia/Kolkata",
    text: "2026-10-25 02:30",
    utc: "2026-10-24T21:00Z",
    why: "half an hour off",
  },
  {
    zone: "America/St_Johns",
    text: "2026-11-01 01:30",
    isLater: true,
    utc: "2026-11-01T05:00Z",
    why: "twice, and half an hour off",
  },
];

Deno.test("localTimeMs() means one instant, through clock changes and in odd zones", async () => {
  const script = `
    import { localTimeMs } from ${
    JSON.stringify(new URL("./period.ts", import.meta.url).href)
  };
    for (const { text, isLater } of JSON.parse(Deno.args[0])) {
      try { console.log(localTimeMs(text, "--start", { isLater })); }
      catch (error) { console.log(error.message); }
    }`;
  const zones = Map.groupBy(READINGS, ({ zone = "Europe/Berlin" }) => zone);
  for (const [zone, readings] of zones) {
    const { stdout } = await new Deno.Command(Deno.execPath(), {
      args: ["eval", script, JSON.stringify(readings)],
      env: { TZ: zone },
    }).output();
    const found = new TextDecoder().decode(stdout).trim().split("\n");
    for (const [index, { text, utc, why }] of readings.entries()) {
      strictEqual(
        found[index],
        utc === null
          ? `Cannot read --start as a local time: ${text} does not exist (not in the calendar, or skipped by a clock change)`
          : String(Date.parse(utc)),
        why,
      );
    }
  }
});

Deno.test("localTimeMs() names the option that it was typed into", () => {
  throws(() => localTimeMs("soon", "--before"), /Cannot read --before as/);
});
