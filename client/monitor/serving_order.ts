/**
 * How the monitor has processes of their own serve the dashboard and metrics:
 * they read the database for as long as a second, and probing must never wait.
 *
 * ```text
 * > {"config":"client.conf","databasePath":"..."}   one line on standard input
 * < a sentence for the user                         lines on standard output
 * ```
 *
 * Each ends when its standard input ends, so also when the monitor dies.
 *
 * @module
 */

/** The argument that makes the program serve the dashboard by order. */
export const DASHBOARD_CHILD = "--serve-dashboard";
/** The argument that makes the program serve and send metrics by order. */
export const METRICS_CHILD = "--serve-metrics";

/** What is to be served. */
export interface ServingOrder {
  /** The configuration file; `null`: the one that is found, or none. */
  readonly config: string | null;
  /** The database. */
  readonly databasePath: string;
}
