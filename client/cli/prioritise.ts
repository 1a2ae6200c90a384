import type { Libc } from "@bufferbane/ffi";
import { type ProcFiles, SYSTEM_PROC } from "../links/socket_owners.ts";

/** Where Linux lists a process's threads. */
const TASKS = "/proc/self/task";

/**
 * Lets this program run as soon as it wakes, where that is allowed, so that a
 * busy machine delays no round.
 *
 * @param libc Asks the scheduler.
 * @param proc Where threads are listed; what cannot be read is left as it is.
 */
export function prioritise(
  libc: Pick<Libc, "prioritise">,
  proc: Pick<ProcFiles, "list" | "text"> = SYSTEM_PROC,
): void {
  const threads = proc.list(TASKS).filter((name) =>
    Number(name) === Deno.pid ||
    // Those that wait for packets and timers; not V8's, nor the writer's.
    proc.text(`${TASKS}/${name}/comm`)?.startsWith("tokio")
  );
  libc.prioritise(threads.map(Number));
}
