import type { MovedBytes } from "@bufferbane/ffi";
import { type Clock, type TestResult, unixMs } from "../model/mod.ts";
import { admit } from "./load_admission.ts";
import { gb } from "./load_ledger.ts";
import { type LoadLine, LoadLines } from "./load_lines.ts";
import { countedBytes, type LoadOrder, type LoadReport } from "./load_order.ts";
import type { ChargedTest } from "./load_kinds.ts";
import type { LoadPlan } from "./load_plan.ts";
import {
  bloatCostBytes,
  type LoadWishes,
  scheduledOrder,
} from "./scheduled_order.ts";
import { resultOf } from "./load_result.ts";
import type { WantedServer } from "./servers.ts";
import type { TestAnswer, TestProgress, TestRequest } from "./test_request.ts";

/** A load test that runs in a process of its own. */
export interface RunningLoad {
  /** Breaks it off; it reports what it has moved all the same. */
  stop(): void;
  /** Its report, or a sentence why there is none. Never rejects. */
  readonly ended: Promise<LoadReport | string>;
}

/** Who is told how a test goes. */
export interface LoadListener {
  /** Told some times a second. */
  readonly onProgress: (progress: TestProgress) => void;
  /** Told some times a second what it has moved so far. */
  readonly onMoved: (moved: MovedBytes) => void;
}

/** What {@linkcode LoadTests} works with. */
export interface LoadTestsContext {
  /** The time. */
  readonly clock: Clock;
  /** What is next. */
  readonly plan: LoadPlan;
  /** What the plan's tests are like. */
  readonly wishes: LoadWishes;
  /** The servers to test with, the first first. */
  readonly servers: readonly WantedServer[];
  /** Begins a test in a process of its own. */
  readonly start: (order: LoadOrder, listener: LoadListener) => RunningLoad;
  /** Takes results, also those of tests that were broken off. */
  readonly record: (result: TestResult) => void;
  /** Called whenever the plan's state has changed. */
  readonly keep: () => void;
  /** Tells the user something, one sentence. */
  readonly note: (text: string) => void;
}

/** A test under way. */
interface Running {
  readonly line: LoadLine;
  readonly isScheduled: boolean;
  readonly load: RunningLoad;
  readonly settled: Promise<LoadReport | string>;
  /** Whether a person's test took its place. */
  hasMadeWay: boolean;
}

const CUT_OFF =
  "The load test was broken off as this month's budget is used up (--over-budget tests all the same)";

/**
 * The load tests of a running monitor: those of the plan, and those that
 * people ask for. Never two at once; none by itself while the line is in use.
 */
export class LoadTests implements AsyncDisposable {
  /** The ways out. */
  readonly lines: LoadLines = new LoadLines();
  readonly #context: LoadTestsContext;
  #running: Running | null = null;
  /** Which server is next; another one after one was silent. */
  #server = 0;
  #problem = "";
  /** Interfaces whose budget was said to be used up, with the month. */
  readonly #spent = new Map<string, string>();
  #isClosed = false;

  /** @param context What to work with. */
  constructor(context: LoadTestsContext) {
    this.#context = context;
  }

  /** Begins the next test, if one is due; to be called every second. */
  tick(): void {
    const { plan, servers, wishes } = this.#context;
    const server = servers[this.#server % servers.length];
    if (this.#running !== null || server === undefined) return;
    const nowMs = this.#nowMs();
    for (const name of this.lines.names()) this.#tellIfSpent(name, nowMs);
    const test = plan.next(this.lines.calm(nowMs), nowMs);
    const line = test && this.lines.find(test.interface);
    if (!test || !line) return;
    const way = { device: line.device, server };
    const order = scheduledOrder(test, wishes, way);
    const running = this.#begin(test, line, { order, isScheduled: true });
    void running.settled.then((report) => {
      // One that was cut off for what it moved is granted more the next time.
      if (running.hasMadeWay || isCutOff(report, test)) return;
      this.#tellOfProblem(line, report);
    });
  }

  /**
   * Runs a test that a person asks for, now: one of the plan makes way.
   *
   * @param request What.
   * @param watcher Told how it goes; its signal breaks the test off.
   */
  async run(
    request: TestRequest,
    { onProgress, signal }: {
      readonly onProgress: (progress: TestProgress) => void;
      readonly signal: AbortSignal;
    },
  ): Promise<TestAnswer> {
    await this.#makeWay();
    if (this.#running !== null || this.#isClosed) {
      return {
        error: "Cannot run a load test now as another one is running",
      };
    }
    const admitted = admit(request, {
      ...this.#context,
      lines: this.lines,
      nowMs: this.#nowMs(),
    });
    if (typeof admitted === "string") return { error: admitted };
    const { test, line, order } = admitted;
    const { load, settled } = this.#begin(test, line, {
      order,
      isScheduled: false,
      onProgress,
    });
    const stop = () => load.stop();
    signal.addEventListener("abort", stop);
    if (signal.aborted) stop();
    const report = await settled;
    signal.removeEventListener("abort", stop);
    if (typeof report === "string") return { error: report };
    if (isCutOff(report, test) && !request.isOverBudget) {
      return { error: CUT_OFF };
    }
    return report.figures === null
      ? { error: report.problem }
      : { result: report.figures.details };
  }

  /** The interface that is tested now; `null`: none. */
  get lineUnderTest(): string | null {
    return this.#running?.line.interface ?? null;
  }

  /** Breaks off what is under way, and begins no more. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#isClosed = true;
    this.#running?.load.stop();
    await this.#running?.settled;
  }

  async #makeWay(): Promise<void> {
    if (!this.#running?.isScheduled) return;
    this.#running.hasMadeWay = true;
    this.#running.load.stop();
    await this.#running.settled;
  }

  #begin(test: ChargedTest, line: LoadLine, run: {
    readonly order: LoadOrder;
    readonly isScheduled: boolean;
    readonly onProgress?: (progress: TestProgress) => void;
  }): Running {
    const { plan, start, keep } = this.#context;
    const { order, isScheduled, onProgress = () => {} } = run;
    const startedMs = this.#nowMs();
    plan.begin(test, startedMs);
    keep();
    this.lines.begin(line.interface);
    const load = start(order, {
      onProgress,
      onMoved: (moved) => {
        plan.noteMoved(countedBytes(moved));
        this.lines.noteMoved(countedBytes(moved));
        keep();
      },
    });
    const settled = load.ended.then((report) => {
      this.#settle(report, { test, line, order, isScheduled });
      return report;
    });
    this.#running = { line, isScheduled, load, settled, hasMadeWay: false };
    return this.#running;
  }

  #settle(report: LoadReport | string, of: {
    readonly test: ChargedTest;
    readonly line: LoadLine;
    readonly order: LoadOrder;
    readonly isScheduled: boolean;
  }): void {
    const { plan, keep, record } = this.#context;
    const nowMs = this.#nowMs();
    this.#running = null;
    this.lines.end(nowMs);
    if (typeof report === "string") {
      // Nobody knows what it moved.
      const end = { isComplete: false, retryAfterMs: 0 };
      plan.end(of.test.allowedBytes, nowMs, end);
    } else {
      const usedBytes = countedBytes(report);
      this.lines.noteMoved(usedBytes);
      plan.end(usedBytes, nowMs, report);
      if (usedBytes > 0) record(resultOf(report, of));
      this.#learn(of.line.interface, report);
    }
    keep();
  }

  /** What the line carries says when it is busy, and what will be moved. */
  #learn(name: string, { figures }: LoadReport): void {
    const { uploadBps = null, downloadBps = null } = figures ?? {};
    if (uploadBps === null || downloadBps === null) return;
    const rates = { up: uploadBps, down: downloadBps };
    this.lines.learn(name, rates);
    this.#context.plan.expect(name, "bloat", bloatCostBytes(rates));
  }

  /** Says once that tests fail, and that they work again. */
  #tellOfProblem({ interface: name }: LoadLine, report: LoadReport | string) {
    const problem = typeof report === "string" ? report : report.problem;
    if (problem === this.#problem || this.#isClosed) return;
    const { note, servers } = this.#context;
    this.#problem = problem;
    if (problem !== "") this.#server = (this.#server + 1) % servers.length;
    note(
      problem === ""
        ? `Load tests on ${name} work again`
        : `No load test on ${name}: ${problem}`,
    );
  }

  #tellIfSpent(name: string, nowMs: number): void {
    const { plan, note } = this.#context;
    const { month, usedBytes, capBytes, intervalsMs } = plan.budget(
      name,
      nowMs,
    );
    const paces = Object.values(intervalsMs);
    const isSpent = paces.length > 0 && paces.every((ms) => ms === null);
    if (!isSpent || capBytes === 0 || this.#spent.get(name) === month) return;
    this.#spent.set(name, month);
    note(
      `No more load tests on ${name} this month: ${gb(usedBytes)} of ${
        gb(capBytes)
      } GB are used`,
    );
  }

  #nowMs(): number {
    return unixMs(this.#context.clock.wall());
  }
}

function isCutOff(
  report: LoadReport | string,
  { allowedBytes }: ChargedTest,
): boolean {
  return typeof report !== "string" && !report.isComplete &&
    countedBytes(report) >= allowedBytes;
}
