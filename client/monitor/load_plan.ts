import { paceOf, type RepeatedTest } from "../analysis/test_pace.ts";
import type {
  ChargedTest,
  LoadKind,
  PlannedTest,
  WantedTest,
} from "./load_kinds.ts";
import {
  type LedgerState,
  leftOfMonth,
  LoadLedger,
  monthOf,
} from "./load_ledger.ts";

/** What is kept from one run to the next. */
export interface LoadPlanState extends LedgerState {
  /** When each last began, Unix ms, by interface and kind: `"eth0 small"`. */
  readonly last: Readonly<Record<string, number>>;
  /** What each came to lately, bytes, by interface and kind. */
  readonly cost: Readonly<Record<string, number>>;
  /** Until when no test begins by itself, Unix ms; `null`: not paused. */
  readonly pausedUntilMs: number | null;
}

/** How an interface's budget stands. */
export interface BudgetFigures {
  /** The month, e.g. `"2026-11"`. */
  readonly month: string;
  /** Of the budget, bytes. */
  readonly usedBytes: number;
  /** The budget, bytes. */
  readonly capBytes: number;
  /** What will have been used at the month's end, bytes. */
  readonly forecastBytes: number;
  /** From one test to the next, ms, by kind; `null`: no more this month. */
  readonly intervalsMs: Readonly<Partial<Record<LoadKind, number | null>>>;
}

/** What each kind may have while the budget is short. */
const SHARES: Readonly<Record<LoadKind, number>> = {
  small: 0.5,
  medium: 0.2,
  large: 0.1,
  bloat: 0.2,
};
/** A test may move so much more than such a test usually does. */
const ALLOWANCE = 1.5;
/** And this, for what does not grow with it. */
const ALLOWANCE_BYTES = 100_000;
/** Between two tests the line comes to rest; own load is over 5 s after. */
const PAUSE_MS = 6_000;
/** On an interface never tested before, so long for each kind in turn. */
const FIRST_AFTER_MS = 15_000;
/** What a test came to counts so much against all before it. */
const COST_WEIGHT = 0.3;
/** One that was broken off for what it moved would have moved twice as much. */
const BROKEN_OFF_GROWTH = 2;
/** What a test may move before it first tells: a second at 1 Gbit/s. */
const UNTOLD_BYTES = 125e6;
/** A test that began further in the future began before the clock was set. */
const CLOCK_SET_MS = 3_600_000;

/**
 * Which load test is next, on which interface. Pure: time comes in, nothing
 * is run here. One at a time; each kind at its interval or, when the month's
 * budget does not suffice, so that it lasts to the month's last day.
 */
export class LoadPlan {
  readonly #wanted: readonly WantedTest[];
  readonly #capBytes: number;
  readonly #ledger: LoadLedger;
  readonly #last: Map<string, number>;
  readonly #cost: Map<string, number>;
  #pausedUntilMs: number | null;
  #notBeforeMs = 0;
  #running: { readonly test: ChargedTest; readonly atMs: number } | null = null;

  /**
   * Goes on where the last run ended.
   *
   * @param wanted The kinds in use, in the order of {@linkcode LOAD_KINDS}.
   * @param capBytes Of each interface and month.
   * @param state As {@linkcode LoadPlan.state} returned it; `null`: nothing.
   */
  constructor(
    wanted: readonly WantedTest[],
    { capBytes, state }: {
      readonly capBytes: number;
      readonly state: LoadPlanState | null;
    },
  ) {
    this.#wanted = wanted;
    this.#capBytes = capBytes;
    this.#ledger = new LoadLedger(state);
    this.#last = new Map(Object.entries(state?.last ?? {}));
    this.#cost = new Map(Object.entries(state?.cost ?? {}));
    this.#pausedUntilMs = state?.pausedUntilMs ?? null;
  }

  /** To be kept, whenever a test has begun or ended. */
  get state(): LoadPlanState {
    return {
      ...this.#ledger.state,
      last: Object.fromEntries(this.#last),
      cost: Object.fromEntries(this.#cost),
      pausedUntilMs: this.#pausedUntilMs,
    };
  }

  /** Until when no test begins by itself; `null`: not paused. */
  get pausedUntilMs(): number | null {
    return this.#pausedUntilMs;
  }

  /** Begins no test by itself before an instant; `null`: goes on now. */
  pause(untilMs: number | null): void {
    this.#pausedUntilMs = untilMs;
  }

  /**
   * The test that is to be run now.
   *
   * @param interfaces The names of those in use; their order decides who is
   * first when nothing was ever tested.
   * @param nowMs Unix milliseconds.
   * @returns It, or `null`: none is due.
   */
  next(interfaces: readonly string[], nowMs: number): PlannedTest | null {
    if (this.#running !== null || nowMs < this.#notBeforeMs) return null;
    if (this.#pausedUntilMs !== null) {
      if (nowMs < this.#pausedUntilMs) return null;
      this.#pausedUntilMs = null;
    }
    let next: PlannedTest | null = null;
    let mostOverdueMs = 0;
    for (const [index, name] of interfaces.entries()) {
      const leftBytes = this.#left(name, nowMs).bytes;
      for (const [i, intervalMs] of this.#pace(name, nowMs).entries()) {
        const kind = this.#wanted[i]?.kind;
        if (kind === undefined || intervalMs === Infinity) continue;
        const place = i * interfaces.length + index + 1;
        const at = { nowMs, intervalMs, place };
        const overdueMs = this.#overdueMs(name, kind, at);
        const allowedBytes = this.allowance(name, kind);
        if (overdueMs < mostOverdueMs || allowedBytes > leftBytes) continue;
        mostOverdueMs = overdueMs;
        next = { interface: name, kind, allowedBytes };
      }
    }
    return next;
  }

  /** What a test may move at most before it is broken off, bytes. */
  allowance(name: string, kind: LoadKind): number {
    return this.#costOf(name, kind) * ALLOWANCE + ALLOWANCE_BYTES;
  }

  /**
   * Takes what a kind of test should move, until one has shown it.
   *
   * @param name The interface.
   * @param kind Which.
   * @param bytes Both directions.
   */
  expect(name: string, kind: LoadKind, bytes: number): void {
    const key = keyOf({ interface: name, kind });
    if (!this.#cost.has(key)) this.#cost.set(key, Math.round(bytes));
  }

  /** What is left of an interface's budget, bytes. */
  leftBytes(name: string, nowMs: number): number {
    return this.#left(name, nowMs).bytes;
  }

  /**
   * A test begins, by the plan or because a person asks for it.
   *
   * @param test Which.
   * @param nowMs Unix milliseconds.
   */
  begin(test: ChargedTest, nowMs: number): void {
    this.#running = { test, atMs: nowMs };
    this.#last.set(keyOf(test), nowMs);
    this.noteMoved(0);
  }

  /**
   * Notes what the test has moved so far, so that a crash of this program
   * charges hardly more than that.
   *
   * @param bytes Both directions.
   */
  noteMoved(bytes: number): void {
    if (this.#running === null) return;
    const { test: { interface: name, allowedBytes }, atMs } = this.#running;
    this.#ledger.reserve({
      interface: name,
      atMs,
      bytes: Math.min(allowedBytes, 2 * bytes + UNTOLD_BYTES),
    });
  }

  /**
   * The test has ended.
   *
   * @param usedBytes What it moved, both directions.
   * @param nowMs Unix milliseconds.
   * @param end Whether it ran to its end, and how long the server wants to be
   * left alone, ms.
   */
  end(usedBytes: number, nowMs: number, end: {
    readonly isComplete: boolean;
    readonly retryAfterMs: number;
  }): void {
    if (this.#running === null) return;
    const { test } = this.#running;
    this.#running = null;
    this.#ledger.settle(usedBytes);
    this.#notBeforeMs = nowMs + Math.max(PAUSE_MS, end.retryAfterMs);
    if (!end.isComplete && usedBytes < test.allowedBytes) return;
    if (!end.isComplete) {
      this.#cost.set(keyOf(test), usedBytes * BROKEN_OFF_GROWTH);
      return;
    }
    const known = this.#cost.get(keyOf(test)) ?? usedBytes;
    this.#cost.set(
      keyOf(test),
      Math.round(known + COST_WEIGHT * (usedBytes - known)),
    );
  }

  /** How an interface's budget stands. */
  budget(name: string, nowMs: number): BudgetFigures {
    const { ms } = this.#left(name, nowMs);
    const usedBytes = this.#ledger.usedBytes(name, nowMs);
    const pace = this.#pace(name, nowMs);
    const willUse = this.#wanted.reduce(
      (sum, { kind }, i) =>
        sum + this.#costOf(name, kind) * ms / (pace[i] ?? Infinity),
      0,
    );
    return {
      month: monthOf(nowMs).name,
      usedBytes,
      capBytes: this.#capBytes,
      forecastBytes: Math.round(usedBytes + willUse),
      intervalsMs: Object.fromEntries(
        this.#wanted.map(({ kind }, i) => {
          const intervalMs = pace[i] ?? Infinity;
          return [kind, intervalMs === Infinity ? null : intervalMs];
        }),
      ),
    };
  }

  #pace(name: string, nowMs: number): readonly number[] {
    const tests = this.#wanted.map(({ kind, intervalMs }): RepeatedTest => ({
      intervalMs,
      costBytes: this.#costOf(name, kind),
      share: SHARES[kind],
    }));
    return paceOf(tests, this.#left(name, nowMs));
  }

  #left(name: string, nowMs: number): ReturnType<typeof leftOfMonth> {
    const used = this.#ledger.usedBytes(name, nowMs);
    return leftOfMonth(nowMs, { cap: this.#capBytes, used });
  }

  #costOf(name: string, kind: LoadKind): number {
    return this.#cost.get(keyOf({ interface: name, kind })) ??
      this.#wanted.find((test) => test.kind === kind)?.costBytes ?? 0;
  }

  /** Negative: not yet. */
  #overdueMs(name: string, kind: LoadKind, at: {
    readonly nowMs: number;
    readonly intervalMs: number;
    readonly place: number;
  }): number {
    const key = keyOf({ interface: name, kind });
    const last = this.#last.get(key);
    // A clock that was set back must not stop the tests for years.
    if (last !== undefined && last < at.nowMs + CLOCK_SET_MS) {
      return at.nowMs - last - at.intervalMs;
    }
    const firstMs = at.nowMs - at.intervalMs + at.place * FIRST_AFTER_MS;
    this.#last.set(key, firstMs);
    return at.nowMs - firstMs - at.intervalMs;
  }
}

function keyOf(
  { interface: name, kind }: Pick<ChargedTest, "interface" | "kind">,
): string {
  return `${name} ${kind}`;
}
