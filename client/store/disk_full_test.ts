import { deepStrictEqual, ok, rejects, strictEqual } from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { StoreError } from "./errors.ts";
import { openReader } from "./reader.ts";
import {
  ALWAYS,
  answered,
  recordTo,
  seriesOf,
  START_MS,
  temporaryFolder,
  tickAt,
  wallNs,
} from "./testing.ts";

function run(command: string, ...args: string[]): boolean {
  try {
    return new Deno.Command(command, { args }).outputSync().success;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

/** A disk of its own, as small as needed. */
function smallDisk(path: string, options: string): Disposable {
  ok(run("mount", "-t", "tmpfs", "-o", options, "tmpfs", path));
  return { [Symbol.dispose]: () => void run("umount", path) };
}

function canMount(): boolean {
  using folder = temporaryFolder();
  return run("mount", "-t", "tmpfs", "tmpfs", folder.path) &&
    run("umount", folder.path);
}

const note = canMount() ? "" : " (skipped: may not mount)";

Deno.test({
  name:
    `Recorder survives a full disk: nothing lost, nothing half-written${note}`,
  ignore: note !== "",
  async fn() {
    using folder = temporaryFolder();
    using _ = smallDisk(folder.path, "size=3m");
    const path = `${folder.path}/b.db`;
    const ballast = `${folder.path}/ballast`;
    const { recorder, states } = await recordTo(path, { memoryRows: 100_000 });
    Deno.writeFileSync(ballast, new Uint8Array(2_800_000));
    const seconds = 20_000;
    for (let i = 0; i < seconds; i++) {
      const at = wallNs(START_MS + i * 1000);
      recorder.sample(answered(seriesOf(), at, { rttUs: i + 1 }), null);
      recorder.tick(tickAt(at));
    }
    await rejects(
      recorder.flush(),
      (error) => error instanceof StoreError && error.reason === "full",
    );
    deepStrictEqual(states, [{
      kind: "memory",
      reason: "the disk is full (database or disk is full)",
    }]);
    const { waitingRows, droppedRows } = recorder.status;
    ok(waitingRows > seconds, `${waitingRows} wait`);
    strictEqual(droppedRows, 0);
    Deno.removeSync(ballast);
    await recorder[Symbol.asyncDispose]();
    deepStrictEqual(states[1], {
      kind: "writing",
      reason: "the disk works again",
    });
    using reader = openReader(path);
    const { length, rttUs } = reader.samples(seriesOf(), ALWAYS);
    strictEqual(length, seconds);
    ok(rttUs.every((value, i) => value === i + 1));
    strictEqual(reader.ticks(ALWAYS).length, seconds);
    using db = new DatabaseSync(path, { readOnly: true });
    deepStrictEqual(
      Object.values(
        db.prepare("PRAGMA integrity_check").get() ?? {},
      ),
      ["ok"],
    );
  },
});

Deno.test({
  name:
    `Recorder starts in memory on a read-only disk, and writes when it is ` +
    `so no more${note}`,
  ignore: note !== "",
  async fn() {
    using folder = temporaryFolder();
    using _ = smallDisk(folder.path, "size=3m,ro");
    const { recorder, states } = await recordTo(`${folder.path}/b.db`);
    recorder.tick(tickAt(wallNs(START_MS)));
    await rejects(
      recorder.flush(),
      (error) => error instanceof StoreError && error.reason === "read_only",
    );
    ok(run("mount", "-o", "remount,rw", folder.path));
    await recorder[Symbol.asyncDispose]();
    deepStrictEqual(states.map(({ kind }) => kind), ["memory", "writing"]);
    using reader = openReader(`${folder.path}/b.db`);
    strictEqual(reader.ticks(ALWAYS).length, 1);
  },
});
