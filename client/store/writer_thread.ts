import type { Answer, FromWriter, Notice, ToWriter } from "./messages.ts";

/** A disk that is silent for so long is as good as failing. */
const STALL_MS = 10_000;

/** Whom to tell about what happens between question and answer. */
export interface ThreadEvents {
  /** The writer begins a check, or did a repair. */
  readonly onNotice: (notice: Notice) => void;
  /** The disk has not answered for {@linkcode STALL_MS}. */
  readonly onStall: (explanation: string) => void;
}

/** The writer's thread: one question at a time, each gets its answer. */
export class WriterThread implements Disposable {
  readonly #worker: Worker;
  readonly #events: ThreadEvents;
  #answer = (_: Answer): void => {};

  /**
   * Starts the thread.
   *
   * @param events Whom to tell.
   */
  constructor(events: ThreadEvents) {
    this.#events = events;
    const url = new URL("./writer_worker.ts", import.meta.url);
    this.#worker = new Worker(url, { type: "module", name: "store writer" });
    this.#worker.onmessage = ({ data }: MessageEvent<FromWriter>) => {
      if (data.kind === "checking" || data.kind === "repaired") {
        events.onNotice(data);
      } else this.#answer(data);
    };
    this.#worker.onerror = (event) => {
      event.preventDefault();
      this.#fail(`the writer's thread stopped (${event.message})`);
    };
  }

  /**
   * Asks, and waits as long as the disk takes.
   *
   * @param message What to do; not while another one is being done.
   * @returns How it ended.
   */
  async ask(message: ToWriter): Promise<Answer> {
    const { promise, resolve } = Promise.withResolvers<Answer>();
    this.#answer = resolve;
    this.#worker.postMessage(message);
    const stall = setTimeout(
      () =>
        this.#events.onStall(
          `the disk has not answered for ${STALL_MS / 1000} s`,
        ),
      STALL_MS,
    );
    try {
      return await promise;
    } finally {
      clearTimeout(stall);
    }
  }

  /** Ends the thread; what is being done is answered as failed. */
  [Symbol.dispose](): void {
    this.#worker.terminate();
    this.#fail("the writer was stopped");
  }

  #fail(explanation: string): void {
    this.#answer({ kind: "failed", reason: "io", explanation });
  }
}
