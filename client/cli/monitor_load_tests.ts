/** The load tests of a running monitor, with all that they need. @module */

import { localText } from "../analysis/local_text.ts";
import type { RateShares } from "../alerts/test_judge.ts";
import type { Settings } from "../config/mod.ts";
import {
  type Clock,
  type LinkSecond,
  type TestResult,
  unixMs,
} from "../model/mod.ts";
import type {
  ControlHandler,
  ControlHandlers,
  ControlReader,
  ControlRequest,
} from "../monitor/control.ts";
import type { LoadPlan, LoadPlanState } from "../monitor/load_plan.ts";
import type { LoadTests } from "../monitor/load_tests.ts";
import type { OwnLoadAnswer } from "../monitor/own_load_request.ts";
import type { PassiveWatch } from "../monitor/passive_watch.ts";
import type { PauseAnswer } from "../monitor/pause_request.ts";
import type { Port } from "../monitor/ports.ts";
import { serversOf } from "../monitor/servers.ts";
import type { TestAnswer } from "../monitor/test_request.ts";
import { StoreError } from "../store/errors.ts";
import type { Recorder } from "../store/recorder.ts";
import type { LineStatus } from "./console/line_text.ts";

/** What load tests have used and when, under this name in the database. */
export const LOAD_PLAN_KEY = "load_tests";
const BYTES_PER_GB = 1e9;
/** The longest that load tests can be paused: a year, ms. */
const MAX_PAUSE_MS = 31_536_000_000;

/** What load tests are run with. */
export interface MonitorLoadTestsContext {
  /** The user's. */
  readonly settings: Settings;
  /** The time. */
  readonly clock: Clock;
  /** Keeps results, and what is used of the budget. */
  readonly recorder: Recorder;
  /** Told of each whole result. */
  readonly onResult: (result: TestResult) => void;
  /** Tells the user something, one sentence. */
  readonly note: (text: string) => void;
}

/** All that is there once it is known what was used before. */
interface Opened {
  readonly tests: LoadTests;
  readonly plan: LoadPlan;
  readonly keep: () => void;
}

/**
 * The load tests of a running monitor, as its other parts see them. Probing
 * does not wait until the database has told what was used before.
 */
export class MonitorLoadTests implements AsyncDisposable {
  /** Answers requests of the control socket. */
  readonly handlers: ControlHandlers;
  readonly #context: MonitorLoadTestsContext;
  #opening: Promise<Opened> | undefined;
  readonly #newest = new Map<string, TestResult>();
  #opened: Opened | undefined;
  #ports: readonly Port[] = [];

  /** @param context What to work with. */
  constructor(context: MonitorLoadTestsContext) {
    this.#context = context;
    // Without a server none begins by itself: memory for those who ask.
    if (serversOf(context.settings).length > 0) void this.#ready();
    const test: ControlHandler = (request, reader) =>
      this.#test(request, reader);
    this.handlers = {
      bloat: test,
      throughput: test,
      pause: ({ ms }) => this.#pause(ms),
      resume: () => this.#pause(null),
      "own_load": (request) => this.#generated(request),
    };
  }

  /** Tests the interfaces of these ports from now on. */
  follow(ports: readonly Port[]): void {
    this.#ports = ports;
    this.#opened?.tests.lines.follow(ports);
  }

  /**
   * Takes an interface's second.
   *
   * @returns The same, with what of it was bufferbane's own load.
   */
  add(second: LinkSecond): LinkSecond {
    return this.#opened?.tests.lines.add(second) ?? second;
  }

  /** Begins the next test, if one is due; to be called every second. */
  tick(): void {
    this.#opened?.tests.tick();
  }

  /** Whether an interface is loaded by bufferbane itself, at Unix ms. */
  isOwnLoad(name: string, atMs: number): boolean {
    return this.#opened?.tests.lines.isOwnLoad(name, atMs) ?? false;
  }

  /**
   * How each line does, for the console.
   *
   * @param passive What its own traffic tells.
   * @param sharesOf How its newest test did against what is usual.
   */
  statuses(
    passive: PassiveWatch,
    sharesOf: (name: string) => RateShares | undefined,
  ): readonly LineStatus[] {
    const { tests, plan } = this.#opened ?? {};
    const { settings } = this.#context;
    const isPlanned = serversOf(settings).length > 0 &&
      settings.budget.monthlyGb > 0;
    const nowMs = this.#nowMs();
    const names = new Set(this.#ports.map((port) => port.interface));
    const { throughputNoticePct } = settings.thresholds;
    const low = (pct: number | null = null) =>
      pct === null || pct >= throughputNoticePct ? null : pct;
    return [...names].map((name) => ({
      interface: name,
      lowPct: { up: low(sharesOf(name)?.up), down: low(sharesOf(name)?.down) },
      throughput: this.#newest.get(`throughput ${name}`) ?? null,
      bloat: this.#newest.get(`bloat ${name}`) ?? null,
      passive: {
        up: passive.glance(name, "up"),
        down: passive.glance(name, "down"),
      },
      budget: isPlanned ? plan?.budget(name, nowMs) ?? null : null,
      pausedUntilMs: plan?.pausedUntilMs ?? null,
      isTesting: tests?.lineUnderTest === name,
    }));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await (await this.#opening)?.tests[Symbol.asyncDispose]();
  }

  #ready(): Promise<Opened> {
    return this.#opening ??= this.#open();
  }

  async #open(): Promise<Opened> {
    const { settings, recorder, clock, note } = this.#context;
    const [{ LoadPlan }, { LoadTests }, { wantedTests }, { startLoad }, state] =
      await Promise.all([
        import("../monitor/load_plan.ts"),
        import("../monitor/load_tests.ts"),
        import("../monitor/scheduled_order.ts"),
        import("./load_process.ts"),
        this.#state(),
      ]);
    const { tests: wishes, budget } = settings;
    const plan = new LoadPlan(wantedTests(wishes), {
      // While nobody knows what is used, nothing is to be had.
      capBytes: state === undefined ? 0 : budget.monthlyGb * BYTES_PER_GB,
      state: state ?? null,
    });
    const keep = () => {
      if (state === undefined) return;
      recorder.keep(LOAD_PLAN_KEY, JSON.stringify(plan.state));
    };
    const tests = new LoadTests({
      clock,
      plan,
      wishes,
      servers: serversOf(settings),
      start: startLoad,
      record: (result) => this.#record(result),
      keep,
      note,
    });
    tests.lines.follow(this.#ports);
    this.#opened = { tests, plan, keep };
    return this.#opened;
  }

  #record(result: TestResult): void {
    const { recorder, onResult } = this.#context;
    recorder.testResult(result);
    if (!result.isComplete) return;
    this.#newest.set(`${result.kind} ${result.interface}`, result);
    onResult(result);
  }

  /** `null`: there is none yet; `undefined`: it cannot be read. */
  async #state(): Promise<LoadPlanState | null | undefined> {
    const { recorder, note } = this.#context;
    try {
      const json = await recorder.kept(LOAD_PLAN_KEY);
      return json === null ? null : JSON.parse(json);
    } catch (error) {
      const isUnreadable = error instanceof StoreError ||
        error instanceof SyntaxError;
      if (!isUnreadable) throw error;
      note(
        `No load tests in this run as it cannot be read what they have used this month: ${error.message}`,
      );
      return undefined;
    }
  }

  async #test(
    request: ControlRequest,
    { tell, signal }: ControlReader,
  ): Promise<TestAnswer> {
    const { tests } = await this.#ready();
    const { readTestRequest } = await import("../monitor/read_test_request.ts");
    try {
      const wanted = readTestRequest(request);
      return await tests.run(wanted, {
        onProgress: (progress) => tell({ progress }),
        signal,
      });
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
      return { error: error.message };
    }
  }

  async #generated(request: ControlRequest): Promise<OwnLoadAnswer> {
    const { readOwnLoad } = await import("../monitor/own_load_request.ts");
    const said = readOwnLoad(request);
    if (typeof said === "string") return { error: said };
    const { tests } = await this.#ready();
    tests.lines.noteGenerated(said.interface, said.movedBytes, this.#nowMs());
    return {};
  }

  async #pause(ms: unknown): Promise<PauseAnswer> {
    const { plan, keep } = await this.#ready();
    if (ms !== null && !isPause(ms)) {
      return { error: "Cannot pause load tests for this long" };
    }
    const untilMs = ms === null ? null : this.#nowMs() + ms;
    plan.pause(untilMs);
    keep();
    this.#context.note(
      untilMs === null
        ? "Load tests go on"
        : `No load tests until ${localText(untilMs)}`,
    );
    return { pausedUntilMs: untilMs };
  }

  #nowMs(): number {
    return unixMs(this.#context.clock.wall());
  }
}

function isPause(ms: unknown): ms is number {
  return typeof ms === "number" && ms > 0 && ms <= MAX_PAUSE_MS;
}
