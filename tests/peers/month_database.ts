/** Days of two interfaces, a probe a second of each series, drawn. @module */

import type { TestResult } from "../../client/model/mod.ts";
import { Batch } from "../../client/store/batch.ts";
import {
  answered,
  seriesOf,
  tickAt,
  wallNs,
} from "../../client/store/testing.ts";
import { seededRandom } from "../support/random.ts";
import { freshDatabase } from "./fresh_database.ts";

const DAY_S = 86_400;

/**
 * Writes probes, a second apart, and load tests.
 *
 * @param path The database to be.
 * @param options How many days and series, and when they end.
 */
export function writeDays(
  path: string,
  { days, count, endMs }: {
    readonly days: number;
    readonly count: number;
    readonly endMs: number;
  },
): void {
  const random = seededRandom(1);
  const startMs = endMs - days * DAY_S * 1000;
  const writer = freshDatabase(path, startMs);
  const series = Array.from(
    { length: count },
    (_, index) =>
      seriesOf({
        target: `192.0.2.${1 + Math.floor(index / 2)}`,
        interface: index % 2 === 0 ? "eth0" : "eth1",
      }),
  );
  const batch = new Batch();
  for (let second = 0; second < days * DAY_S; second++) {
    const at = wallNs(startMs + second * 1000 + 60);
    batch.tick(tickAt(at));
    if (second % (4 * 3600) === 0) {
      batch.entry({ kind: "test", test: testAt(startMs + second * 1000) });
    }
    for (const one of series) {
      const rttUs = Math.round(12_000 - 3000 * Math.log(1 - random()));
      batch.sample(answered(one, at, { rttUs }), 1_000_000);
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

/** A load test, every sixth of them a bufferbloat test. */
function testAt(atMs: number): TestResult {
  const isBloat = (atMs / 1000) % DAY_S < 4 * 3600;
  const spread = { p50Ns: 2e7, p95Ns: 3e7 };
  return {
    atMs,
    durationMs: 20_000,
    kind: isBloat ? "bloat" : "throughput",
    method: "tcp",
    interface: "eth0",
    connectionType: "wired",
    server: "vps",
    isComplete: true,
    isScheduled: true,
    uploadBps: 1e7,
    downloadBps: 1e8,
    sentBytes: 1e7,
    receivedBytes: 1e8,
    grade: isBloat ? "A" : null,
    details: JSON.stringify(
      isBloat
        ? { idle: spread, phases: [{ kind: "upload", rtt: spread }] }
        : {},
    ),
  };
}
