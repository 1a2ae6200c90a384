import type { ClientKey } from "./sessions.ts";
import { CONTROL, type SharedMemory } from "./shared.ts";
import type { ThreadOptions } from "./thread.ts";
import type { FromWorker, ToWorker } from "./worker_messages.ts";

/** A thread could not begin, e.g. as the port is in use. */
export class ListenError extends Error {
  override readonly name = "ListenError";
  /** The symbolic error, e.g. `"EADDRINUSE"`. */
  readonly code: string;

  /**
   * Records it.
   *
   * @param code The symbolic error.
   * @param text What the kernel says of it.
   */
  constructor(code: string, text: string) {
    super(text);
    this.code = code;
  }
}

/** What all threads are started with. */
export type ThreadsOptions = Omit<ThreadOptions, "index" | "threads">;

/** The threads of the server, seen from the main one. */
export class Threads implements AsyncDisposable {
  readonly #workers: readonly Worker[];
  readonly #shared: SharedMemory;
  readonly #ended: readonly Promise<void>[];
  /** What the packets are sealed with. */
  readonly cipher: string;

  private constructor(
    shared: SharedMemory,
    workers: readonly Worker[],
    cipher: string,
  ) {
    this.#shared = shared;
    this.#workers = workers;
    this.cipher = cipher;
    this.#ended = workers.map(endOf);
  }

  /**
   * Starts the threads, one for each row of counters, and lets them answer
   * once all have their sockets.
   *
   * @param shared What they share.
   * @param options What they do.
   * @throws {ListenError} When one of them cannot listen.
   */
  static async start(
    shared: SharedMemory,
    options: ThreadsOptions,
  ): Promise<Threads> {
    const workers: Worker[] = [];
    const threads = shared.counters.length;
    let cipher = "";
    try {
      // One after the other: the kernel counts sockets as they were bound.
      for (let index = 0; index < threads; index++) {
        const worker = new Worker(new URL("./worker.ts", import.meta.url), {
          type: "module",
          name: `server ${index}`,
        });
        workers.push(worker);
        send(worker, {
          kind: "start",
          options: { ...options, index, threads },
          memory: shared.buffer,
        });
        const answer = await answerOf(worker);
        if (answer.kind === "bound") cipher = answer.cipher;
      }
      const opened = workers.map(answerOf);
      for (const worker of workers) send(worker, { kind: "open" });
      await Promise.all(opened);
    } catch (error) {
      for (const worker of workers) worker.terminate();
      throw error;
    }
    return new Threads(shared, workers, cipher);
  }

  /** Settles when a thread ends, by order or by accident. */
  get ended(): Promise<void> {
    return Promise.race(this.#ended);
  }

  /** Gives all threads other secrets. */
  setKeys(keys: readonly ClientKey[]): void {
    for (const worker of this.#workers) send(worker, { kind: "keys", keys });
    Atomics.add(this.#shared.control, CONTROL.generation, 1);
  }

  /** Stops all threads in good order. */
  async [Symbol.asyncDispose](): Promise<void> {
    Atomics.store(this.#shared.control, CONTROL.stop, 1);
    await Promise.allSettled(this.#ended);
    for (const worker of this.#workers) worker.terminate();
  }
}

function send(worker: Worker, message: ToWorker): void {
  worker.postMessage(message);
}

/** The next thing that a thread says, unless it is that it cannot go on. */
function answerOf(worker: Worker): Promise<FromWorker> {
  return new Promise((resolve, reject) => {
    worker.onmessage = ({ data }: MessageEvent<FromWorker>) => {
      if (data.kind !== "refused") resolve(data);
      else reject(new ListenError(data.code, data.text));
    };
    worker.onerror = (event) => {
      event.preventDefault();
      reject(new Error(`A thread of the server failed: ${event.message}`));
    };
  });
}

async function endOf(worker: Worker): Promise<void> {
  await answerOf(worker);
}
