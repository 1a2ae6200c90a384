import type { Monitor, TestWish } from "../../dashboard/mod.ts";
import { askForTest, askStatus } from "../../monitor/control_client.ts";
import { watchLive } from "../../monitor/live_client.ts";

/** Of each phase at rest, ms, as `bufferbane bloat` has it. */
const REST_MS = 3_000;
/** Of each phase under load, ms, as `bufferbane bloat` has it. */
const LOAD_MS = 8_000;

/**
 * The monitor, over its control socket; each question a connection of its own.
 *
 * @param paths Where it may listen.
 * @param flows TCP connections each way of a load test.
 */
export function monitorLink(
  paths: readonly string[],
  flows: number,
): Monitor {
  return {
    async status() {
      try {
        return await askStatus(paths);
      } catch (error) {
        // It hangs, or is stopped: not one that runs.
        if (error instanceof Deno.errors.TimedOut) return null;
        throw error;
      }
    },
    watch: (onLine, signal) => watchLive(paths, onLine, signal),
    async bloat(wish: TestWish, watcher) {
      const answer = await askForTest(paths, {
        request: "bloat",
        ...wish,
        flows,
        loadMs: LOAD_MS,
        restMs: REST_MS,
      }, watcher);
      if (answer === null || !("progress" in answer)) return answer;
      return { error: "The monitor has told no result" };
    },
  };
}
