/**
 * How the monitor has a process of its own serve the dashboard: pages read the
 * database for as long as a second, and probing must never wait.
 *
 * ```text
 * > {"config":"client.conf","databasePath":"..."}   one line on standard input
 * ```
 *
 * It ends when its standard input ends, so also when the monitor dies.
 *
 * @module
 */

/** The argument that makes the program serve the dashboard by order. */
export const DASHBOARD_CHILD = "--serve-dashboard";

/** What is to be served. */
export interface DashboardOrder {
  /** The configuration file; `null`: the one that is found, or none. */
  readonly config: string | null;
  /** The database. */
  readonly databasePath: string;
}
