/** This program again, in a process of its own that is given an order. @module */

import { ownProgram } from "./own_program.ts";

/** What was told to stop has stopped by then, or hangs. */
const STOPPING_MS = 3_000;
/** Of what a process that fails says, so much of the first line is kept. */
const KEPT_CHARACTERS = 300;
/** No result is longer; the rest of what never ends is thrown away. */
const LONGEST_LINE = 1 << 20;
/** What Linux appends to the path of a program that is no longer there: proc(5). */
const REPLACED = " (deleted)";

/** How a process ended. */
export interface OwnEnd {
  /** The signal that ended it, or its exit code; `null`: it never began. */
  readonly how: string | null;
  /** What it said first on standard error, or why it could not begin. */
  readonly complaint: string;
}

/** A process under way. */
export interface OwnProcess {
  /** Settles when it has ended. Never rejects. */
  readonly ended: Promise<OwnEnd>;
  /** Closes its standard input, and kills it if that does not end it. */
  stop(): void;
  /** Ends it at once. */
  kill(): void;
}

/** What a process is to do. */
export interface OwnOrder {
  /** The argument that makes the program do it. */
  readonly argument: string;
  /** More about it: one line of JSON on its standard input. */
  readonly order: object;
  /** The runtime; this process's own unless said. */
  readonly runtime?: string;
}

/**
 * Begins it. One that cannot begin, as there are no more processes to be had or
 * the program's files have gone, has ended at once.
 *
 * @param what What it is to do.
 * @param onLine Told each line that it writes to standard output; never throws.
 */
export function startOwnProcess(
  what: OwnOrder,
  onLine: (line: string) => void,
): OwnProcess {
  const child = spawn(what);
  if (child instanceof Deno.ChildProcess) {
    return attend(child, what.order, onLine);
  }
  return { ended: Promise.resolve(child), stop: () => {}, kill: () => {} };
}

function attend(
  child: Deno.ChildProcess,
  order: object,
  onLine: (line: string) => void,
): OwnProcess {
  const input = child.stdin.getWriter();
  let timer: ReturnType<typeof setTimeout> | undefined;
  function kill(): void {
    try {
      child.kill("SIGKILL");
    } catch (error) {
      // It has ended in this moment.
      if (!(error instanceof TypeError)) throw error;
    }
  }
  async function follow(): Promise<OwnEnd> {
    const [complaint] = await Promise.all([
      firstLineOf(child.stderr),
      readLines(child.stdout, onLine),
    ]);
    const { code, signal } = await child.status;
    clearTimeout(timer);
    await input.close().catch(() => {});
    return { how: signal ?? `exit code ${code}`, complaint };
  }
  // A process that has died is told by how it ended.
  input.write(new TextEncoder().encode(`${JSON.stringify(order)}\n`))
    .catch(() => {});
  return {
    ended: follow(),
    stop() {
      timer ??= setTimeout(kill, STOPPING_MS);
      input.close().catch(() => {});
    },
    kill,
  };
}

function spawn(
  { argument, runtime = Deno.execPath() }: OwnOrder,
): Deno.ChildProcess | OwnEnd {
  try {
    return new Deno.Command(runtime, {
      args: [...ownProgram(argument)],
      stdin: "piped",
      stdout: "piped",
      stderr: "piped",
      env: { NO_COLOR: "1" },
    }).spawn();
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const complaint = runtime.endsWith(REPLACED)
      ? "this program was replaced or removed while it ran (restart it)"
      : error.message;
    return { how: null, complaint };
  }
}

async function readLines(
  output: ReadableStream<Uint8Array<ArrayBuffer>>,
  onLine: (line: string) => void,
): Promise<void> {
  let rest = "";
  for await (const text of output.pipeThrough(new TextDecoderStream())) {
    const lines = (rest + text).split("\n");
    rest = (lines.pop() ?? "").slice(0, LONGEST_LINE);
    for (const line of lines) onLine(line);
  }
}

async function firstLineOf(
  output: ReadableStream<Uint8Array<ArrayBuffer>>,
): Promise<string> {
  let said = "";
  for await (const text of output.pipeThrough(new TextDecoderStream())) {
    if (said.length < KEPT_CHARACTERS) said += text;
  }
  return said.split("\n", 1).join("").slice(0, KEPT_CHARACTERS);
}
