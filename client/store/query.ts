import type { DatabaseSync, SQLInputValue, SQLOutputValue } from "node:sqlite";
import type {} from "./node_sqlite.ts";

/** A row as SQLite returns it: a value a column. */
export type Row = readonly SQLOutputValue[];

/** Runs a SELECT. */
export type Query = (sql: string, ...bound: SQLInputValue[]) => readonly Row[];

/**
 * Runs SELECTs on a database.
 *
 * @param db The database.
 * @returns What runs them; it throws what SQLite throws.
 */
export function queryOf(db: DatabaseSync): Query {
  return (sql, ...bound) => {
    const statement = db.prepare(sql);
    statement.setReturnArrays(true);
    // all() is typed for rows as objects.
    return statement.all(...bound) as unknown as Row[];
  };
}
