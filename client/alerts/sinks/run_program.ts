import { setTimeout as delay } from "node:timers/promises";

/** Who does not end when asked to is ended so much later, ms. */
const KILL_AFTER_MS = 1_000;
/** What a program said last is waited for so long after its end, ms. */
const LAST_WORDS_MS = 200;
/** Of what a program says, so much is heard. */
const MAX_HEARD_BYTES = 1_024;

/** How a program ended. */
export interface ProgramEnd {
  /** Its exit code. */
  readonly code: number;
  /** What ended it; `null`: it ended by itself. */
  readonly signal: Deno.Signal | null;
  /** Whether it took too long, and was ended for it. */
  readonly isLate: boolean;
  /** What it said on its standard error, the first 1024 bytes. */
  readonly said: string;
}

/**
 * Runs a program to its end. What it leaves running in the background, a
 * player of sounds for example, is neither waited for nor ended, even if it
 * holds the program's standard error open.
 *
 * @param program Its path.
 * @param options Its arguments, which no shell reads; what it is told on its
 *   standard input; and how long it may take.
 * @throws {Error} When it cannot be started.
 */
export async function runProgram(
  program: string,
  { args, input, timeoutMs }: {
    readonly args: readonly string[];
    readonly input: string;
    readonly timeoutMs: number;
  },
): Promise<ProgramEnd> {
  const child = new Deno.Command(program, {
    args: [...args],
    stdin: "piped",
    stdout: "null",
    stderr: "piped",
  }).spawn();
  let said = "";
  const listening = listen(child.stderr, (text) => said += text);
  let isLate = false;
  const end = (signal: Deno.Signal) => {
    isLate = true;
    kill(child, signal);
  };
  const timers = [
    setTimeout(() => end("SIGTERM"), timeoutMs),
    setTimeout(() => end("SIGKILL"), timeoutMs + KILL_AFTER_MS),
  ];
  try {
    const [{ code, signal }] = await Promise.all([
      child.status,
      feed(child.stdin, input),
    ]);
    if (code !== 0) await within(LAST_WORDS_MS, listening);
    return { code, signal, isLate, said };
  } finally {
    for (const timer of timers) clearTimeout(timer);
  }
}

function kill(child: Deno.ChildProcess, signal: Deno.Signal): void {
  try {
    child.kill(signal);
  } catch (error) {
    // It has ended in this moment.
    if (!(error instanceof TypeError)) throw error;
  }
}

/** A program need not read what it is told. */
async function feed(
  stdin: WritableStream<Uint8Array>,
  text: string,
): Promise<void> {
  try {
    const writer = stdin.getWriter();
    await writer.write(new TextEncoder().encode(text));
    await writer.close();
  } catch (error) {
    if (!(error instanceof Deno.errors.BrokenPipe)) throw error;
  }
}

/** Takes all that is said, so that nobody is held up, and tells the beginning. */
async function listen(
  stderr: ReadableStream<Uint8Array>,
  tell: (text: string) => void,
): Promise<void> {
  const decoder = new TextDecoder();
  let restBytes = MAX_HEARD_BYTES;
  for await (const bytes of stderr) {
    const heard = bytes.subarray(0, restBytes);
    restBytes -= heard.length;
    if (heard.length > 0) tell(decoder.decode(heard, { stream: true }));
  }
}

/** Waits for a promise, but no longer. */
async function within(ms: number, promise: Promise<void>): Promise<void> {
  const waiting = new AbortController();
  const { signal } = waiting;
  // Aborted, it rejects, which is an ordinary end.
  const late = delay(ms, undefined, { signal }).catch(() => {});
  await Promise.race([promise, late]);
  waiting.abort();
}
