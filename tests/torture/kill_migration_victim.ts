/** Migrates a database, slowly, so that it can be killed anywhere. @module */

import { DatabaseSync } from "node:sqlite";
import { migrate, MIGRATIONS } from "../../client/store/migrations.ts";

/** Some tens of milliseconds of SQLite's time. */
const PAUSE = `WITH RECURSIVE n(i) AS
  (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 300000)
  SELECT count(*) FROM n;`;

const [path = ""] = Deno.args;
using db = new DatabaseSync(path);
db.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL");
Deno.stdout.writeSync(new TextEncoder().encode("begun\n"));
migrate(db, MIGRATIONS.map((step) => `${PAUSE}${step};${PAUSE}`));
Deno.stdout.writeSync(new TextEncoder().encode("done\n"));
