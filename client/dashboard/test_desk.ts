import type { Monitor, TestEnd, TestWish } from "./context.ts";
import { RequestFault } from "./faults.ts";

/** The load test that was started last, as pages show it. */
export interface TestState {
  /** Whether it runs. */
  readonly isRunning: boolean;
  /** What was wished for. */
  readonly wish: TestWish;
  /** When it was started, Unix milliseconds. */
  readonly startedMs: number;
  /** The newest word on how it goes; `null`: none yet. */
  readonly progress: unknown;
  /** How it ended; `null` while it runs. */
  readonly end: TestEnd | null;
}

/** What {@linkcode TestDesk} works with. */
export interface TestDeskContext {
  /** Runs the tests. */
  readonly monitor: Monitor;
  /** Told whenever something has changed. */
  readonly onChange: (state: TestState) => void;
  /** The wall clock, Unix milliseconds. */
  readonly nowMs: () => number;
}

const NO_MONITOR =
  "Cannot run a test as no monitor runs on this database: start it with `bufferbane`";

/** Load tests that people start from a page: one at a time, all may watch. */
export class TestDesk implements AsyncDisposable {
  readonly #context: TestDeskContext;
  #state: TestState | null = null;
  #stop: AbortController | null = null;
  #ended: Promise<void> = Promise.resolve();

  /**
   * Begins without a test.
   *
   * @param context What to work with.
   */
  constructor(context: TestDeskContext) {
    this.#context = context;
  }

  /** The test that was started last; `null`: none yet. */
  get state(): TestState | null {
    return this.#state;
  }

  /**
   * Starts a test.
   *
   * @param wish Which.
   * @returns Its state.
   * @throws {RequestFault} When one runs already.
   */
  start(wish: TestWish): TestState {
    if (this.#state?.isRunning) {
      throw new RequestFault(
        409,
        "Cannot start a test as another one is running",
      );
    }
    const startedMs = this.#context.nowMs();
    const state = {
      isRunning: true,
      wish,
      startedMs,
      progress: null,
      end: null,
    };
    this.#become(state);
    this.#stop = new AbortController();
    this.#ended = this.#run(wish, this.#stop.signal);
    return state;
  }

  /**
   * Breaks the running test off.
   *
   * @throws {RequestFault} When none runs.
   */
  stop(): void {
    if (!this.#state?.isRunning) {
      throw new RequestFault(409, "Cannot stop a test as none is running");
    }
    this.#stop?.abort();
  }

  /** Breaks off what is running. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop?.abort();
    await this.#ended;
  }

  async #run(wish: TestWish, signal: AbortSignal): Promise<void> {
    const end = await this.#context.monitor.bloat(wish, {
      onProgress: (progress) => this.#change({ progress }),
      signal,
    }).catch((error: unknown) => {
      if (error instanceof Error) return { error: error.message };
      throw error;
    });
    this.#change({ isRunning: false, end: end ?? { error: NO_MONITOR } });
  }

  #change(news: Partial<TestState>): void {
    if (this.#state !== null) this.#become({ ...this.#state, ...news });
  }

  #become(state: TestState): void {
    this.#state = state;
    this.#context.onChange(state);
  }
}
