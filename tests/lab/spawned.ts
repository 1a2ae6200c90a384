/** How long a program may take to say that it is ready. */
const READY_TIMEOUT_MS = 60_000;
/** How long a program may take to end after SIGTERM before it is killed. */
const STOP_TIMEOUT_MS = 2_000;

/** What {@linkcode spawn} may be told beside the command. */
export interface SpawnOptions {
  /**
   * Waits until a line of stdout or stderr matches: from then on it serves.
   * Without it, the program is taken as ready at once.
   */
  readonly ready?: RegExp;
}

/** A program running in the background; disposing stops it. */
export interface Spawned extends AsyncDisposable {
  /** Its process id. */
  readonly pid: number;
  /** Settles when it has ended, with its exit code. */
  readonly ended: Promise<number>;
  /** All lines of stdout so far. */
  stdout(): readonly string[];
  /** All lines of stderr so far. */
  stderr(): readonly string[];
  /**
   * Writes a line to its stdin and waits for its answer.
   *
   * @param line What to write, without the newline.
   * @returns The next line of its stdout.
   */
  ask(line: string): Promise<string>;
  /**
   * Sends it a signal and waits for what it says to that on stderr.
   *
   * @param signal The signal, e.g. `"SIGUSR1"`.
   * @param match What the line looks like.
   * @returns The line, or `undefined` if it has ended without saying it.
   */
  askBySignal(signal: Deno.Signal, match: RegExp): Promise<string | undefined>;
  /**
   * Ends it, by SIGKILL if it will not listen.
   *
   * @param signal The first signal; SIGTERM by default.
   */
  stop(signal?: Deno.Signal): Promise<void>;
}

/** The lines of one stream, kept, and searched as they come. */
class Lines {
  readonly all: string[] = [];
  readonly done: Promise<void>;
  #hasEnded = false;
  #more = Promise.withResolvers<void>();

  constructor(stream: ReadableStream<Uint8Array>) {
    this.done = this.#pump(stream);
  }

  /** The first line from index `from` on that matches, or `undefined` at the end. */
  async find(match: RegExp, from = 0): Promise<string | undefined> {
    for (let index = from;; index += 1) {
      while (index >= this.all.length) {
        if (this.#hasEnded) return undefined;
        await this.#more.promise;
      }
      const line = this.all[index];
      if (line !== undefined && match.test(line)) return line;
    }
  }

  async #pump(stream: ReadableStream<Uint8Array>): Promise<void> {
    const decoder = new TextDecoder();
    let rest = "";
    for await (const chunk of stream) {
      const lines = (rest + decoder.decode(chunk, { stream: true })).split(
        "\n",
      );
      rest = lines.pop() ?? "";
      this.all.push(...lines);
      this.#tell();
    }
    if (rest !== "") this.all.push(rest);
    this.#hasEnded = true;
    this.#tell();
  }

  #tell(): void {
    this.#more.resolve();
    this.#more = Promise.withResolvers<void>();
  }
}

/**
 * Starts a program in the background.
 *
 * @param command Program and arguments; no shell reads them.
 * @param options When to take it as ready.
 * @returns The running program; the caller disposes it.
 * @throws {Error} If it ends or falls silent before it is ready.
 */
export async function spawn(
  command: readonly string[],
  options: SpawnOptions = {},
): Promise<Spawned> {
  const [program, ...args] = command;
  if (program === undefined) {
    throw new TypeError("Cannot start nothing: found an empty command");
  }
  const child = new Deno.Command(program, {
    args,
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const stdin = child.stdin.getWriter();
  const out = new Lines(child.stdout);
  const err = new Lines(child.stderr);
  const ended = endOf();

  async function endOf(): Promise<number> {
    const { code } = await child.status;
    await Promise.all([out.done, err.done]);
    // A pipe whose reader has gone cannot be closed in order.
    await stdin.abort().catch(() => undefined);
    return code;
  }

  async function stop(signal: Deno.Signal = "SIGTERM"): Promise<void> {
    kill(child, signal);
    const timer = setTimeout(() => kill(child, "SIGKILL"), STOP_TIMEOUT_MS);
    await ended;
    clearTimeout(timer);
  }

  const spawned: Spawned = {
    pid: child.pid,
    ended,
    stdout: () => out.all,
    stderr: () => err.all,
    async ask(line) {
      const from = out.all.length;
      await stdin.write(new TextEncoder().encode(`${line}\n`));
      const text = await out.find(/^/, from);
      if (text !== undefined) return text;
      throw new Error(
        `Cannot ask \`${command.join(" ")}\` as it has ended: ` +
          err.all.join("\n"),
      );
    },
    askBySignal(signal, match) {
      const from = err.all.length;
      kill(child, signal);
      return err.find(match, from);
    },
    stop,
    [Symbol.asyncDispose]: () => stop(),
  };
  if (options.ready !== undefined) {
    try {
      await untilReady([out, err], options.ready);
    } catch (error) {
      await stop();
      throw new Error(
        `Cannot start \`${command.join(" ")}\` as it did not say ` +
          `${options.ready}: ${[...out.all, ...err.all].join("\n")}`,
        { cause: error },
      );
    }
  }
  return spawned;
}

function kill(child: Deno.ChildProcess, signal: Deno.Signal): void {
  try {
    child.kill(signal);
  } catch (error) {
    // It may have ended by itself; that is what we want.
    if (!(error instanceof TypeError)) throw error;
  }
}

async function untilReady(
  streams: readonly Lines[],
  ready: RegExp,
): Promise<void> {
  const timedOut = Promise.withResolvers<never>();
  const timer = setTimeout(
    () => timedOut.reject(new Error(`silent for ${READY_TIMEOUT_MS} ms`)),
    READY_TIMEOUT_MS,
  );
  try {
    await Promise.race([
      timedOut.promise,
      Promise.any(streams.map((lines) => untilMatch(lines, ready))),
    ]);
  } finally {
    clearTimeout(timer);
  }
}

async function untilMatch(lines: Lines, ready: RegExp): Promise<void> {
  if (await lines.find(ready) === undefined) throw new Error("it ended");
}
