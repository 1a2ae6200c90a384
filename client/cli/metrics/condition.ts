/** How the monitor is, as others see it. @module */

import type { Figures } from "../../metrics/mod.ts";
import { askStatus } from "../../monitor/control_client.ts";
import type { RecorderStatus } from "../../store/recorder.ts";

/** `/proc` counts processor time in these, on every Linux. */
const TICKS_PER_S = 100;
const BYTES_PER_KIB = 1024;

/** What the monitor answers to `status`. */
interface Status {
  readonly version: string;
  readonly pid: number;
  readonly store: RecorderStatus;
}

/** Where the monitor is found. */
export interface MonitorPlace {
  /** Where its control socket may be. */
  readonly sockets: readonly string[];
  /** Its database. */
  readonly databasePath: string;
  /** Reads a file of `/proc`; `undefined`: there is none. */
  readonly readText: (path: string) => string | undefined;
}

/**
 * Puts the monitor's condition into the figures.
 *
 * @param figures Where to.
 * @param place Where it is found.
 */
export async function addCondition(
  figures: Figures,
  { sockets, databasePath, readText }: MonitorPlace,
): Promise<void> {
  figures.number("databaseSize").value = sizeOf(databasePath) +
    sizeOf(`${databasePath}-wal`);
  const status = await statusOf(sockets);
  figures.number("monitorUp").value = status === null ? 0 : 1;
  if (status === null) return;
  const { store, pid } = status;
  figures.number("storeWaiting").value = store.waitingRows;
  figures.number("storeWritten").value = store.writtenRows;
  figures.number("storeDropped").value = store.droppedRows;
  figures.number("storeWriting").value = store.state.kind === "writing" ? 1 : 0;
  const memory = readText(`/proc/${pid}/status`) ?? "";
  figures.number("monitorMemory").value =
    Number(/^VmRSS:\s+(\d+) kB/m.exec(memory)?.[1]) * BYTES_PER_KIB;
  figures.number("monitorCpu").value = cpuS(readText(`/proc/${pid}/stat`));
}

async function statusOf(
  sockets: readonly string[],
): Promise<Status | null> {
  try {
    // What a monitor answers to `status`: see cli/measure.ts.
    return await askStatus(sockets) as Status | null;
  } catch (error) {
    // It hangs, or is stopped: not one that runs.
    if (error instanceof Deno.errors.TimedOut) return null;
    throw error;
  }
}

/** @see {@link https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html | proc_pid_stat(5)} */
function cpuS(stat: string | undefined): number {
  // The name, in parentheses, may hold anything.
  const fields = stat?.slice(stat.lastIndexOf(")") + 2).split(" ") ?? [];
  const [user, system] = fields.slice(11, 13).map(Number);
  return ((user ?? NaN) + (system ?? NaN)) / TICKS_PER_S;
}

function sizeOf(path: string): number {
  try {
    return Deno.statSync(path).size;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return 0;
    throw error;
  }
}
