import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { seededRandom } from "../../tests/support/random.ts";
import { percentileOfSorted } from "../analysis/percentile.ts";
import type { Rollup } from "../analysis/rollup.ts";
import type { WallNs } from "../model/mod.ts";
import { HOUR_MS, MINUTE_MS } from "./grain.ts";
import { openReader } from "./reader.ts";
import type { RollupReader } from "./rollup_reader.ts";
import {
  answered,
  committing,
  seriesOf,
  START_MS,
  temporaryFolder,
  tickAt,
  unanswered,
  wallNs,
  writeProbes,
} from "./testing.ts";

const SERIES = seriesOf();
const ECHO = seriesOf({ probe: "echo", role: "server", server: "vps" });

/** What is stored of one minute or hour. */
function storedAt(
  rollups: RollupReader,
  { atMs, ms }: { readonly atMs: number; readonly ms: number },
): Rollup {
  const period = { fromMs: atMs, toMs: atMs + ms };
  const [part, ...others] = rollups.summed(SERIES, period, { exactBelowMs: 0 });
  strictEqual(others.length, 0);
  if (part?.kind !== "rollup") throw new TypeError("Cannot find it summed up");
  return part.rollup;
}

Deno.test("RollupMaker sums up minutes and hours as they end, once they have settled", () => {
  using folder = temporaryFolder();
  const path = `${folder.path}/b.db`;
  const random = seededRandom(1);
  const rtts = Array.from(
    { length: 2 * 3600 + 200 },
    (_, i) =>
      i % 100 > 96 ? null : Math.round(8_000 - 3_000 * Math.log(random())),
  );
  const { writer, commit } = committing(path);
  const all = { fromMs: 0, toMs: rtts.length };
  writeProbes(commit, all, (i) => rtts[i] ?? null);
  const period = { fromMs: START_MS, toMs: START_MS + 3 * HOUR_MS };
  {
    using reader = openReader(path);
    const minutes = reader.rollups.minutes(SERIES, period);
    strictEqual(minutes.length, 120 + 1, "not the last 90 s");
    const hours = reader.rollups.hours(SERIES, period);
    deepStrictEqual([...hours.atMs], [START_MS, START_MS + HOUR_MS]);
    for (
      const [columns, ms] of [[minutes, MINUTE_MS], [hours, HOUR_MS]] as const
    ) {
      for (const [i, atMs] of columns.atMs.entries()) {
        const from = (atMs - START_MS) / 1000;
        const own = rtts.slice(from, from + ms / 1000);
        const times = own.filter((us) => us !== null).toSorted((a, b) => a - b);
        const sum = times.reduce((a, b) => a + b, 0);
        const lost = own.length - times.length;
        deepStrictEqual(
          [columns.sent[i], columns.lost[i]],
          [own.length, lost],
        );
        const rollup = storedAt(reader.rollups, { atMs, ms });
        const { rtt, ipdvSumUs, ipdvCount } = rollup;
        deepStrictEqual(
          [rollup.sent, rollup.lost, rtt.minUs, rtt.maxUs],
          [own.length, lost, times[0], times.at(-1)],
        );
        strictEqual(rtt.sumUs, sum);
        strictEqual(ipdvSumUs / ipdvCount, 2);
        for (
          const [pct, found] of [
            [50, columns.p50Us[i]],
            [50, rtt.percentile(50)],
            [95, rtt.percentile(95)],
          ] as const
        ) {
          const exact = percentileOfSorted(times, pct);
          ok(Math.abs((found ?? 0) - exact) <= 0.01 * exact + 0.5);
        }
      }
    }
    deepStrictEqual([...hours.longestLossRun], [3, 3]);
  }
  writer.close();
});

Deno.test("RollupMaker sums up again what comes late", () => {
  using folder = temporaryFolder();
  const path = `${folder.path}/b.db`;
  const { writer, commit } = committing(path);
  writeProbes(commit, { fromMs: 0, toMs: 3 * 3600 }, () => null);
  const period = { fromMs: START_MS, toMs: START_MS + 3 * HOUR_MS };
  commit((batch) => {
    const at = wallNs(START_MS + 61_060);
    batch.sample(
      answered(SERIES, at, { rttUs: 9_000_000, isLate: true }),
      null,
    );
  });
  using reader = openReader(path);
  const minutes = reader.rollups.minutes(SERIES, period);
  const hours = reader.rollups.hours(SERIES, period);
  deepStrictEqual([...minutes.sent.slice(0, 3)], [60, 61, 60]);
  strictEqual(minutes.p50Us[0], -1);
  // Right to 1 %, as everything that is summed up.
  ok(Math.abs((minutes.p50Us[1] ?? NaN) - 9_000_000) <= 90_000);
  deepStrictEqual([...hours.sent], [3601, 3600]);
  deepStrictEqual([...hours.longestLossRun], [3600 - 62, 3600]);
  writer.close();
});

Deno.test("RollupMaker leaps over years without a row, and catches up with a full database", () => {
  using folder = temporaryFolder();
  const path = `${folder.path}/b.db`;
  const batches = committing(path);
  batches.commit((batch) => {
    batch.tick(tickAt(wallNs(60_000)));
    batch.sample(answered(SERIES, wallNs(60_000), { rttUs: 7 }), null);
  });
  let tidied = 0;
  batches.commit((batch) => {
    for (let s = 0; s < 900; s++) {
      const at = wallNs(START_MS + 1000 * s);
      batch.sample(answered(SERIES, at, { rttUs: 7 }), null);
      if (s === 899) batch.tick(tickAt(at));
    }
  });
  using reader = openReader(path);
  const period = { fromMs: 0, toMs: START_MS + HOUR_MS };
  while (reader.rollups.minutes(SERIES, period).length < 14 && tidied < 9) {
    batches.writer.tidy();
    tidied++;
  }
  strictEqual(tidied, 2, "ten minutes a step, and none for 56 years");
  deepStrictEqual([...reader.rollups.hours(SERIES, period).atMs], [0]);
  batches.writer.close();
});

Deno.test("RollupMaker keeps the directions of ECHOs apart", () => {
  using folder = temporaryFolder();
  const path = `${folder.path}/b.db`;
  const { writer, commit } = committing(path);
  commit((batch) => {
    for (let s = 0; s < 180; s++) {
      const at: WallNs = wallNs(START_MS + 1000 * s);
      batch.tick(tickAt(at));
      if (s % 10 === 0) {
        const lostOn = s % 20 === 0 ? "up" : "down";
        const echo = { exchange: null, delay: null, lostOn } as const;
        batch.sample({ ...unanswered(ECHO, at), echo }, null);
        continue;
      }
      const delay = {
        upNs: 5_000_000,
        downNs: 3_000_000,
        errorNs: 1_000_000,
        queueUpNs: s % 2 * 40_000_000,
        queueDownNs: 1_000_000,
      };
      const { outcome, sentAt } = answered(ECHO, at, { rttUs: 8_000 });
      const echo = { exchange: null, delay, lostOn: null };
      batch.sample({ series: ECHO, sentAt, outcome, echo }, null);
    }
  });
  using reader = openReader(path);
  const period = { fromMs: START_MS, toMs: START_MS + HOUR_MS };
  const { echo, lost } = reader.rollups.minutes(ECHO, period);
  deepStrictEqual([...lost], [6], "90 s have not passed for the others");
  deepStrictEqual([echo?.lostUp[0], echo?.lostDown[0]], [3, 3]);
  const queueUpUs = echo?.queueUpP50Us[0] ?? NaN;
  ok(Math.abs(queueUpUs - 40_000) <= 400, `${queueUpUs}`);
  strictEqual(echo?.queueDownP50Us[0], 1_000);
  writer.close();
});

Deno.test("RollupMaker sums up again from where the clock was set back to", () => {
  using folder = temporaryFolder();
  const path = `${folder.path}/b.db`;
  const { writer, commit } = committing(path);
  writeProbes(commit, { fromMs: 0, toMs: 600 }, () => 1000);
  // A clock that is a day ahead for five minutes, and then right again.
  writeProbes(commit, { fromMs: 86_400, toMs: 86_700 }, () => 9000);
  writeProbes(commit, { fromMs: 900, toMs: 1500 }, () => 2000);
  using reader = openReader(path);
  const day = { fromMs: START_MS, toMs: START_MS + 24 * HOUR_MS };
  deepStrictEqual(
    [...reader.rollups.minutes(SERIES, day).p50Us],
    [...new Array(10).fill(1000), ...new Array(8).fill(2000)],
  );
  deepStrictEqual(
    reader.gaps(
      { fromMs: START_MS + 60, toMs: START_MS + 1_500_000 },
      { intervalMs: 1000 },
    ),
    [{ fromMs: START_MS + 600_060, toMs: START_MS + 900_060 }],
  );
  writer.close();
});
