import { deepStrictEqual, rejects, strictEqual } from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import fc from "fast-check";
import { STATUSES } from "../model/mod.ts";
import { openReader } from "./reader.ts";
import { openRecorder } from "./recorder.ts";
import {
  ALWAYS,
  answered,
  fill,
  recordTo,
  RUN,
  seriesOf,
  START_MS,
  temporaryFolder,
  tickAt,
  unanswered,
  wallNs,
} from "./testing.ts";

const SERIES = seriesOf();

/** `[ms since START_MS, status, rtt in us]` of all that is stored of SERIES. */
function stored(path: string): (string | number | undefined)[][] {
  using reader = openReader(path);
  const { length, atMs, status, rttUs } = reader.samples(SERIES, ALWAYS);
  return Array.from({ length }, (_, i) => [
    Number(atMs[i]) - START_MS,
    STATUSES[Number(status[i])],
    rttUs[i],
  ]);
}

Deno.test("Recorder keeps what it was given, and closes in order", async () => {
  using folder = temporaryFolder();
  const path = `${folder.path}/new/folder/b.db`;
  const { recorder, states } = await recordTo(path);
  recorder.sample({
    series: SERIES,
    sentAt: wallNs(START_MS + 3),
    outcome: {
      kind: "ok",
      rttNs: 8_123_456,
      localQueueNs: 250_000,
      stamps: "user",
      duplicates: 1,
      detail: "",
    },
  }, 12_400);
  recorder.sample({
    series: seriesOf({ target: "10.0.0.1" }),
    sentAt: wallNs(START_MS + 3),
    outcome: { kind: "unreachable", detail: "host unreachable, says 10.0.0.1" },
  }, null);
  recorder.tick({ ...tickAt(wallNs(START_MS + 3)), missed: 2, isSpoilt: true });
  const event = {
    atMs: START_MS,
    type: "outage",
    severity: "critical",
    interface: "eth0",
    target: "",
    server: "",
    description: "No target answers",
    durationMs: null,
    metrics: { cause: "interface_down" },
  } as const;
  recorder.event(event);
  recorder.event({ ...event, durationMs: 61_000 });
  await recorder[Symbol.asyncDispose]();
  await recorder[Symbol.asyncDispose]();

  deepStrictEqual(states, []);
  strictEqual(((await Deno.stat(path)).mode ?? 0) & 0o777, 0o600);
  strictEqual(
    ((await Deno.stat(`${folder.path}/new`)).mode ?? 0) & 0o777,
    0o700,
  );
  using reader = openReader(path);
  deepStrictEqual([...reader.rows({}, ALWAYS)], [{
    series: SERIES,
    atMs: START_MS + 3,
    status: 0,
    rttUs: 8123,
    ipdvUs: 12,
    detail: "",
  }, {
    series: seriesOf({ target: "10.0.0.1" }),
    atMs: START_MS + 3,
    status: STATUSES.indexOf("unreachable"),
    rttUs: -1,
    ipdvUs: -1,
    detail: "host unreachable, says 10.0.0.1",
  }]);
  deepStrictEqual(reader.ticks(ALWAYS), {
    length: 1,
    atMs: new Float64Array([START_MS + 3]),
    lateUs: new Int32Array([80]),
    lagUs: new Int32Array([1200]),
    missed: new Int32Array([2]),
    isSpoilt: new Uint8Array([1]),
  });
  deepStrictEqual(reader.events(ALWAYS), [{ ...event, durationMs: 61_000 }]);
  deepStrictEqual(reader.runs(), [
    { ...RUN, lastSeenMs: START_MS + 3, end: "stopped" },
  ]);
});

Deno.test("Recorder.sample() replaces a probe's first report", async () => {
  using folder = temporaryFolder();
  const path = `${folder.path}/b.db`;
  const { recorder } = await recordTo(path);
  const sentAt = wallNs(START_MS, 400);
  recorder.sample(unanswered(SERIES, sentAt), null);
  await recorder.flush();
  deepStrictEqual(stored(path), [[0, "timeout", -1]]);
  recorder.sample(answered(SERIES, sentAt, { rttUs: 9, isLate: true }), null);
  await recorder[Symbol.asyncDispose]();
  deepStrictEqual(stored(path), [[0, "late", 9]]);
});

Deno.test("Recorder.sample() never overwrites another probe after the clock was set back", async () => {
  using folder = temporaryFolder();
  const path = `${folder.path}/b.db`;
  const { recorder } = await recordTo(path);
  recorder.sample(answered(SERIES, wallNs(START_MS), { rttUs: 1 }), null);
  recorder.sample(answered(SERIES, wallNs(START_MS + 1), { rttUs: 2 }), null);
  recorder.sample(unanswered(SERIES, wallNs(START_MS, 7)), null);
  await recorder.flush();
  recorder.sample(
    answered(SERIES, wallNs(START_MS, 7), { rttUs: 3, isLate: true }),
    null,
  );
  await recorder[Symbol.asyncDispose]();
  const expected = [[0, "ok", 1], [1, "ok", 2], [2, "late", 3]];
  deepStrictEqual(stored(path), expected);

  const next = await recordTo(path, { startedMs: START_MS + 5 });
  next.recorder.sample(answered(SERIES, wallNs(START_MS), { rttUs: 4 }), null);
  await next.recorder[Symbol.asyncDispose]();
  deepStrictEqual(stored(path), [...expected, [3, "ok", 4]]);
});

Deno.test("Recorder stores one row a probe, the last report of each, in any order", async () => {
  using folder = temporaryFolder();
  const report = fc.record({
    ns: fc.integer({ min: 0, max: 4_000_000 }),
    rttUs: fc.integer({ min: 1, max: 60_000_000 }),
    flush: fc.boolean(),
  });
  let trial = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.array(report, { minLength: 1, maxLength: 40 }),
      async (reports) => {
        const path = `${folder.path}/${trial++}.db`;
        const { recorder } = await recordTo(path);
        const last = new Map<number, number>();
        for (const { ns, rttUs, flush } of reports) {
          last.set(ns, rttUs);
          const sentAt = wallNs(START_MS, ns);
          recorder.sample(answered(SERIES, sentAt, { rttUs }), null);
          if (flush) await recorder.flush();
        }
        await recorder[Symbol.asyncDispose]();
        const found = stored(path).map(([, , rttUs]) => Number(rttUs));
        deepStrictEqual(
          found.toSorted((a, b) => a - b),
          [...last.values()].toSorted((a, b) => a - b),
        );
      },
    ),
    { numRuns: 15 },
  );
});

Deno.test("Recorder commits by itself, without a flush", async () => {
  using folder = temporaryFolder();
  const path = `${folder.path}/b.db`;
  await using recorder = await openRecorder(path, {
    run: RUN,
    onState: () => {},
    commitIntervalMs: 5,
  });
  recorder.tick(tickAt(wallNs(START_MS)));
  while (recorder.status.waitingRows > 0) {
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  using reader = openReader(path);
  strictEqual(reader.ticks(ALWAYS).length, 1);
});

Deno.test("openRecorder() refuses an interval out of range", async () => {
  await rejects(
    openRecorder("/nowhere/b.db", {
      run: RUN,
      onState: () => {},
      commitIntervalMs: 0,
    }),
    { message: "Cannot commit every 0 ms (allowed: 1 to 10000)" },
  );
});

Deno.test("openRecorder() finds out that the run before crashed, and when", async () => {
  using folder = temporaryFolder();
  const path = `${folder.path}/b.db`;
  await fill(path, 10);
  {
    using db = new DatabaseSync(path);
    db.exec("UPDATE runs SET end = NULL, last_seen_ms = NULL");
  }
  const { recorder } = await recordTo(path, { startedMs: START_MS + 60_000 });
  await using _ = recorder;
  recorder.tick(tickAt(wallNs(START_MS + 60_000)));
  await recorder.flush();
  using reader = openReader(path);
  deepStrictEqual(
    reader.runs().map(({ end, lastSeenMs }) => [end, lastSeenMs - START_MS]),
    [["crashed", 9_000], [null, 60_000]],
  );
});
