/** A load test in a process of its own, from the monitor's side. @module */

import {
  LOAD_CHILD,
  type LoadAnswer,
  type LoadOrder,
  type LoadReport,
} from "../monitor/load_order.ts";
import type { LoadListener, RunningLoad } from "../monitor/load_tests.ts";
import { ownProgram } from "./own_program.ts";

/** No test takes so long, whatever was ordered. */
const LONGEST_MS = 600_000;
/** What was told to stop has stopped by then, or hangs. */
const STOPPING_MS = 3_000;
/** Of what a process that fails says, so much of the first line is kept. */
const KEPT_CHARACTERS = 300;

/**
 * Begins a load test.
 *
 * @param order Which.
 * @param listener Who is told how it goes.
 */
export function startLoad(
  order: LoadOrder,
  listener: LoadListener,
): RunningLoad {
  const child = new Deno.Command(Deno.execPath(), {
    args: [...ownProgram(LOAD_CHILD)],
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
    env: { NO_COLOR: "1" },
  }).spawn();
  const timers = new Set([setTimeout(kill, LONGEST_MS)]);
  function kill(): void {
    try {
      child.kill("SIGKILL");
    } catch (error) {
      // It has ended in this moment.
      if (!(error instanceof TypeError)) throw error;
    }
  }
  const input = child.stdin.getWriter();
  // A process that has died is told by how it ended.
  input.write(encode(order)).catch(() => {});
  const ended = follow(child, listener).finally(async () => {
    for (const timer of timers) clearTimeout(timer);
    await input.close().catch(() => {});
  });
  return {
    stop() {
      timers.add(setTimeout(kill, STOPPING_MS));
      input.close().catch(() => {});
    },
    ended,
  };
}

/** Its report, or what it said when it failed. */
async function follow(
  child: Deno.ChildProcess,
  { onProgress, onMoved }: LoadListener,
): Promise<LoadReport | string> {
  let report: LoadReport | undefined;
  const [complaint] = await Promise.all([
    firstLineOf(child.stderr),
    readLines(child.stdout, (line) => {
      const answer: LoadAnswer = JSON.parse(line);
      if ("progress" in answer) onProgress(answer.progress);
      else if ("moved" in answer) onMoved(answer.moved);
      else report = answer.report;
    }),
  ]);
  const { code, signal } = await child.status;
  return report ??
    `The load test failed (${signal ?? `exit code ${code}`}): ${complaint}`;
}

async function readLines(
  output: ReadableStream<Uint8Array<ArrayBuffer>>,
  onLine: (line: string) => void,
): Promise<void> {
  let rest = "";
  for await (const text of output.pipeThrough(new TextDecoderStream())) {
    rest += text;
    for (let end; (end = rest.indexOf("\n")) >= 0;) {
      onLine(rest.slice(0, end));
      rest = rest.slice(end + 1);
    }
  }
}

/** What it says first; the rest is where in the program it was. */
async function firstLineOf(
  output: ReadableStream<Uint8Array<ArrayBuffer>>,
): Promise<string> {
  let said = "";
  for await (const text of output.pipeThrough(new TextDecoderStream())) {
    if (said.length < KEPT_CHARACTERS) said += text;
  }
  return said.split("\n", 1).join("").slice(0, KEPT_CHARACTERS);
}

function encode(order: LoadOrder): Uint8Array {
  return new TextEncoder().encode(`${JSON.stringify(order)}\n`);
}
