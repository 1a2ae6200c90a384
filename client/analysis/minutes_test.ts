import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { type SampleColumns, type Series, STATUSES } from "../model/mod.ts";
import { joinMinutes, minutesOf } from "./minutes.ts";

const SERIES: Series = {
  probe: "icmp",
  interface: "eth0",
  connectionType: "wired",
  target: "a",
  role: "public",
  family: 4,
  variant: "",
  server: "",
};

/** One probe a second from a time on; `null` is lost, else the RTT in ms. */
function samplesOf(
  fromMs: number,
  rttsMs: readonly (number | null)[],
): SampleColumns {
  const { length } = rttsMs;
  return {
    series: SERIES,
    length,
    atMs: Float64Array.from(rttsMs, (_, at) => fromMs + 1000 * at),
    rttUs: Int32Array.from(rttsMs, (ms) => ms === null ? -1 : 1000 * ms),
    ipdvUs: new Int32Array(length).fill(500),
    status: Uint8Array.from(
      rttsMs,
      (ms) => STATUSES.indexOf(ms === null ? "timeout" : "ok"),
    ),
  };
}

Deno.test("minutesOf() sums up a minute that lies in two chunks", () => {
  const chunks = [
    samplesOf(58_000, [10, 20, 30, null]),
    samplesOf(62_000, [null, 40]),
  ];
  const { length, atMs, sent, lost, longestLossRun, p50Us } = minutesOf(
    SERIES,
    chunks,
  );
  strictEqual(length, 2);
  deepStrictEqual([...atMs], [0, 60_000]);
  deepStrictEqual([...sent], [2, 4]);
  deepStrictEqual([...lost], [0, 2]);
  deepStrictEqual([...longestLossRun], [0, 2]);
  // Right to 1 %, as everything that is summed up.
  deepStrictEqual([...p50Us].map((us) => Math.round(us / 1000)), [10, 30]);
});

Deno.test("minutesOf() has no time where all was lost, and no minute without a probe", () => {
  const minutes = minutesOf(SERIES, [
    samplesOf(0, [null, null]),
    samplesOf(180_000, [5]),
  ]);
  deepStrictEqual([...minutes.atMs], [0, 180_000]);
  strictEqual(minutes.p50Us[0], -1);
});

Deno.test("joinMinutes() puts later minutes behind earlier ones", () => {
  const early = minutesOf(SERIES, [samplesOf(0, [1])]);
  const late = minutesOf(SERIES, [samplesOf(60_000, [2, null])]);
  const none = minutesOf(SERIES, []);
  const both = joinMinutes(SERIES, [none, early, late]);
  strictEqual(both.length, 2);
  deepStrictEqual([...both.atMs], [0, 60_000]);
  deepStrictEqual([...both.sent], [1, 2]);
  strictEqual(both.echo, undefined, "pings tell of no direction");
});

Deno.test("minutesOf() takes the median of a minute", () => {
  const rising = Array.from({ length: 60 }, (_, second) => 2 ** (second / 4));
  const { p50Us: [us = NaN] } = minutesOf(SERIES, [samplesOf(0, rising)]);
  const exact = 1000 * (rising[29] ?? NaN); // the 30th of 60
  strictEqual(Math.abs(us - exact) <= 0.01 * exact + 1, true, `${us}`);
});
