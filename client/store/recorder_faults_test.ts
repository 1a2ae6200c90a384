import { deepStrictEqual, ok, rejects, strictEqual } from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { StoreError } from "./errors.ts";
import { openReader } from "./reader.ts";
import {
  ALWAYS,
  answered,
  fill,
  recordTo,
  seriesOf,
  START_MS,
  temporaryFolder,
  tickAt,
  wallNs,
} from "./testing.ts";

const SERIES = seriesOf();

/** `[ms since START_MS, rtt in us]` of all that is stored of SERIES. */
function stored(path: string): (number | undefined)[][] {
  using reader = openReader(path);
  const { length, atMs, rttUs } = reader.samples(SERIES, ALWAYS);
  return Array.from(
    { length },
    (_, i) => [Number(atMs[i]) - START_MS, rttUs[i]],
  );
}

Deno.test("Recorder keeps rows in memory while another process holds the lock", async () => {
  using folder = temporaryFolder();
  const path = `${folder.path}/b.db`;
  const { recorder, states } = await recordTo(path);
  using other = new DatabaseSync(path);
  other.exec("BEGIN IMMEDIATE");
  for (let i = 0; i < 3000; i++) {
    const sentAt = wallNs(START_MS + i);
    recorder.sample(answered(SERIES, sentAt, { rttUs: i + 1 }), null);
  }
  await rejects(
    recorder.flush(),
    (error) => error instanceof StoreError && error.reason === "busy",
  );
  strictEqual(recorder.status.waitingRows, 3000);
  other.exec("ROLLBACK");
  await recorder.flush();
  strictEqual(recorder.status.waitingRows, 0);
  await recorder[Symbol.asyncDispose]();
  deepStrictEqual(states, [{
    kind: "memory",
    reason: "another program has locked it (database is locked)",
  }, { kind: "writing", reason: "the disk works again" }]);
  const rows = stored(path);
  strictEqual(rows.length, 3000);
  ok(rows.every(([ms, rttUs]) => Number(rttUs) === Number(ms) + 1));
});

Deno.test("Recorder drops the oldest rows when the memory is full too, and counts them", async () => {
  using folder = temporaryFolder();
  const path = `${folder.path}/b.db`;
  const { recorder, states } = await recordTo(path, { memoryRows: 2048 });
  using other = new DatabaseSync(path);
  other.exec("BEGIN IMMEDIATE");
  for (let i = 0; i < 5000; i++) {
    const sentAt = wallNs(START_MS + i);
    recorder.sample(answered(SERIES, sentAt, { rttUs: i + 1 }), null);
  }
  await rejects(recorder.flush(), StoreError);
  const { droppedRows, waitingRows } = recorder.status;
  strictEqual(droppedRows + waitingRows, 5000);
  ok(waitingRows >= 1024 && waitingRows <= 2048, `${waitingRows} wait`);
  other.exec("ROLLBACK");
  await recorder[Symbol.asyncDispose]();
  ok(states[0]?.reason.endsWith("so the oldest go"), `${states[0]?.reason}`);
  const rows = stored(path);
  deepStrictEqual([rows.length, rows[0]?.[0]], [waitingRows, droppedRows]);
});

Deno.test("Recorder starts in memory where nothing can be made, says so, and loses nothing once it can", async () => {
  using folder = temporaryFolder();
  // Root may write into a read-only folder, but not into a file.
  const place = `${folder.path}/place`;
  await Deno.writeTextFile(place, "");
  const { recorder, states } = await recordTo(`${place}/b.db`);
  strictEqual(states[0]?.kind, "memory");
  recorder.sample(answered(SERIES, wallNs(START_MS), { rttUs: 5 }), null);
  await rejects(recorder.flush(), StoreError);
  await Deno.remove(place);
  await recorder[Symbol.asyncDispose]();
  strictEqual(states.at(-1)?.kind, "writing");
  deepStrictEqual(stored(`${place}/b.db`), [[0, 5]]);
});

Deno.test("Recorder[Symbol.asyncDispose]() says what is lost", async () => {
  using folder = temporaryFolder();
  const path = `${folder.path}/b.db`;
  const { recorder } = await recordTo(path);
  using other = new DatabaseSync(path);
  other.exec("BEGIN IMMEDIATE");
  recorder.tick(tickAt(wallNs(START_MS)));
  await rejects(recorder[Symbol.asyncDispose](), {
    name: "StoreError",
    message: `Cannot write 1 rows to ${path}: ` +
      "another program has locked it (database is locked)",
  });
});

Deno.test("Recorder says that the disk is silent, and takes its late answer", async () => {
  using folder = temporaryFolder();
  const path = `${folder.path}/b.db`;
  const { recorder, states } = await recordTo(path, {
    busyTimeoutMs: 60_000,
    stallMs: 20,
  });
  // On a busy machine already the opening may look silent: let it end first.
  recorder.tick(tickAt(wallNs(START_MS)));
  const isFlushed = () => recorder.flush().then(() => true, () => false);
  while (!await isFlushed());
  // The writer may still be summing up.
  using other = new DatabaseSync(path, { timeout: 5_000 });
  other.exec("BEGIN IMMEDIATE");
  recorder.tick(tickAt(wallNs(START_MS + 1000)));
  await rejects(recorder.flush(), /has not answered for 0.02 s/);
  other.exec("ROLLBACK");
  while (!await isFlushed());
  await recorder[Symbol.asyncDispose]();
  deepStrictEqual(states.slice(-2).map(({ kind }) => kind), [
    "memory",
    "writing",
  ]);
  using reader = openReader(path);
  strictEqual(reader.ticks(ALWAYS).length, 2);
});

Deno.test("Recorder says when it cannot sum up, and goes on recording", async () => {
  using folder = temporaryFolder();
  const path = `${folder.path}/b.db`;
  const { recorder, states } = await recordTo(path);
  await recorder.flush();
  using other = new DatabaseSync(path, { timeout: 5_000 });
  other.exec("ALTER TABLE minutes RENAME TO hidden");
  const series = seriesOf();
  for (let s = 0; s < 300; s++) {
    const at = wallNs(START_MS + 1000 * s);
    recorder.tick(tickAt(at));
    recorder.sample(answered(series, at, { rttUs: 8000 }), null);
  }
  await recorder.flush();
  await recorder[Symbol.asyncDispose]();
  deepStrictEqual(states, [{
    kind: "writing",
    reason: "minutes cannot be summed up, nor old rows deleted, as the disk " +
      "failed (no such table: minutes); trying again in ten minutes",
  }]);
  other.exec("ALTER TABLE hidden RENAME TO minutes");
  using reader = openReader(path);
  strictEqual(reader.samples(series, ALWAYS).length, 300);
});

Deno.test("Recorder goes on in a new database where the old one was moved or deleted, says so, and loses nothing", async () => {
  for (const isDeleted of [false, true]) {
    using folder = temporaryFolder();
    const path = `${folder.path}/b.db`;
    const { recorder, states } = await recordTo(path);
    const record = (ms: number) => {
      const sentAt = wallNs(START_MS + ms);
      recorder.sample(answered(SERIES, sentAt, { rttUs: 7 }), null);
      return recorder.flush();
    };
    await record(0);
    // Its newest rows are still in the file beside it, which is left behind.
    if (isDeleted) await Deno.remove(path);
    else await Deno.rename(path, `${path}.old`);
    await record(1000);
    await record(2000);
    await recorder[Symbol.asyncDispose]();
    deepStrictEqual(states, [{
      kind: "writing",
      reason:
        "the database was moved, deleted or replaced, so the one now of that name is used",
    }]);
    const files = await Array.fromAsync(Deno.readDir(folder.path));
    const names = files.map(({ name }) => name);
    deepStrictEqual(names.sort(), isDeleted ? ["b.db"] : ["b.db", "b.db.old"]);
    deepStrictEqual(stored(path), [[1000, 7], [2000, 7]]);
    if (!isDeleted) deepStrictEqual(stored(`${path}.old`), [[0, 7]]);
  }
});

Deno.test("Recorder takes a database that was put in the place of the old one", async () => {
  using folder = temporaryFolder();
  const path = `${folder.path}/b.db`;
  const backup = `${folder.path}/backup.db`;
  await fill(backup, 2);
  const { recorder } = await recordTo(path);
  await recorder.flush();
  await Deno.rename(backup, path);
  const sentAt = wallNs(START_MS + 5000);
  recorder.sample(answered(SERIES, sentAt, { rttUs: 7 }), null);
  await recorder[Symbol.asyncDispose]();
  deepStrictEqual(stored(path), [[0, 8000], [1000, 8001], [5000, 7]]);
});
