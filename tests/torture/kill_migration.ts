/**
 * T22: the process that migrates a database is killed, from every version and
 * at random moments; what is left must be the old schema or the new:
 * `deno run -A tests/torture/kill_migration.ts [--quick]`.
 *
 * @module
 */

import { DatabaseSync } from "node:sqlite";
import {
  identityOf,
  migrate,
  MIGRATIONS,
} from "../../client/store/migrations.ts";
import { temporaryFolder } from "../../client/store/testing.ts";
import { seededRandom } from "../support/random.ts";
import { figure, isQuick } from "./figures.ts";

const TRIALS = isQuick() ? 30 : 300;
const ROWS = 5_000;
/** Longer than all steps with their pauses. */
const MAX_LIFE_MS = 40 + 120 * MIGRATIONS.length;

/** The text of every table and view, as SQLite keeps it. */
function schemaOf(db: DatabaseSync): string {
  return JSON.stringify(
    db.prepare("SELECT type, name, sql FROM sqlite_schema ORDER BY name").all(),
  );
}

/** What each version looks like. */
const SCHEMAS = [0, ...MIGRATIONS.keys().map((i) => i + 1)].map((version) => {
  using db = new DatabaseSync(":memory:");
  migrate(db, MIGRATIONS.slice(0, version));
  return schemaOf(db);
});

/** A database of a version, with rows in it if it can hold any. */
function make(path: string, version: number): void {
  using db = new DatabaseSync(path);
  db.exec("PRAGMA journal_mode = WAL");
  migrate(db, MIGRATIONS.slice(0, version));
  if (version === 0) return;
  db.exec(`WITH RECURSIVE n(i) AS
      (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${ROWS})
    INSERT INTO samples (series_id, ts, ms, status) SELECT 1, i, 0, 0 FROM n`);
}

/** Starts the migration and kills it; tells whether it had ended by then. */
async function migrateAndDie(path: string, lifeMs: number): Promise<boolean> {
  const victim = new URL("./kill_migration_victim.ts", import.meta.url);
  await using child = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", victim.pathname, path],
    stdout: "piped",
  }).spawn();
  let said = "";
  let timer: ReturnType<typeof setTimeout> | undefined;
  for await (const part of child.stdout.pipeThrough(new TextDecoderStream())) {
    timer ??= setTimeout(() => child.kill("SIGKILL"), lifeMs);
    said += part;
  }
  await child.status;
  clearTimeout(timer);
  return said.includes("done");
}

/** What is wrong with what was left, if anything. */
function inspectLeft(path: string, from: number): string | undefined {
  using db = new DatabaseSync(path);
  const { version } = identityOf(db);
  versions.set(version, (versions.get(version) ?? 0) + 1);
  if (version < from) return `version ${version} after ${from}`;
  if (schemaOf(db) !== SCHEMAS[version]) return `half of version ${version}`;
  migrate(db);
  if (schemaOf(db) !== SCHEMAS.at(-1)) return "the next start did not end it";
  const check = db.prepare("PRAGMA integrity_check").get();
  if (check?.["integrity_check"] !== "ok") return "not whole";
  const rows = db.prepare("SELECT count(*) AS n FROM samples").get()?.["n"];
  return rows === (from === 0 ? 0 : ROWS) ? undefined : `${rows} rows`;
}

const random = seededRandom(22);
const versions = new Map<number, number>();
const wrong: string[] = [];
let cut = 0;
for (let trial = 0; trial < TRIALS; trial++) {
  using folder = temporaryFolder();
  const path = `${folder.path}/b.db`;
  const from = trial % MIGRATIONS.length;
  make(path, from);
  if (!await migrateAndDie(path, random() * MAX_LIFE_MS)) cut += 1;
  const fault = inspectLeft(path, from);
  if (fault !== undefined) wrong.push(`#${trial}: ${fault}`);
}
const left = [...versions].sort(([a], [b]) => a - b)
  .map(([version, times]) => `version ${version} ${times} times`);
figure(
  `${TRIALS} migrations, ${cut} killed`,
  `left ${left.join(", ")}; ${
    wrong.length === 0 ? "none between" : wrong.slice(0, 3).join(", ")
  }`,
  wrong.length === 0 && cut > TRIALS / 4,
);
