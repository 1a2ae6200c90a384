import type {
  LinkSecond,
  Measurement,
  PathTrace,
  StoredEvent,
  TestResult,
  Tick,
  TrafficSecond,
} from "../model/mod.ts";
import { Backlog } from "./backlog.ts";
import { BATCH_SAMPLES } from "./batch.ts";
import { StoreError, type StoreFault } from "./errors.ts";
import { type JournalEntry, linkEntry, trafficEntry } from "./journal.ts";
import type { Answer, Notice } from "./messages.ts";
import type {
  Recorder,
  RecorderOptions,
  RecorderState,
  RecorderStatus,
} from "./recorder.ts";
import { Questions } from "./questions.ts";
import { WriterThread } from "./writer_thread.ts";

/** How often a failing disk is tried again: well within the 10 s promised. */
const RETRY_MS = 2_000;

/** Who waits for a flush. */
interface Waiter {
  /** How many rows had been recorded when it began to wait. */
  readonly recordedRows: number;
  readonly flushed: PromiseWithResolvers<void>;
}

/** A {@linkcode Recorder} whose writing is done by a thread of its own. */
export class ThreadedRecorder implements Recorder {
  readonly #path: string;
  readonly #options: RecorderOptions;
  readonly #backlog: Backlog;
  readonly #thread: WriterThread;
  readonly #opened = Promise.withResolvers<void>();
  readonly #loop: Promise<void>;
  #state: RecorderState = { kind: "writing", reason: "the disk works" };
  #waiters: Waiter[] = [];
  readonly #questions = new Questions();
  #recordedRows = 0;
  #isStalled = false;
  #isClosing = false;
  #wake = (): void => {};

  /**
   * Begins to open the database; {@linkcode opened} says when it is.
   *
   * @param path The database; made if missing.
   * @param options Who records, and how.
   */
  constructor(path: string, options: RecorderOptions) {
    this.#path = path;
    this.#options = options;
    this.#backlog = new Backlog(options.memoryRows ?? 400_000);
    this.#thread = new WriterThread({
      stallMs: options.stallMs ?? 10_000,
      onNotice: (notice) => this.#onNotice(notice),
      onStall: (explanation) => this.#onStall(explanation),
    });
    this.#loop = this.#run();
  }

  /** Settles once rows can be given, whether or not the disk works. */
  get opened(): Promise<void> {
    return this.#opened.promise;
  }

  get status(): RecorderStatus {
    const { rows: waitingRows, droppedRows } = this.#backlog;
    return {
      state: this.#state,
      waitingRows,
      writtenRows: this.#recordedRows - waitingRows - droppedRows,
      droppedRows,
    };
  }

  sample(measurement: Measurement, ipdvNs: number | null): void {
    this.#recordedRows++;
    this.#backlog.sample(measurement, ipdvNs);
  }

  tick(tick: Tick): void {
    this.#recordedRows++;
    this.#backlog.tick(tick);
  }

  event(event: StoredEvent): void {
    this.#recordedRows++;
    this.#backlog.event(event);
  }

  testResult(test: TestResult): void {
    this.#entry({ kind: "test", test });
  }

  linkSecond(second: LinkSecond): void {
    this.#entry(linkEntry(second));
  }

  trafficSecond(second: TrafficSecond): void {
    this.#entry(trafficEntry(second));
  }

  pathTrace(trace: PathTrace): void {
    this.#entry({ kind: "path", trace });
  }

  keep(key: string, json: string): void {
    this.#entry({ kind: "kept", key, json });
  }

  async kept(key: string): Promise<string | null> {
    // So that what was given before is told.
    await this.flush();
    if (this.#isClosing) throw this.#unread("io", "it is being closed");
    const told = this.#questions.add(key);
    this.#wake();
    return await told;
  }

  flush(): Promise<void> {
    if (this.#backlog.rows === 0) return Promise.resolve();
    const flushed = Promise.withResolvers<void>();
    this.#waiters.push({ recordedRows: this.#recordedRows, flushed });
    this.#wake();
    return flushed.promise;
  }

  #entry(entry: JournalEntry): void {
    this.#recordedRows++;
    this.#backlog.entry(entry);
  }

  #unread(fault: StoreFault, explanation: string): StoreError {
    const message = `Cannot read ${this.#path}: ${explanation}`;
    return new StoreError(this.#path, fault, { message });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#isClosing) return;
    try {
      await this.flush();
    } finally {
      this.#isClosing = true;
      this.#wake();
      if (!this.#isStalled) {
        await this.#loop;
        // If it fails, the next start finds the run open and checks the file.
        await this.#thread.ask({ kind: "close" });
      }
      this.#thread[Symbol.dispose]();
      await this.#loop;
    }
  }

  /** All that happens over time: open, then write, wait, write, wait. */
  async #run(): Promise<void> {
    const {
      run,
      busyTimeoutMs = 5_000,
      commitIntervalMs = 1_000,
      retention,
    } = this.#options;
    const options = { path: this.#path, run, busyTimeoutMs, retention };
    const answer = await this.#thread.ask({ kind: "open", options });
    if (answer.kind === "refused") {
      const { reason, message } = answer;
      this.#thread[Symbol.dispose]();
      this.#opened.reject(new StoreError(this.#path, reason, { message }));
      return;
    }
    let isWritten = this.#learn(answer);
    this.#opened.resolve();
    while (!this.#isClosing) {
      if (this.#waiters.length === 0 && this.#questions.isEmpty) {
        await this.#sleep(isWritten ? commitIntervalMs : RETRY_MS);
      }
      isWritten = await this.#writeAll() && await this.#answerAll();
    }
    this.#questions.reject(this.#unread("io", "it is being closed"));
  }

  /** What fails is not asked again. */
  async #answerAll(): Promise<boolean> {
    const failed = await this.#questions.answerAll(this.#thread);
    return failed === null || this.#learn(failed);
  }

  /** Writes what waits; when catching up, as fast as the disk takes it. */
  async #writeAll(): Promise<boolean> {
    do {
      const batch = this.#backlog.take();
      if (batch === null) break;
      const answer = await this.#thread.ask({
        kind: "write",
        batch: batch.columns(),
      });
      this.#backlog.settle(answer.kind === "done");
      if (!this.#learn(answer)) return false;
    } while (
      this.#waiters.length > 0 || this.#backlog.rows >= BATCH_SAMPLES
    );
    return true;
  }

  #sleep(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  /** Draws the conclusions from an answer; returns whether it was good. */
  #learn(answer: Answer): boolean {
    this.#isStalled = false;
    if (answer.kind === "done" || answer.kind === "told") {
      this.#settleWaiters();
      if (this.#state.kind === "memory") {
        this.#enter({ kind: "writing", reason: "the disk works again" });
      }
      return true;
    }
    if (answer.kind === "refused") this.#fail(answer.reason, answer.message);
    else this.#fail(answer.reason, answer.explanation);
    return false;
  }

  #fail(fault: StoreFault, explanation: string): void {
    const { droppedRows } = this.#backlog;
    const reason = droppedRows === 0
      ? explanation
      : `${explanation}; the memory is full as well, so the oldest go`;
    this.#enter({ kind: "memory", reason });
    const message = `Cannot write ${this.#backlog.rows} rows to ` +
      `${this.#path}: ${explanation}`;
    for (const { flushed } of this.#waiters.splice(0)) {
      flushed.reject(new StoreError(this.#path, fault, { message }));
    }
    this.#questions.reject(this.#unread(fault, explanation));
  }

  #settleWaiters(): void {
    const settledRows = this.#recordedRows - this.#backlog.rows;
    this.#waiters = this.#waiters.filter(({ recordedRows, flushed }) => {
      if (recordedRows > settledRows) return true;
      flushed.resolve();
      return false;
    });
  }

  #onNotice(notice: Notice): void {
    if (notice.kind === "checking") this.#opened.resolve();
    else if (notice.kind === "untidy") {
      this.#options.onState({ kind: "writing", reason: notice.why });
    } else this.#enter({ kind: "writing", reason: notice.what });
  }

  #onStall(explanation: string): void {
    this.#isStalled = true;
    this.#fail("io", explanation);
    this.#opened.resolve();
    if (this.#isClosing) this.#thread[Symbol.dispose]();
  }

  #enter(state: RecorderState): void {
    const { kind, reason } = this.#state;
    if (state.kind === kind && state.reason === reason) return;
    this.#state = state;
    this.#options.onState(state);
  }
}
