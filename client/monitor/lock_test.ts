import { ok, strictEqual, throws } from "node:assert/strict";
import { join } from "node:path";
import { lockDatabase, monitorOf, MonitorRunningError } from "./lock.ts";

Deno.test("lockDatabase() lets one process in, names it to the next, and lets go", () => {
  const folder = Deno.makeTempDirSync();
  const path = join(folder, "state", "line.db");
  try {
    const lock = lockDatabase(path, 4711);
    ok(lock);
    throws(
      () => lockDatabase(path, 1),
      (error) =>
        error instanceof MonitorRunningError &&
        error.message ===
          `Cannot write to ${path} as process 4711 is already monitoring into it (stop it, or give another file by --db)`,
    );
    lock[Symbol.dispose]();
    const again = lockDatabase(path, 1);
    ok(again);
    again[Symbol.dispose]();
    strictEqual(
      Deno.statSync(join(folder, "state")).mode ?? 0 & 0o777,
      0o40700,
    );
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
});

Deno.test("monitorOf() names who has the lock, and whoever was killed not", () => {
  const folder = Deno.makeTempDirSync();
  const path = join(folder, "line.db");
  try {
    strictEqual(monitorOf(path), null);
    const lock = lockDatabase(path, 4711);
    ok(lock);
    strictEqual(monitorOf(path), 4711);
    lock[Symbol.dispose]();
    // The file stays, with the number of a process that may be another's now.
    strictEqual(monitorOf(path), null);
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
});

Deno.test("lockDatabase() needs no lock where nothing can be written", () => {
  strictEqual(lockDatabase("/proc/nowhere/line.db", 1), null);
});

Deno.test("lockDatabase() overwrites no file that the lock links to", () => {
  const folder = Deno.makeTempDirSync();
  const path = join(folder, "line.db");
  try {
    Deno.writeTextFileSync(join(folder, "letter"), "dear");
    Deno.symlinkSync(join(folder, "letter"), `${path}.lock`);
    throws(() => lockDatabase(path, 1), {
      name: "LockPlaceError",
      message:
        `Cannot lock ${path}.lock as it is a link to another file, which would be overwritten (remove the link, or give another database by --db)`,
    });
    strictEqual(Deno.readTextFileSync(join(folder, "letter")), "dear");
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
});

Deno.test("lockDatabase() lets nobody in by another name of the same file", () => {
  const folder = Deno.makeTempDirSync();
  const path = join(folder, "line.db");
  const link = join(folder, "other.db");
  try {
    const lock = lockDatabase(path, 4711);
    ok(lock);
    // The monitor makes its database once it has the lock.
    Deno.writeTextFileSync(path, "");
    Deno.linkSync(path, link);
    lock.holdFile();
    throws(() => lockDatabase(link, 1), {
      name: "MonitorRunningError",
      message:
        `Cannot write to ${link} as another process is already monitoring into it (stop it, or give another file by --db)`,
    });
    strictEqual(monitorOf(link), 0);
    lock[Symbol.dispose]();
    strictEqual(monitorOf(link), null);
    const again = lockDatabase(link, 1);
    ok(again);
    throws(() => lockDatabase(path, 1), { name: "MonitorRunningError" });
    again[Symbol.dispose]();
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
});

Deno.test("lockDatabase() holds the file that took a repaired one's place", () => {
  const folder = Deno.makeTempDirSync();
  const path = join(folder, "line.db");
  try {
    Deno.writeTextFileSync(path, "damaged");
    using lock = lockDatabase(path, 4711);
    Deno.renameSync(path, `${path}.corrupt`);
    Deno.writeTextFileSync(path, "repaired");
    lock?.holdFile();
    Deno.linkSync(path, join(folder, "other.db"));
    strictEqual(monitorOf(join(folder, "other.db")), 0);
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
});
