import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
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

/** 100 probes of a minute, from 1 ms on, each 5 % slower. */
const RISING = Array.from({ length: 100 }, (_, at) => 1.05 ** at);

function isMedian(us: number | undefined, ofMs: number): void {
  const exact = 1000 * ofMs * 1.05 ** 49; // the 50th of 100
  ok(Math.abs((us ?? NaN) - exact) <= 0.01 * exact + 1, `${us} of ${exact}`);
}

Deno.test("minutesOf() takes the median of a minute", () => {
  const samples = samplesOf(0, RISING);
  const atMs = Float64Array.from(RISING, (_, at) => 500 * at);
  const minutes = minutesOf(SERIES, [{ ...samples, atMs }]);
  isMedian(minutes.p50Us[0], 1);
  strictEqual(minutes.echo, undefined, "pings tell of no direction");
});

Deno.test("minutesOf() knows minutes in which an interface was off", () => {
  const samples = samplesOf(0, [null, null]);
  const status = samples.status.fill(STATUSES.indexOf("interface_off"));
  const { length, sent, off } = minutesOf(SERIES, [{ ...samples, status }]);
  deepStrictEqual([length, sent[0], off[0]], [1, 0, 2]);
});

Deno.test("minutesOf() and joinMinutes() keep each way of ECHOs", () => {
  const series: Series = { ...SERIES, probe: "echo" };
  const samples = samplesOf(0, RISING);
  const queueUs = (times: number) =>
    Int32Array.from(RISING, (ms) => 1000 * times * ms);
  const minutes = minutesOf(series, [{
    ...samples,
    series,
    atMs: Float64Array.from(RISING, (_, at) => 500 * at),
    echo: {
      upUs: samples.rttUs,
      downUs: samples.rttUs,
      errorUs: samples.rttUs,
      queueUpUs: queueUs(2),
      queueDownUs: queueUs(3),
      lostOn: Uint8Array.from(RISING, (_, at) => [1, 2, 2][at] ?? 0),
    },
  }]);
  const none = minutesOf(series, []);
  for (const { echo } of [minutes, joinMinutes(series, [none, minutes])]) {
    isMedian(echo?.queueUpP50Us[0], 2);
    isMedian(echo?.queueDownP50Us[0], 3);
    deepStrictEqual([echo?.lostUp[0], echo?.lostDown[0]], [1, 2]);
  }
});
