import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import type { Period, TestResult } from "../model/mod.ts";
import { Batch } from "./batch.ts";
import { HOUR_MS } from "./grain.ts";
import { linkEntry } from "./journal.ts";
import { openReader } from "./reader.ts";
import { queryOf } from "./query.ts";
import { lastDueMs, type RetentionRule, surelyPassedMs } from "./retention.ts";
import {
  ALWAYS,
  answered,
  RUN,
  seriesOf,
  temporaryFolder,
  tickAt,
  wallNs,
} from "./testing.ts";
import { Writer } from "./writer.ts";

const DAY_MS = 24 * HOUR_MS;
const SERIES = seriesOf();
const RULE: RetentionRule = {
  rawDays: 1,
  minuteDays: 2,
  hourDays: 3,
  atMinute: 0,
};

function writerOf(path: string, retention?: RetentionRule): Writer {
  return new Writer({ path, run: RUN, busyTimeoutMs: 50, retention }, {
    onCheck: () => {},
    onRepair: () => {},
  });
}

/** Writes a round, a probe and an interface's second every 10 s. */
function writeDays(writer: Writer, days: Period): void {
  for (let atMs = days.fromMs; atMs < days.toMs; atMs += HOUR_MS) {
    const batch = new Batch();
    for (let s = 0; s < 3600; s += 10) {
      const at = wallNs(atMs + 1000 * s);
      batch.tick(tickAt(at));
      batch.sample(answered(SERIES, at, { rttUs: 5_000 }), null);
      batch.entry(linkEntry({
        atMs: atMs + 1000 * s,
        interface: "eth0",
        connectionType: "wired",
        spanMs: 10_000,
        receivedBytes: 1000,
        sentBytes: 10,
        receivedPackets: 1,
        sentPackets: 1,
        errors: 0,
        drops: 0,
        collisions: 0,
        hasCarrier: true,
        ownLoadBytes: 0,
        wifi: null,
      }));
    }
    writer.write(batch.columns());
    for (let i = 0; i < 6; i++) writer.tidy();
  }
}

/** Writes a round a minute, and no probes. */
function writeRounds(writer: Writer, days: Period): void {
  for (let atMs = days.fromMs; atMs < days.toMs; atMs += HOUR_MS) {
    const batch = new Batch();
    for (let minute = 0; minute < 60; minute++) {
      batch.tick(tickAt(wallNs(atMs + 60_000 * minute)));
    }
    writer.write(batch.columns());
    for (let i = 0; i < 7; i++) writer.tidy();
  }
}

function testAt(atMs: number): TestResult {
  return {
    atMs,
    durationMs: 1000,
    kind: "throughput",
    method: "tcp",
    interface: "eth0",
    connectionType: "wired",
    server: "vps",
    isComplete: true,
    isScheduled: true,
    uploadBps: 1e6,
    downloadBps: null,
    sentBytes: 7,
    receivedBytes: 9,
    grade: null,
    details: '{"rows":[1,2]}',
  };
}

/** Rows by table. */
function countsOf(path: string): Record<string, number> {
  using db = new DatabaseSync(path, { readOnly: true });
  return Object.fromEntries(
    [
      "samples",
      "ticks",
      "link_seconds",
      "minutes",
      "link_minutes",
      "hours",
      "events",
    ]
      .map((table) => {
        const row = db.prepare(`SELECT count(*) AS n FROM ${table}`).get();
        return [table, Number(row?.["n"])];
      }),
  );
}

Deno.test("DailyRetention deletes what is too old, keeps its sums, and gives the space back", () => {
  using folder = temporaryFolder();
  const path = `${folder.path}/b.db`;
  const startMs = new Date(2026, 10, 2).getTime();
  {
    const writer = writerOf(path);
    writeDays(writer, { fromMs: startMs, toMs: startMs + 4 * DAY_MS });
    const event = new Batch();
    event.event({
      atMs: startMs,
      type: "note",
      severity: "info",
      interface: "",
      target: "",
      server: "",
      description: "kept for ever",
      durationMs: 0,
      metrics: {},
    });
    writer.write(event.columns());
    writer.close();
  }
  const before = Deno.statSync(path).size;
  const full = countsOf(path);
  deepStrictEqual([full["samples"], full["hours"]], [4 * 8640, 4 * 24 - 1]);
  // The program was off at midnight: it is made up for at the start.
  const writer = writerOf(path, RULE);
  writeDays(writer, {
    fromMs: startMs + 4 * DAY_MS,
    toMs: startMs + 4 * DAY_MS + HOUR_MS,
  });
  for (let i = 0; i < 1000; i++) writer.tidy();
  const nowMs = startMs + 4 * DAY_MS + HOUR_MS - 10_000;
  const left = (days: number) =>
    (nowMs - Math.floor((nowMs - days * DAY_MS) / HOUR_MS) * HOUR_MS) / 1000;
  const counts = countsOf(path);
  deepStrictEqual(
    [counts["samples"], counts["ticks"], counts["link_seconds"]],
    [left(1) / 10 + 1, left(1) / 10 + 1, (left(1) + 10) / 20],
  );
  deepStrictEqual([counts["minutes"], counts["hours"], counts["events"]], [
    Math.floor((left(2) - 90) / 60),
    3 * 24,
    1,
  ]);
  strictEqual(counts["minutes"], counts["link_minutes"]);
  writer.close();
  const after = Deno.statSync(path).size;
  ok(after < before / 2, `${before} bytes before, ${after} after`);
  using reader = openReader(path);
  deepStrictEqual(reader.events(ALWAYS).length, 1);
  let sent = 0;
  const old = { fromMs: startMs + DAY_MS, toMs: startMs + 4 * DAY_MS };
  for (const part of reader.rollups.summed(SERIES, old, { exactBelowMs: 0 })) {
    sent += part.kind === "rollup" ? part.rollup.sent : part.columns.length;
  }
  strictEqual(sent, 3 * 8640, "three days, of which one minute is left raw");
  deepStrictEqual(
    reader.gaps({ fromMs: startMs, toMs: nowMs }, { intervalMs: 10_000 }),
    [],
    "that it was running is known of deleted days, too",
  );
});

Deno.test("DailyRetention keeps for ever what is set to 0, and deletes nothing not summed up", () => {
  using folder = temporaryFolder();
  const path = `${folder.path}/b.db`;
  const startMs = new Date(2026, 10, 2).getTime();
  const rule = { rawDays: 0, minuteDays: 0, hourDays: 0, atMinute: 0 };
  const writer = writerOf(path, rule);
  writeDays(writer, { fromMs: startMs, toMs: startMs + 2 * HOUR_MS });
  writeDays(writer, {
    fromMs: startMs + 900 * DAY_MS,
    toMs: startMs + 900 * DAY_MS + 2 * HOUR_MS,
  });
  for (let i = 0; i < 100; i++) writer.tidy();
  strictEqual(countsOf(path)["samples"], 4 * 360);
  writer.close();
  const strict = writerOf(path, { ...RULE, rawDays: 1 });
  writeRounds(strict, {
    fromMs: startMs + 950 * DAY_MS,
    toMs: startMs + 958 * DAY_MS,
  });
  for (let i = 0; i < 200; i++) strict.tidy();
  const counts = countsOf(path);
  deepStrictEqual([counts["samples"], counts["hours"]], [0, 0]);
  strict.close();
});

Deno.test("DailyRetention does not believe a clock that shows another decade", () => {
  using folder = temporaryFolder();
  const path = `${folder.path}/b.db`;
  const rule = { rawDays: 30, minuteDays: 90, hourDays: 365, atMinute: 0 };
  const startMs = new Date(2026, 10, 2).getTime();
  const wrongMs = new Date(2040, 5, 1).getTime();
  const writer = writerOf(path, rule);
  writeDays(writer, { fromMs: startMs, toMs: startMs + DAY_MS });
  const before = countsOf(path);
  writeDays(writer, { fromMs: wrongMs, toMs: wrongMs + 3 * HOUR_MS });
  for (let i = 0; i < 200; i++) writer.tidy();
  const after = countsOf(path);
  strictEqual(after["samples"], (before["samples"] ?? 0) + 3 * 360);
  ok(Number(after["hours"]) >= 24, "nor are sums gone");
  // A machine that was off for years is believed when it has run for a week.
  const weekMs = wrongMs + 7 * DAY_MS;
  writeRounds(writer, { fromMs: wrongMs + 3 * HOUR_MS, toMs: weekMs });
  for (let i = 0; i < 200; i++) writer.tidy();
  strictEqual(countsOf(path)["samples"], (before["samples"] ?? 0) + 3 * 360);
  writeDays(writer, { fromMs: weekMs, toMs: weekMs + 25 * HOUR_MS });
  for (let i = 0; i < 1000; i++) writer.tidy();
  strictEqual(countsOf(path)["samples"], (3 + 25) * 360);
  writer.close();
});

Deno.test("DailyRetention deletes nothing early when the clock leaps ahead by 20 days, and is put right", () => {
  using folder = temporaryFolder();
  const path = `${folder.path}/b.db`;
  const writer = writerOf(path, RULE);
  const startMs = new Date(2026, 10, 2).getTime();
  const wrongMs = startMs + 21 * DAY_MS;
  writeDays(writer, { fromMs: startMs, toMs: startMs + DAY_MS });
  writeDays(writer, { fromMs: wrongMs, toMs: wrongMs + 30 * HOUR_MS });
  for (let i = 0; i < 1000; i++) writer.tidy();
  strictEqual(countsOf(path)["samples"], (24 + 30) * 360);
  const rightMs = startMs + DAY_MS;
  writeDays(writer, { fromMs: rightMs, toMs: rightMs + 25 * HOUR_MS });
  for (let i = 0; i < 1000; i++) writer.tidy();
  writer.close();
  using reader = openReader(path);
  const { length } = reader.samples(SERIES, {
    fromMs: startMs,
    toMs: rightMs + 25 * HOUR_MS,
  });
  strictEqual(length, 49 * 360 - 24 * 360, "at midnight, a day is kept");
});

const PASSED = [
  { hours: [], surely: 1000, why: "nothing was measured before" },
  { hours: [[0, 999.5]], surely: 1000, why: "on and on" },
  { hours: [[0, 500], [501, 999]], surely: 1000, why: "an hour is believed" },
  { hours: [[0, 998]], surely: 998, why: "the clock has just been set" },
  { hours: [[0, 500], [502, 999]], surely: 1000, why: "long ago" },
  { hours: [[0, 832], [834, 1000]], surely: 832, why: "166 h ago" },
  { hours: [[0, 830], [832, 1000]], surely: 1000, why: "a week ago" },
  {
    hours: [[0, 100], [102, 103], [900, 1000]],
    surely: 100,
    why: "one leap after the other",
  },
  {
    hours: [[0, 800], [810, 900], [910, 1000]],
    surely: 900,
    why: "by now 180 h have been measured after the first",
  },
  { hours: [[0, 999], [5000, 5200]], surely: 1000, why: "not yet to come" },
] as const;

for (const { hours, surely, why } of PASSED) {
  Deno.test(`surelyPassedMs() is ${surely} h of 1000 after ${JSON.stringify(hours)}: ${why}`, () => {
    using db = new DatabaseSync(":memory:");
    db.exec(
      "CREATE TABLE stretches (first_ms INTEGER PRIMARY KEY, last_ms INTEGER)",
    );
    for (const [first, last] of hours) {
      db.prepare("INSERT INTO stretches VALUES (?, ?)")
        .run(first * HOUR_MS, last * HOUR_MS);
    }
    strictEqual(
      surelyPassedMs(queryOf(db), 1000 * HOUR_MS) / HOUR_MS,
      surely,
    );
  });
}

Deno.test("DailyRetention keeps load tests and changed ways as long as hours, their details as samples", () => {
  using folder = temporaryFolder();
  const path = `${folder.path}/b.db`;
  const startMs = new Date(2026, 10, 2).getTime();
  const writer = writerOf(path, RULE);
  const batch = new Batch();
  for (const day of [0, 2, 4]) {
    const atMs = startMs + day * DAY_MS;
    batch.entry({ kind: "test", test: testAt(atMs) });
    for (const [target, isChanged] of [["a", true], ["b", false]] as const) {
      const way = { interface: "eth0", target, family: 4, hops: [] } as const;
      batch.entry({ kind: "path", trace: { ...way, atMs, isChanged } });
    }
  }
  writer.write(batch.columns());
  writeDays(writer, {
    fromMs: startMs + 4 * DAY_MS,
    toMs: startMs + 4 * DAY_MS + 3 * HOUR_MS,
  });
  for (let i = 0; i < 100; i++) writer.tidy();
  writer.close();
  using reader = openReader(path);
  deepStrictEqual(
    reader.tests(ALWAYS).map(({ atMs, details, sentBytes }) => [
      (atMs - startMs) / DAY_MS,
      details,
      sentBytes,
    ]),
    [[2, "{}", 7], [4, '{"rows":[1,2]}', 7]],
  );
  deepStrictEqual(
    reader.paths(ALWAYS).map(({ atMs, target }) => [
      (atMs - startMs) / DAY_MS,
      target,
    ]),
    [[2, "a"], [4, "a"], [4, "b"]],
  );
});

Deno.test("lastDueMs() is the last time of day that has come, in local time", () => {
  const at = (day: number, hour: number, minute: number) =>
    new Date(2026, 10, day, hour, minute).getTime();
  strictEqual(lastDueMs(at(20, 4, 9), 250), at(19, 4, 10));
  strictEqual(lastDueMs(at(20, 4, 10), 250), at(20, 4, 10));
  strictEqual(lastDueMs(at(1, 0, 0), 1), at(0, 0, 1));
});
