import { deepStrictEqual, strictEqual, throws } from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import {
  APPLICATION_ID,
  identityOf,
  isBlank,
  migrate,
  MIGRATIONS,
} from "./migrations.ts";

Deno.test("migrate() brings an empty database up to date, and does nothing twice", () => {
  using db = new DatabaseSync(":memory:");
  strictEqual(isBlank("b.db", identityOf(db)), true);
  migrate(db);
  migrate(db);
  const { applicationId, version, tables } = identityOf(db);
  deepStrictEqual([applicationId, version], [
    APPLICATION_ID,
    MIGRATIONS.length,
  ]);
  deepStrictEqual(
    tables.filter((name) => !name.startsWith("sqlite_")).toSorted(),
    [
      "associations",
      "details",
      "echo_samples",
      "events",
      "horizons",
      "hours",
      "link_hours",
      "link_minutes",
      "link_seconds",
      "links",
      "measurements",
      "minutes",
      "odd_samples",
      "path_traces",
      "runs",
      "samples",
      "series",
      "state",
      "stretches",
      "tests",
      "tests_with_details",
      "ticks",
      "traffic_hours",
      "traffic_minutes",
      "traffic_seconds",
    ],
  );
});

Deno.test("migrate() leaves the old schema or the new, never one between", () => {
  const steps = [...MIGRATIONS, "CREATE TABLE a (x); CREATE TABLE a (x)"];
  using db = new DatabaseSync(":memory:");
  throws(() => migrate(db, steps), /table a already exists/);
  db.exec("ROLLBACK");
  const { version, tables } = identityOf(db);
  deepStrictEqual([version, tables.includes("a")], [MIGRATIONS.length, false]);
});

Deno.test("isBlank() refuses what is not ours to write", () => {
  const cases = [
    {
      identity: { applicationId: 0, version: 3, tables: ["urls", "visits"] },
      message: "Cannot use b.db as the database: found another program's " +
        "SQLite file with the tables urls, visits " +
        "(allowed: a bufferbane database, or a new file)",
      why: "a browser's history",
    },
    {
      identity: { applicationId: 7, version: 0, tables: [] },
      message: "Cannot use b.db as the database: found another program's " +
        "empty SQLite file (allowed: a bufferbane database, or a new file)",
      why: "marked by another program",
    },
    {
      identity: {
        applicationId: APPLICATION_ID,
        version: MIGRATIONS.length + 1,
        tables: ["samples"],
      },
      message: "Cannot use b.db as the database: found schema version " +
        `${MIGRATIONS.length + 1} (allowed: up to ${MIGRATIONS.length}): ` +
        "a newer bufferbane wrote it, so update this one",
      why: "after a downgrade",
    },
  ];
  for (const { identity, message, why } of cases) {
    throws(() => isBlank("b.db", identity), { message }, why);
  }
});
