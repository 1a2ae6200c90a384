import type { DatabaseSync, StatementSync } from "node:sqlite";

/** Prepares each statement of a database once. */
export class Statements {
  readonly #db: DatabaseSync;
  readonly #prepared = new Map<string, StatementSync>();

  /**
   * Prepares nothing yet.
   *
   * @param db Where they run.
   */
  constructor(db: DatabaseSync) {
    this.#db = db;
  }

  /**
   * The statement of that text.
   *
   * @param sql One of a bounded number: none has values written into it.
   */
  of(sql: string): StatementSync {
    let statement = this.#prepared.get(sql);
    if (statement === undefined) {
      statement = this.#db.prepare(sql);
      this.#prepared.set(sql, statement);
    }
    return statement;
  }
}
