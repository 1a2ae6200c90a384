import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { run } from "../lab/command.ts";
import { testInNamespaces } from "../support/skip.ts";
import {
  endBy,
  finish,
  lineOf,
  openBareNamespace,
  pass,
  start,
  type Surroundings,
  temporaryFolder,
  together,
  until,
} from "./program.ts";
import { completenessOf, count, isThere } from "./recorded.ts";

/** In a namespace without a route each ping fails at once, and is a row. */
const PUBLIC = ["1.1.1.1", "8.8.8.8", "9.9.9.9"];

interface Row {
  /** Makes the file; returns its path in the folder. */
  readonly prepare: (folder: string) => void;
  readonly says: string;
  readonly why: string;
}

const NOT_OURS: readonly Row[] = [
  {
    prepare: (folder) =>
      Deno.writeTextFileSync(`${folder}/b.db`, "Dear Ada,\n"),
    says:
      "Cannot use FOLDER/b.db as the database: found a file that is no database (allowed: a bufferbane database, or a new file)",
    why: "a letter must not be lost",
  },
  {
    prepare: (folder) => inDatabase(`${folder}/b.db`, "CREATE TABLE bills (x)"),
    says:
      "Cannot use FOLDER/b.db as the database: found another program's SQLite file with the tables bills (allowed: a bufferbane database, or a new file)",
    why: "another program's data must not be touched",
  },
];

testInNamespaces(
  "monitor leaves files alone that are not its own",
  async () => {
    await using bare = await openBareNamespace();
    for (const { prepare, says, why } of NOT_OURS) {
      await using folder = await temporaryFolder();
      prepare(folder.path);
      const before = await Deno.readFile(`${folder.path}/b.db`);
      const surroundings = { ...bare, folder: folder.path };
      deepStrictEqual(
        await finish(surroundings, ["--db", "b.db"]),
        {
          code: 1,
          stdout: "",
          stderr: `${says.replace("FOLDER", folder.path)}\n`,
        },
        why,
      );
      deepStrictEqual(await Deno.readFile(`${folder.path}/b.db`), before, why);
    }
  },
);

testInNamespaces(
  "monitor refuses the database of a newer version",
  async () => {
    await using bare = await openBareNamespace();
    await using folder = await temporaryFolder();
    const surroundings = { ...bare, folder: folder.path };
    await finish(surroundings, ["--db", "b.db", "--duration", "1s"]);
    inDatabase(`${folder.path}/b.db`, "PRAGMA user_version = 99");
    for (const command of ["monitor", "stats"]) {
      const { code, stderr } = await finish(surroundings, [
        command,
        "--db",
        "b.db",
      ]);
      strictEqual(code, 1);
      match(
        stderr,
        /^Cannot use .*b\.db as the database: found schema version 99 \(allowed: up to \d+\): a newer bufferbane wrote it, so update this one\n$/,
      );
    }
  },
);

testInNamespaces(
  "monitor measures on while its database cannot be written",
  async () => {
    await using bare = await openBareNamespace();
    await using disk = await smallDisk();
    await using folder = await temporaryFolder();
    const here = { ...bare, folder: folder.path };
    await together({
      "a second monitor names the first": () => secondMonitor(here),
      "a damaged database is kept, and another begun": () => damaged(here),
      "a folder that may not be written": () => readOnly(here, "closed/b.db"),
      "a file that may not be written": () => readOnly(here, "open/theirs.db"),
      "a database locked by another program": () => locked(here),
      "a full disk": () => fullDisk(here, disk.path),
    });
  },
  { tools: ["setpriv", "mount"] },
);

async function secondMonitor(here: Surroundings): Promise<void> {
  const db = `${here.folder}/two.db`;
  await using first = await start(here, ["--db", db]);
  await until(() => isThere(db), () => `rows in ${db}`);
  await Deno.symlink(db, `${here.folder}/link.db`);
  for (const path of [db, "two.db", "link.db"]) {
    deepStrictEqual(await finish(here, ["--db", path]), {
      code: 1,
      stdout: "",
      stderr:
        `Cannot write to ${path} as process ${first.pid} is already monitoring into it (stop it, or give another file by --db)\n`,
    });
  }
  // No locked file stands beside that name.
  await Deno.link(db, `${here.folder}/hard.db`);
  deepStrictEqual(await finish(here, ["--db", "hard.db"]), {
    code: 1,
    stdout: "",
    stderr:
      "Cannot write to hard.db as another process is already monitoring into it (stop it, or give another file by --db)\n",
  });
  strictEqual(await endBy(first, "SIGTERM"), 0);
}

async function damaged(here: Surroundings): Promise<void> {
  const db = `${here.folder}/damaged.db`;
  const noise = new Uint8Array(20_000).fill(0x55);
  noise.set(new TextEncoder().encode("SQLite format 3\0"));
  await Deno.writeFile(db, noise);
  const ended = await finish(here, ["--db", db, "--duration", "2s"]);
  strictEqual(ended.code, 0);
  match(
    ended.stdout,
    /The database: the database was damaged: 0 samples could be saved, and the damaged file is kept as .*damaged\.db\.corrupt-\d{8}T\d{6}Z/,
  );
  ok(isThere(db));
}

/** As nobody, in a folder, or on a file, that is root's. */
async function readOnly(here: Surroundings, path: string): Promise<void> {
  const folder = `${here.folder}/nobody-${path.replace("/", "-")}`;
  await Deno.mkdir(`${folder}/closed`, { recursive: true });
  await Deno.mkdir(`${folder}/open`);
  await Deno.chmod(`${folder}/open`, 0o777);
  await Deno.writeTextFile(`${folder}/open/theirs.db`, "");
  const { code, stdout, stderr } = await finish(
    { ...here, folder, isNobody: true },
    ["--db", path, "--duration", "3s", "--verbose"],
  );
  match(
    stdout,
    /Cannot write to the database, keeping measurements in memory: it(, its directory or its disk is read-only| cannot be opened or made \(permission\?\))/,
  );
  match(stdout, /dns .* send failed/, "it measures all the same");
  match(
    stderr,
    /^Cannot write \d+ rows to /,
    "what is lost is said at the end",
  );
  strictEqual(code, 1);
}

async function locked(here: Surroundings): Promise<void> {
  const db = `${here.folder}/locked.db`;
  await using monitor = await start(here, ["--db", db]);
  await until(() => isThere(db), () => `rows in ${db}`);
  const lock = new DatabaseSync(db, { timeout: 5000 });
  lock.exec("BEGIN EXCLUSIVE");
  await lineOf(
    monitor,
    /Cannot write to the database, keeping measurements in memory: another program has locked it/,
  );
  lock.exec("COMMIT");
  lock.close();
  await lineOf(monitor, /The database: the disk works again/);
  strictEqual(await endBy(monitor, "SIGINT"), 0);
  nothingIsMissing(db);
  ok(completenessOf(db).rounds >= 5, "the rounds while it was locked as well");
}

async function fullDisk(here: Surroundings, disk: string): Promise<void> {
  const db = `${disk}/full.db`;
  const conf = `${here.folder}/full.conf`;
  await Deno.writeTextFile(conf, "[general]\ntest_interval_ms = 100\n");
  await using monitor = await start(here, ["--db", db, "--config", conf]);
  await until(() => isThere(db), () => `rows in ${db}`);
  await run(["sh", "-c", `cat /dev/zero >${disk}/ballast; true`]);
  await lineOf(
    monitor,
    /Cannot write to the database, keeping measurements in memory: the disk is full/,
  );
  const written = count(db, "SELECT count(*) FROM ticks");
  await pass(1000);
  await Deno.remove(`${disk}/ballast`);
  await lineOf(monitor, /The database: the disk works again/);
  strictEqual(await endBy(monitor, "SIGINT"), 0);
  nothingIsMissing(db, 100);
  ok(
    completenessOf(db).rounds >= written + 10,
    "ten rounds a second, all kept",
  );
}

/** No round is missing but what the monitor says, and each has all its rows. */
function nothingIsMissing(db: string, intervalMs = 1000): void {
  const { rounds, due, missed, byTarget } = completenessOf(db, intervalMs);
  deepStrictEqual({ rounds: rounds + missed, byTarget }, {
    rounds: due,
    byTarget: Object.fromEntries(PUBLIC.map((target) => [target, rounds])),
  });
}

function inDatabase(path: string, sql: string): void {
  using db = new DatabaseSync(path);
  db.exec(sql);
}

/** A disk of its own, of 1 MB. */
async function smallDisk(): Promise<
  AsyncDisposable & { readonly path: string }
> {
  const path = await Deno.makeTempDir({ prefix: "bufferbane-disk-" });
  await run(["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", path]);
  return {
    path,
    async [Symbol.asyncDispose]() {
      await run(["umount", path]);
      await Deno.remove(path);
    },
  };
}
