import { Writer } from "../../client/store/writer.ts";

/**
 * Opens the writer of a database that is drawn rather than measured.
 *
 * @param path The database to be.
 * @param startedMs When its only run began, Unix ms.
 */
export function freshDatabase(path: string, startedMs: number): Writer {
  const run = { startedMs, pid: 1, bootId: "", host: "lab", version: "0" };
  return new Writer({ path, run, busyTimeoutMs: 1000 }, {
    onCheck: () => {},
    onRepair: () => {},
  });
}
