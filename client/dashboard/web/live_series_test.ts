import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { type LivePoint, LiveSeries, pointOf } from "./live_series.ts";

function point(s: number, ms: number | null): LivePoint {
  return { atMs: 1000 * s, ms, jitterMs: null, isLost: ms === null };
}

function seriesOf(...points: readonly LivePoint[]): LiveSeries {
  const series = new LiveSeries();
  for (const one of points) series.add(one);
  return series;
}

Deno.test("LiveSeries keeps the order of time, and two minutes", () => {
  const series = seriesOf(point(2, 5), point(1, 4), point(121.5, 6));
  deepStrictEqual(series.points.map(({ atMs }) => atMs), [2000, 121_500]);
});

Deno.test("LiveSeries replaces a lost probe that was answered late", () => {
  const series = seriesOf(point(1, 4), point(2, null), point(3, 5));
  strictEqual(series.figures(3000).lost, 1);
  series.add(point(2, 1200));
  const { lost, sent, medianMs } = series.figures(3000);
  deepStrictEqual({ lost, sent, medianMs }, { lost: 0, sent: 3, medianMs: 5 });
});

Deno.test("LiveSeries counts losses in a row up to now", () => {
  const lost = [point(2, null), point(3, null)];
  strictEqual(seriesOf(point(1, 4), ...lost).figures(3000).lostInARow, 2);
  strictEqual(seriesOf(...lost).figures(3000).lostInARow, 2);
  strictEqual(seriesOf(...lost, point(4, 4)).figures(4000).lostInARow, 0);
});

Deno.test("LiveSeries leaves out what says nothing of the line", () => {
  const dropped = { ...point(2, null), isLost: null };
  const { sent, lost } = seriesOf(point(1, 4), dropped).figures(2000);
  deepStrictEqual({ sent, lost }, { sent: 1, lost: 0 });
});

Deno.test("LiveSeries has figures of the last minute alone", () => {
  const { sent } = seriesOf(point(1, 4), point(61.5, 4)).figures(61_500);
  strictEqual(sent, 1);
});

Deno.test("pointOf() takes a probe's time from wherever its kind has it", () => {
  const sample = {
    timestampMs: 5,
    interface: "eth0",
    connectionType: "wired",
    target: "1.1.1.1",
    family: 4,
    variant: "",
    status: "ok",
  } as const;
  deepStrictEqual(
    pointOf({
      ...sample,
      testType: "icmp",
      rttMs: 4,
      jitterMs: 1,
      packetLossPct: 0,
    }),
    { atMs: 5, ms: 4, jitterMs: 1, isLost: false },
  );
  const dns = { ...sample, testType: "dns", status: "timeout" } as const;
  deepStrictEqual(pointOf({ ...dns, dnsTimeMs: null }), {
    atMs: 5,
    ms: null,
    jitterMs: null,
    isLost: true,
  });
  const off = { ...sample, testType: "icmp", packetLossPct: null } as const;
  strictEqual(pointOf({ ...off, status: "send_failed" }).isLost, null);
});
