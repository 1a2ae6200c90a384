/** A made-up week of two interfaces and a server, for pictures and tests of looks. @module */

import type { Series, StoredEvent, TestResult } from "../client/model/mod.ts";
import { Batch } from "../client/store/batch.ts";
import {
  answered,
  seriesOf,
  tickAt,
  unanswered,
  wallNs,
} from "../client/store/testing.ts";
import { Writer } from "../client/store/writer.ts";
import { seededRandom } from "../tests/support/random.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** One line of the household. */
interface Hop {
  readonly series: Series;
  readonly baseMs: number;
  readonly isBeyondLine: boolean;
}

const HOPS: readonly Hop[] = (["eth0", "wlan0"] as const).flatMap((name) => {
  const isWifi = name === "wlan0";
  const own = {
    interface: name,
    connectionType: isWifi ? "wifi" : "wired",
  } as const;
  const at = (target: string, role: Series["role"], baseMs: number): Hop => ({
    series: seriesOf({ ...own, target, role }),
    baseMs,
    isBeyondLine: role !== "gateway",
  });
  return [
    at("192.168.0.1", "gateway", isWifi ? 2.1 : 0.6),
    at("8.8.8.8", "public", isWifi ? 15.5 : 13.5),
    at("1.1.1.1", "public", isWifi ? 13 : 11),
  ];
});

/** What happened on which day, hours since the week began. */
const OUTAGE = [51.2, 51.5] as const;
const OFF = [79.5, 88] as const;
const NOTE_H = 100;

function isWithin(hour: number, [from, to]: readonly [number, number]) {
  return hour >= from && hour < to;
}

/**
 * Writes the week into a new database, the same on every run.
 *
 * @param path The file; must not exist.
 * @param options When it begins, and how far apart probes are.
 */
export function writeWeek(
  path: string,
  options: { readonly startMs: number; readonly stepMs: number },
): void {
  const { startMs, stepMs } = options;
  const random = seededRandom(7);
  const run = { startedMs: startMs, pid: 1, bootId: "", version: "0" };
  const writer = new Writer({
    path,
    run: { ...run, host: "living-room" },
    busyTimeoutMs: 1000,
  }, { onCheck: () => {}, onRepair: () => {} });
  const batch = new Batch();
  for (const event of eventsOf(startMs)) batch.event(event);
  for (const test of testsOf(startMs, random)) {
    batch.entry({ kind: "test", test });
  }
  for (let atMs = startMs; atMs < startMs + 7 * DAY_MS; atMs += stepMs) {
    const hour = (atMs - startMs) / HOUR_MS;
    if (isWithin(hour, OFF)) continue;
    const at = wallNs(atMs + 60);
    batch.tick(tickAt(at));
    const ofDay = hour % 24;
    const evening = isWithin(ofDay, [18, 23])
      ? 12 * Math.sin(Math.PI * (ofDay - 18) / 5) * -Math.log(1 - random())
      : 0;
    const lineMs = evening - 1.2 * Math.log(1 - random());
    const isDown = isWithin(hour, OUTAGE);
    for (const { series, baseMs, isBeyondLine } of HOPS) {
      const isWifi = series.interface === "wlan0";
      const airMs = isWifi ? -2.5 * Math.log(1 - random()) : 0;
      const isLost = isBeyondLine && isDown ||
        random() < (isWifi ? 0.004 : 0.0002);
      const rttMs = baseMs - 0.1 * Math.log(1 - random()) + airMs +
        (isBeyondLine ? lineMs : 0);
      const rttUs = Math.round(1000 * rttMs);
      const ipdvNs = 1e6 * (isWifi ? 2 * random() + 1 : 0.4 * random()) +
        1e6 * evening * random();
      batch.sample(
        isLost ? unanswered(series, at) : answered(series, at, { rttUs }),
        isLost ? null : Math.round(ipdvNs),
      );
    }
    if (batch.rows > 900) {
      writer.write(batch.columns());
      writer.tidy();
      batch.clear();
    }
  }
  writer.write(batch.columns());
  writer.close();
}

function eventsOf(startMs: number): readonly StoredEvent[] {
  const event = (
    hour: number,
    minutes: number,
    rest: Pick<StoredEvent, "type" | "severity" | "description">,
  ): StoredEvent => ({
    atMs: startMs + hour * HOUR_MS,
    durationMs: minutes * 60_000,
    interface: "eth0",
    target: "",
    server: "",
    metrics: {},
    ...rest,
  });
  return [
    ...[1, 2, 3, 5].map((day) =>
      event(24 * day + 19.6, 45, {
        type: "latency_spike",
        severity: "warning",
        description:
          "Slow on eth0 to 8.8.8.8: 52 ms instead of 14 ms; for 45 min",
      })
    ),
    event(OUTAGE[0], 18, {
      type: "outage",
      severity: "critical",
      description:
        "Outage on eth0: Line down for 18 min; your router is fine, so it is the provider or the line to it",
    }),
    event(NOTE_H, 0, {
      type: "note",
      severity: "info",
      description: "new router",
    }),
  ];
}

function testsOf(
  startMs: number,
  random: () => number,
): readonly TestResult[] {
  const tests: TestResult[] = [];
  for (let hour = 2; hour < 168; hour += 3) {
    if (isWithin(hour, OFF)) continue;
    const isEvening = isWithin(hour % 24, [18, 23]);
    const share = (isEvening ? 0.62 : 0.94) + 0.05 * random();
    const isBloat = hour % 24 === 8;
    for (const name of ["eth0", "wlan0"] as const) {
      const slower = name === "wlan0" ? 0.8 + 0.1 * random() : 1;
      tests.push({
        atMs: startMs + hour * HOUR_MS + (name === "wlan0" ? 90_000 : 0),
        durationMs: 30_000,
        kind: isBloat ? "bloat" : "throughput",
        method: "tcp",
        interface: name,
        connectionType: name === "wlan0" ? "wifi" : "wired",
        server: "vps",
        isComplete: true,
        isScheduled: true,
        uploadBps: 1e7 * (0.97 + 0.02 * random()) * slower,
        downloadBps: 1e8 * share * slower,
        sentBytes: 1e7,
        receivedBytes: 1e8,
        grade: isBloat ? "D" : null,
        details: JSON.stringify(isBloat ? bloatDetails(random) : {}),
      });
    }
  }
  return tests;
}

/** As much of a bufferbloat test's result as is looked back at. */
function bloatDetails(random: () => number): unknown {
  const spread = (ms: number) => ({
    p50Ns: 1e6 * ms * (1 + 0.1 * random()),
    p95Ns: 1e6 * ms * 1.4,
  });
  return {
    idle: spread(14),
    phases: [
      { kind: "download", rtt: spread(38) },
      { kind: "upload", rtt: spread(212) },
      { kind: "both", rtt: spread(230) },
    ],
  };
}
