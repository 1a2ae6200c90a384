/** What serves in a process of its own, from the monitor's side. @module */

import type { ServingOrder } from "../monitor/serving_order.ts";
import { startOwnProcess } from "./own_process.ts";
import { waitUnlessStopped } from "./redraw.ts";
import { Restarts } from "./restarts.ts";

/** A process of the program's own that serves. */
export interface Serving {
  /** The argument that makes the program be it. */
  readonly argument: string;
  /** For the user, e.g. `"dashboard"`. */
  readonly name: string;
  /** What it serves. */
  readonly order: ServingOrder;
}

/**
 * Keeps something served: when its process ends, another one follows.
 *
 * @param serving What.
 * @param note Tells the user what the process says, and of failures, a
 * sentence each; once only while they are the same.
 * @returns Dispose of it to end the process.
 */
export function startServing(
  serving: Serving,
  note: (text: string) => void,
): AsyncDisposable {
  const stop = new AbortController();
  const kept = keep(serving, note, stop.signal);
  return {
    async [Symbol.asyncDispose]() {
      stop.abort();
      await kept;
    },
  };
}

async function keep(
  serving: Serving,
  note: (text: string) => void,
  signal: AbortSignal,
): Promise<void> {
  const restarts = new Restarts();
  while (!signal.aborted) {
    const begunMs = performance.now();
    const complaint = await run(serving, note, signal);
    if (signal.aborted) return;
    const ranMs = performance.now() - begunMs;
    const { waitMs, isNews } = restarts.next(complaint, ranMs);
    if (isNews) {
      note(
        `The process for the ${serving.name} ended, and is started again: ${complaint}`,
      );
    }
    await waitUnlessStopped(waitMs, signal);
  }
}

/** One process, to its end; what it said first. */
async function run(
  serving: Serving,
  note: (text: string) => void,
  signal: AbortSignal,
): Promise<string> {
  const { ended, stop } = startOwnProcess(serving, note);
  signal.addEventListener("abort", stop);
  const { how, complaint } = await ended;
  signal.removeEventListener("abort", stop);
  return complaint || `it said nothing (${how})`;
}
