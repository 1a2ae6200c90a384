import type {
  DatabaseSync,
  SQLInputValue,
  SQLOutputValue,
  StatementSync,
} from "node:sqlite";
import { explain, faultOf, StoreError } from "./errors.ts";
import type {} from "./node_sqlite.ts";

/** A row as SQLite returns it: a value a column. */
export type Row = readonly SQLOutputValue[];

/** Runs a SELECT. */
export type Query = (sql: string, ...bound: SQLInputValue[]) => readonly Row[];

/**
 * Runs SELECTs on a database. Each text is prepared once: what is prepared
 * and forgotten keeps its memory, which V8 does not see, until V8 collects.
 *
 * @param db The database; texts are of a bounded number, values are bound.
 * @returns What runs them; it throws what SQLite throws.
 */
export function queryOf(db: DatabaseSync): Query {
  const prepared = new Map<string, StatementSync>();
  return (sql, ...bound) => {
    let statement = prepared.get(sql);
    if (statement === undefined) {
      statement = db.prepare(sql);
      statement.setReturnArrays(true);
      prepared.set(sql, statement);
    }
    // all() is typed for rows as objects.
    return statement.all(...bound) as unknown as Row[];
  };
}

/**
 * Makes failures say what they mean.
 *
 * @param path The file, for messages.
 * @param query Of that file.
 * @returns The same, throwing {@linkcode StoreError} alone.
 */
export function explainedQuery(path: string, query: Query): Query {
  return (sql, ...bound) => {
    try {
      return query(sql, ...bound);
    } catch (error) {
      throw new StoreError(path, faultOf(error), {
        message: `Cannot read ${path}: ${explain(error)}`,
        cause: error,
      });
    }
  };
}
