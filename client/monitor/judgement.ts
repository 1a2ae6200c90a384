import { downSlot } from "../alerts/disconnection.ts";
import type { Notice } from "../alerts/incident.ts";
import { Judge } from "../alerts/judge.ts";
import type { JudgeOptions } from "../alerts/options.ts";
import type { RateShares } from "../alerts/test_judge.ts";
import { failbackRow, hasRow, retractedRow, rowOf } from "../alerts/row.ts";
import { noticeText, placeText, startText } from "../alerts/words.ts";
import {
  type Clock,
  type LinkSecond,
  type Measurement,
  type Series,
  type Severity,
  type StoredEvent,
  type TestResult,
  type Tick,
  type TrafficSecond,
  unixMs,
} from "../model/mod.ts";
import type { Stage } from "../pipeline.ts";
import type { Recorder } from "../store/recorder.ts";
import type { Courier } from "./courier.ts";
import { JudgementMemory } from "./judgement_memory.ts";
import { LineUse } from "./line_use.ts";

/** While an incident goes on, its newest state is kept so often. */
const KEPT_EVERY_MS = 60_000;
/** One series' baseline is kept so often, in turn. */
const LEARNT_EVERY_MS = 30_000;
/** What was not measured for so long is let go; the database has it. */
const FORGOTTEN_MS = 3_600_000;
/** A stop of so long is a time without measurements. */
const STOP_MS = 5_000;
/** An interface in this state cannot send, and nobody has switched it off. */
const FAULTS = ["no_link", "no_address"];

/** Takes the results of load tests, and reports what it finds. */
export interface TestTaker {
  /** Takes one, and says how its line does against what is usual. */
  add(result: TestResult): Promise<RateShares>;
}

/** Whom {@linkcode Judgement} works with. */
export interface JudgementContext {
  /** The time. */
  readonly clock: Clock;
  /** Keeps the events, and what must survive a restart. */
  readonly recorder: Pick<Recorder, "event" | "keep" | "kept">;
  /** Tells the user something, one sentence, and how bad it is. */
  readonly note: (text: string, severity?: Severity) => void;
  /**
   * What is to be said of a measurement of a series that nobody judges: one
   * that never answered, of which nothing can have changed, or of TCP.
   */
  readonly watch: (measurement: Measurement) => string | null;
  /** Judges load tests; called at the first. */
  readonly openTests: (
    judge: Pick<Judge, "report" | "withdraw">,
  ) => Promise<TestTaker>;
  /** Tells others, if there are any; disposed with the judgement. */
  readonly courier: (Pick<Courier, "take" | "step"> & Disposable) | undefined;
}

/**
 * The live judgement: gives all that is measured to the judge, and what the
 * judge finds to the user, the store, and whoever is to be told.
 */
export class Judgement implements Stage, Disposable {
  readonly #context: JudgementContext;
  readonly #intervalMs: number;
  readonly #judge: Judge;
  readonly #memory: JudgementMemory;
  /** Whose usual times are learnt, the one kept longest ago first. */
  readonly #learnt: Series[] = [];
  readonly #met = new Set<Series>();
  readonly #answered = new Set<Series>();
  /** To be said unless their interface is down, which says it all. */
  readonly #remarks: { readonly name: string; readonly text: string }[] = [];
  readonly #deaf = new Set<string>();
  readonly #lines = new Map<string, LineUse>();
  /** Those that the kernel has chosen; none where the user has. */
  #followed: readonly string[] = [];
  readonly #shares = new Map<string, RateShares>();
  #tests: Promise<TestTaker> | undefined;
  #keptMs = 0;
  #learntMs = 0;

  /**
   * Goes on with what earlier runs had found and learnt.
   *
   * @param context Whom it works with.
   * @param options When something counts as trouble.
   */
  constructor(context: JudgementContext, options: JudgeOptions) {
    this.#context = context;
    this.#intervalMs = options.intervalMs;
    this.#judge = new Judge(options);
    this.#memory = new JudgementMemory(context.recorder);
    void this.#restore();
  }

  tick(tick: Tick): void {
    if (tick.missed * this.#intervalMs >= STOP_MS) this.pause();
    this.#judge.tick(tick);
  }

  sample(measurement: Measurement, ipdvNs: number | null): void {
    const { series } = measurement;
    if (!this.#met.has(series)) this.#meet(series);
    this.#judge.sample(measurement, ipdvNs);
    if (this.#answered.has(series)) return;
    const text = this.#context.watch(measurement);
    if (text !== null) this.#remarks.push({ name: series.interface, text });
    else if (measurement.outcome.kind === "ok" && series.probe !== "tcp") {
      this.#answered.add(series);
    }
  }

  event(
    { type, interface: name, atMs, durationMs, metrics }: StoredEvent,
  ): void {
    if (type === "interface_up") this.#judge.link(name, true, atMs);
    else if (
      type === "interface_down" && durationMs === null &&
      FAULTS.includes(String(metrics["cause"]))
    ) this.#judge.link(name, false, atMs);
  }

  linkSecond(second: LinkSecond): void {
    const { interface: name } = second;
    let line = this.#lines.get(name);
    if (line === undefined) {
      line = new LineUse();
      this.#lines.set(name, line);
    }
    this.#judge.load(name, line.add(second));
  }

  /** Takes what an interface carried, by kind. */
  traffic(second: TrafficSecond): void {
    this.#judge.traffic(second);
  }

  /** Takes the result of a load test. */
  test(result: TestResult): void {
    this.#tests ??= this.#context.openTests(this.#judge);
    void this.#tests.then(
      async (tests) => {
        this.#shares.set(result.interface, await tests.add(result));
      },
      (error: unknown) =>
        this.#context.note(
          `Cannot judge load tests (restart this program): ${String(error)}`,
          "warning",
        ),
    );
  }

  /** How an interface's newest load test did; `undefined`: there was none. */
  sharesOf(name: string): RateShares | undefined {
    return this.#shares.get(name);
  }

  /**
   * Takes which interfaces the kernel measures over from now on: the line that
   * it has left is nobody's trouble.
   *
   * @param names Their names.
   */
  follow(names: readonly string[]): void {
    for (const name of this.#followed) {
      if (!names.includes(name)) this.#judge.release(name, this.#nowMs());
    }
    this.#followed = names;
  }

  /** Says that the machine was suspended: what was before tells nothing now. */
  pause(): void {
    this.#judge.pause(this.#nowMs());
  }

  /** Judges; call it every second, between two rounds. */
  step(): void {
    const nowMs = this.#nowMs();
    const notices = this.#judge.step(nowMs);
    for (const notice of notices) this.#take(notice);
    this.#context.courier?.step();
    this.#mention(nowMs);
    const { incidents } = this.#judge;
    for (const { name, text } of this.#remarks.splice(0)) {
      const slot = downSlot(name, "line");
      // That the line is up again says it all, too.
      const isSaid = this.#deaf.has(name) ||
        incidents.openIn(slot) !== undefined ||
        notices.some(({ incident }) => incident.slot === slot);
      if (!isSaid) this.#context.note(text, "warning");
    }
    if (!incidents.isEmpty && nowMs - this.#keptMs > KEPT_EVERY_MS) {
      this.#keep(nowMs);
    }
    if (nowMs - this.#learntMs > LEARNT_EVERY_MS) {
      this.#learntMs = nowMs;
      this.#keepOldestBaseline();
      this.#prune(nowMs);
    }
  }

  /** Keeps all that the next run can go on with. */
  [Symbol.dispose](): void {
    this.#context.courier?.[Symbol.dispose]();
    this.#keep(this.#nowMs());
    for (let i = 0; i < this.#learnt.length; i++) this.#keepOldestBaseline();
  }

  #take(notice: Notice): void {
    const { kind, incident } = notice;
    if (kind === "retracted") {
      this.#context.recorder.event(retractedRow(incident));
    } else if (hasRow(notice)) this.#context.recorder.event(rowOf(incident));
    if (kind === "ended" && incident.type === "failover_advised") {
      this.#context.recorder.event(failbackRow(incident));
    }
    const isLeft = this.#followed.length > 0 &&
      !this.#followed.includes(incident.interface);
    const text = noticeText(notice, { isLeft });
    if (text !== null) this.#context.note(text, incident.severity);
    this.#context.courier?.take(notice);
    this.#keep(this.#nowMs());
  }

  /** Before it is sure, but soon: nothing answers. */
  #mention(nowMs: number): void {
    const deaf = this.#judge.deaf(nowMs);
    for (const name of this.#deaf) {
      if (!deaf.some((other) => other.interface === name)) {
        this.#deaf.delete(name);
      }
    }
    for (const one of deaf) {
      const { interface: name } = one;
      if (this.#deaf.has(name)) continue;
      this.#deaf.add(name);
      if (this.#judge.incidents.openIn(downSlot(name, "line"))) continue;
      this.#context.note(
        `Nothing on the internet answers ${placeText(one)}`,
        "warning",
      );
    }
  }

  #keep(nowMs: number): void {
    this.#keptMs = nowMs;
    this.#memory.keepIncidents(this.#judge.incidents.stored());
  }

  #prune(nowMs: number): void {
    for (const series of this.#judge.prune(nowMs - FORGOTTEN_MS)) {
      this.#met.delete(series);
      this.#answered.delete(series);
      this.#learnt.splice(this.#learnt.indexOf(series), 1);
    }
  }

  /** One series' at a time: together they are more than a moment's work. */
  #keepOldestBaseline(): void {
    const series = this.#learnt.shift();
    if (series === undefined) return;
    this.#learnt.push(series);
    const stored = this.#judge.baseline(series).stored();
    if (stored.all.length === 0) return;
    this.#memory.keepBaseline(series, stored);
  }

  #meet(series: Series): void {
    this.#met.add(series);
    if (series.probe !== "icmp" && series.probe !== "echo") return;
    this.#learnt.push(series);
    void this.#memory.baseline(series).then((baseline) => {
      if (baseline === null) return;
      this.#judge.restoreBaseline(series, baseline, this.#nowMs());
      this.#answered.add(series);
    });
  }

  async #restore(): Promise<void> {
    const incidents = await this.#memory.incidents();
    if (incidents === null) return;
    for (const notice of this.#judge.restore(incidents, this.#nowMs())) {
      this.#take(notice);
    }
    for (const incident of this.#judge.incidents.open()) {
      this.#context.note(`Still: ${startText(incident)}`, incident.severity);
    }
  }

  #nowMs(): number {
    return unixMs(this.#context.clock.wall());
  }
}
