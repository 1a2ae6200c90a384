import type { Libc } from "@bufferbane/ffi";
import { readText } from "../links/mod.ts";

/** Where Linux lists a process's threads. */
const TASKS = "/proc/self/task";

/**
 * Lets this program run as soon as it wakes, where that is allowed, so that a
 * busy machine delays no round.
 *
 * @param libc Asks the scheduler.
 */
export function prioritise(libc: Libc): void {
  const threads = [...Deno.readDirSync(TASKS)].filter(({ name }) =>
    Number(name) === Deno.pid ||
    // Those that wait for packets and timers; not V8's, nor the writer's.
    readText(`${TASKS}/${name}/comm`)?.startsWith("tokio")
  );
  libc.prioritise(threads.map(({ name }) => Number(name)));
}
