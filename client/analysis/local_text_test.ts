import { deepStrictEqual, strictEqual } from "node:assert/strict";
import {
  localMinute,
  localText,
  localTimestamp,
  offsetMark,
  twinOf,
} from "./local_text.ts";

const HOUR_MS = 3_600_000;

/** A zone whose clocks are set once, by so much, at an instant. */
function zone(atMs: number, beforeH: number, afterH: number) {
  return (ms: number) => HOUR_MS * (ms < atMs ? beforeH : afterH);
}

const BERLIN_MS = Date.parse("2026-10-25T01:00Z");
const BERLIN = zone(BERLIN_MS, 2, 1);
/** Set back for 24 hours. */
const FOR_A_DAY = (ms: number) =>
  HOUR_MS * (ms >= BERLIN_MS && ms < BERLIN_MS + 24 * HOUR_MS ? 1 : 2);
const LORD_HOWE_MS = Date.parse("2026-04-04T15:00Z");

Deno.test("offsetMark() tells the two readings of a repeated hour apart", () => {
  const at = (text: string) => Date.parse(text);
  const rows = [
    [at("2026-10-24T23:59:59Z"), BERLIN, "", "the last that comes once"],
    [at("2026-10-25T00:00Z"), BERLIN, "+02:00", "02:00, the first time"],
    [at("2026-10-25T00:59:59Z"), BERLIN, "+02:00", "02:59:59"],
    [at("2026-10-25T01:00Z"), BERLIN, "+01:00", "02:00 again"],
    [at("2026-10-25T01:59:59Z"), BERLIN, "+01:00", "02:59:59 again"],
    [at("2026-10-25T02:00Z"), BERLIN, "", "03:00"],
    [
      LORD_HOWE_MS - 60_000,
      zone(LORD_HOWE_MS, 11, 10.5),
      "+11:00",
      "half an hour",
    ],
    [LORD_HOWE_MS, zone(LORD_HOWE_MS, 11, 10.5), "+10:30", "and again"],
    [BERLIN_MS, zone(BERLIN_MS, -3.5, -4.5), "-04:30", "west of Greenwich"],
    [BERLIN_MS - 1, zone(BERLIN_MS, 1, 0), "+01:00", "Lisbon"],
    [BERLIN_MS, zone(BERLIN_MS, 1, 0), "+00:00", "Greenwich itself"],
    [BERLIN_MS, zone(BERLIN_MS, 1, 2), "", "set forward: an hour is missing"],
    [BERLIN_MS, zone(BERLIN_MS, -10, 14), "", "a day is missing"],
    [BERLIN_MS - 24 * HOUR_MS, zone(BERLIN_MS, 14, -10), "+14:00", "a day"],
    [BERLIN_MS - 24 * HOUR_MS - 1, zone(BERLIN_MS, 14, -10), "", "before it"],
    [BERLIN_MS - 1, FOR_A_DAY, "+02:00", "set forward a day later"],
    [BERLIN_MS, zone(BERLIN_MS, 0, 0), "", "a zone that changes nothing"],
  ] as const;
  for (const [ms, offsetAt, mark, why] of rows) {
    strictEqual(offsetMark(ms, offsetAt), mark, why);
  }
});

Deno.test("twinOf() is its own inverse", () => {
  const first = BERLIN_MS - 1;
  strictEqual(twinOf(first, BERLIN), first + HOUR_MS);
  strictEqual(twinOf(first + HOUR_MS, BERLIN), first);
  strictEqual(twinOf(BERLIN_MS + HOUR_MS, BERLIN), null);
});

Deno.test("localText() and its kin write local times, whatever the zone is", () => {
  const ms = new Date(2026, 10, 20, 10, 12, 15, 7).getTime();
  deepStrictEqual([localText(ms), localMinute(ms)], [
    "2026-11-20 10:12:15",
    "2026-11-20 10:12",
  ]);
  const stamp = localTimestamp(ms);
  strictEqual(stamp.slice(0, 23), "2026-11-20T10:12:15.007");
  strictEqual(Date.parse(stamp), ms);
});

/** Runs something in a zone; what the process had before comes back. */
function inZone<Result>(zone: string, run: () => Result): Result {
  const before = Deno.env.get("TZ");
  Deno.env.set("TZ", zone);
  try {
    return run();
  } finally {
    if (before === undefined) Deno.env.delete("TZ");
    else Deno.env.set("TZ", before);
  }
}

Deno.test("localTimestamp() has the zone's digits, and how far it is ahead", () => {
  const ms = Date.parse("2026-11-20T10:12:15.007Z");
  const rows = [
    ["UTC", "2026-11-20T10:12:15.007+00:00"],
    ["Asia/Kathmandu", "2026-11-20T15:57:15.007+05:45"],
    ["America/St_Johns", "2026-11-20T06:42:15.007-03:30"],
  ] as const;
  for (const [zone, expected] of rows) {
    strictEqual(inZone(zone, () => localTimestamp(ms)), expected);
  }
  const second = Date.parse("2026-10-25T01:30Z");
  strictEqual(
    inZone("Europe/Berlin", () => localMinute(second)),
    "2026-10-25 02:30+01:00",
  );
});
