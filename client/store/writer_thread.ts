import type { Answer, FromWriter, Notice, ToWriter } from "./messages.ts";

/** Whom to tell about what happens between question and answer. */
export interface ThreadEvents {
  /** The writer begins a check, or did a repair. */
  readonly onNotice: (notice: Notice) => void;
  /** A disk that is silent for so long is as good as failing, ms. */
  readonly stallMs: number;
  /** There was no answer for that long. */
  readonly onStall: (explanation: string) => void;
}

/** The writer's thread: one question at a time, each gets its answer. */
export class WriterThread implements Disposable {
  readonly #worker: Worker;
  readonly #events: ThreadEvents;
  #answer = (_: Answer): void => {};
  #isChecking = false;

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
      this.#isChecking = data.kind === "checking";
      if (
        data.kind === "checking" || data.kind === "repaired" ||
        data.kind === "untidy"
      ) {
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
    const { stallMs, onStall } = this.#events;
    const stall = setTimeout(() => {
      onStall(
        this.#isChecking
          ? "the database is being checked or repaired after a crash"
          : `the disk has not answered for ${stallMs / 1000} s`,
      );
    }, stallMs);
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
