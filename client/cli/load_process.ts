/** A load test in a process of its own, from the monitor's side. @module */

import {
  LOAD_CHILD,
  type LoadAnswer,
  type LoadOrder,
  type LoadReport,
} from "../monitor/load_order.ts";
import type { LoadListener, RunningLoad } from "../monitor/load_tests.ts";
import { startOwnProcess } from "./own_process.ts";

/** No test takes so long, whatever was ordered. */
const LONGEST_MS = 600_000;

/**
 * Begins a load test.
 *
 * @param order Which.
 * @param listener Who is told how it goes.
 */
export function startLoad(
  order: LoadOrder,
  { onProgress, onMoved }: LoadListener,
): RunningLoad {
  let report: LoadReport | undefined;
  const what = { argument: LOAD_CHILD, order };
  const { ended, stop, kill } = startOwnProcess(what, (line) => {
    // V8 writes there too when DENO_V8_FLAGS tells it to trace.
    if (!line.startsWith("{")) return;
    const answer: LoadAnswer = JSON.parse(line);
    if ("progress" in answer) onProgress(answer.progress);
    else if ("moved" in answer) onMoved(answer.moved);
    else report = answer.report;
  });
  const timer = setTimeout(kill, LONGEST_MS);
  return {
    stop,
    ended: ended.then(({ how, complaint }) => {
      clearTimeout(timer);
      return report ?? `The load test failed (${how}): ${complaint}`;
    }),
  };
}
