/** A load test in a process of its own, from the monitor's side. @module */

import {
  LOAD_CHILD,
  type LoadAnswer,
  type LoadOrder,
  type LoadReport,
} from "../monitor/load_order.ts";
import type { LoadListener, RunningLoad } from "../monitor/load_tests.ts";
import { type OwnOrder, startOwnProcess } from "./own_process.ts";

/** No test takes so long, whatever was ordered. */
const LONGEST_MS = 600_000;

/**
 * Begins a load test.
 *
 * @param order Which.
 * @param listener Who is told how it goes.
 * @param options Another runtime than this process's.
 */
export function startLoad(
  order: LoadOrder,
  { onProgress, onMoved }: LoadListener,
  options: Pick<OwnOrder, "runtime"> = {},
): RunningLoad {
  let report: LoadReport | undefined;
  const what = { argument: LOAD_CHILD, order, ...options };
  const { ended, stop, kill } = startOwnProcess(what, (line) => {
    const answer = answerIn(line);
    if (answer === undefined) return;
    if ("progress" in answer) onProgress(answer.progress);
    else if ("moved" in answer) onMoved(answer.moved);
    else report = answer.report;
  });
  const timer = setTimeout(kill, LONGEST_MS);
  return {
    stop,
    ended: ended.then(({ how, complaint }) => {
      clearTimeout(timer);
      if (how === null) return unbegun(complaint);
      return report ?? `The load test failed (${how}): ${complaint}`;
    }),
  };
}

/** Nothing was moved, so that nothing is charged. */
function unbegun(reason: string): LoadReport {
  return {
    isComplete: false,
    problem: `Cannot begin the load test: ${reason}`,
    retryAfterMs: 0,
    atMs: Date.now(),
    durationMs: 0,
    sentBytes: 0,
    receivedBytes: 0,
    packets: 0,
    figures: null,
  };
}

/**
 * What a load test's process says in a line of its standard output, where V8
 * writes, too, when DENO_V8_FLAGS tells it to trace.
 *
 * @param line Whole, cut off, or no JSON at all.
 * @returns `undefined` if it is none of the test's.
 */
export function answerIn(line: string): LoadAnswer | undefined {
  if (!line.startsWith("{")) return undefined;
  try {
    return JSON.parse(line);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
