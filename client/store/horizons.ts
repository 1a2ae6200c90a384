import type { Query } from "./query.ts";
import type { Statements } from "./statements.ts";

/**
 * How far summing up has come and how far back everything reaches; Unix
 * milliseconds. 0: not at all, and from the beginning.
 */
export interface Horizons {
  /** Minutes are summed up until here. */
  readonly minutesUntil: number;
  /** Hours are summed up until here. */
  readonly hoursUntil: number;
  /** Samples and seconds were deleted before this. */
  readonly rawFrom: number;
  /** Minutes were deleted before this. */
  readonly minutesFrom: number;
  /** Hours were deleted before this. */
  readonly hoursFrom: number;
  /** When what is too old was deleted last. */
  readonly keptTidyAt: number;
}

const NONE: Horizons = {
  minutesUntil: 0,
  hoursUntil: 0,
  rawFrom: 0,
  minutesFrom: 0,
  hoursFrom: 0,
  keptTidyAt: 0,
};

/**
 * Reads them.
 *
 * @param query The database.
 * @returns All of them.
 */
export function selectHorizons(query: Query): Horizons {
  const rows = query("SELECT name, at_ms FROM horizons");
  const known = rows.map(([name, atMs]) => [String(name), Number(atMs)]);
  return { ...NONE, ...Object.fromEntries(known) };
}

/**
 * Stores some of them.
 *
 * @param statements Of the database, in a transaction.
 * @param changed The new ones.
 */
export function keepHorizons(
  statements: Statements,
  changed: Partial<Horizons>,
): void {
  const keep = statements.of(
    `INSERT INTO horizons (name, at_ms) VALUES (?, ?)
      ON CONFLICT (name) DO UPDATE SET at_ms = excluded.at_ms`,
  );
  for (const [name, atMs] of Object.entries(changed)) keep.run(name, atMs);
}
