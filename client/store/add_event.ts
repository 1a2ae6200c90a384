import { DatabaseSync } from "node:sqlite";
import type { StoredEvent } from "../model/mod.ts";
import { explain, faultOf, StoreError } from "./errors.ts";
import { openForReading } from "./open_reading.ts";
import { insertEvent } from "./rows.ts";
import { Statements } from "./statements.ts";

/** The monitor's transactions take milliseconds; a disk may take longer. */
const BUSY_TIMEOUT_MS = 10_000;

/**
 * Writes one event beside a monitor that may be running.
 *
 * @param path The database.
 * @param event What to write.
 * @throws {StoreError} When it is missing, not ours, or cannot be written.
 */
export function addEvent(path: string, event: StoredEvent): void {
  // Says what is wrong with a file that is not ours.
  openForReading(path).close();
  try {
    using db = new DatabaseSync(path, { timeout: BUSY_TIMEOUT_MS });
    insertEvent(new Statements(db), event);
  } catch (error) {
    throw new StoreError(path, faultOf(error), {
      message: `Cannot write to ${path}: ${explain(error)}`,
      cause: error,
    });
  }
}
