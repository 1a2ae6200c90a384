/** What commands ask of the monitor that runs on the same database. @module */

import { controlPaths } from "../monitor/control.ts";
import { askForTest, type TestWatcher } from "../monitor/control_client.ts";
import type { TestRequest } from "../monitor/test_request.ts";
import { LoadError } from "../probes/load_error.ts";

/** What a test came to, for whoever asked for it. */
export interface AskedResult {
  /** What the command's own `--json` prints. */
  readonly result: unknown;
}

/**
 * Has the monitor of a database run a load test.
 *
 * @param databasePath The database.
 * @param request The test.
 * @param watcher Who is told how it goes.
 * @returns Its result, or `null` if no monitor runs there.
 * @throws {LoadError} Why there is no result.
 */
export async function askMonitorForTest(
  databasePath: string,
  request: TestRequest,
  watcher: TestWatcher,
): Promise<AskedResult | null> {
  const paths = await monitorPaths(databasePath);
  const answer = await askForTest(paths, request, watcher);
  if (answer === null) return null;
  if ("result" in answer) return answer;
  const why = "error" in answer ? answer.error : "it said nothing of a result";
  throw new LoadError("refused", why);
}

/** Where the monitor of a database may listen. */
export function monitorPaths(
  databasePath: string,
): Promise<readonly string[]> {
  return controlPaths(databasePath, (name) => Deno.env.get(name));
}
