/** What serves in a process of its own, from the monitor's side. @module */

import type { ServingOrder } from "../monitor/serving_order.ts";
import { ownProgram } from "./own_program.ts";
import { waitUnlessStopped } from "./redraw.ts";

/** After the first failure; a new database may not be there yet. */
const FIRST_RETRY_MS = 2_000;
const LONGEST_RETRY_MS = 300_000;
/** What was told to stop has stopped by then, or hangs. */
const STOPPING_MS = 3_000;
/** Of what a process that fails says, so much is kept. */
const KEPT_CHARACTERS = 300;

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
  let retryMs = FIRST_RETRY_MS;
  let told = "";
  while (!signal.aborted) {
    const complaint = await run(serving, note, signal);
    if (signal.aborted) return;
    if (complaint !== told && retryMs > FIRST_RETRY_MS) {
      note(
        `The process for the ${serving.name} ended, and is started again: ${complaint}`,
      );
      told = complaint;
    }
    await waitUnlessStopped(retryMs, signal);
    retryMs = Math.min(2 * retryMs, LONGEST_RETRY_MS);
  }
}

/** One process, to its end; what it said first. */
async function run(
  { argument, order }: Serving,
  note: (text: string) => void,
  signal: AbortSignal,
): Promise<string> {
  const child = new Deno.Command(Deno.execPath(), {
    args: [...ownProgram(argument)],
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
    env: { NO_COLOR: "1" },
  }).spawn();
  const input = child.stdin.getWriter();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const end = () => {
    input.close().catch(() => {});
    timer = setTimeout(() => kill(child), STOPPING_MS);
  };
  signal.addEventListener("abort", end);
  // A process that has died is told by how it ended.
  input.write(new TextEncoder().encode(`${JSON.stringify(order)}\n`))
    .catch(() => {});
  const [said] = await Promise.all([
    beginningOf(child.stderr),
    readLines(child.stdout, note),
  ]);
  const { code, signal: killer } = await child.status;
  clearTimeout(timer);
  signal.removeEventListener("abort", end);
  await input.close().catch(() => {});
  const [first = ""] = said.split("\n", 1);
  return first.slice(0, KEPT_CHARACTERS) ||
    `it said nothing (${killer ?? `exit code ${code}`})`;
}

async function beginningOf(
  output: ReadableStream<Uint8Array<ArrayBuffer>>,
): Promise<string> {
  let said = "";
  for await (const text of output.pipeThrough(new TextDecoderStream())) {
    if (said.length < KEPT_CHARACTERS) said += text;
  }
  return said;
}

async function readLines(
  output: ReadableStream<Uint8Array<ArrayBuffer>>,
  onLine: (line: string) => void,
): Promise<void> {
  let rest = "";
  for await (const text of output.pipeThrough(new TextDecoderStream())) {
    const lines = (rest + text).split("\n");
    rest = (lines.pop() ?? "").slice(0, KEPT_CHARACTERS);
    for (const line of lines) onLine(line);
  }
}

function kill(child: Deno.ChildProcess): void {
  try {
    child.kill("SIGKILL");
  } catch (error) {
    // It has ended in this moment.
    if (!(error instanceof TypeError)) throw error;
  }
}
