import type { DatabaseSync } from "node:sqlite";
import { floorTo, HOUR_MS } from "./grain.ts";
import { type Horizons, keepHorizons, selectHorizons } from "./horizons.ts";
import { type Query, queryOf } from "./query.ts";
import { type Cutoffs, Shortening } from "./shortening.ts";
import { Statements } from "./statements.ts";

const DAY_MS = 86_400_000;
/**
 * After a break of so long the clock is as likely wrong as right: without a
 * battery it may show any year, and what it calls too old would be everything.
 */
const LONGEST_BREAK_MS = 60 * DAY_MS;
/** By then somebody has seen a clock that is wrong, or there is none to see. */
const BELIEVED_AFTER_MS = 7 * DAY_MS;

/** How long what is kept, and when what is older goes. */
export interface RetentionRule {
  /** Samples and seconds, days; 0 is for ever. */
  readonly rawDays: number;
  /** Figures for each minute, days; 0 is for ever. */
  readonly minuteDays: number;
  /** Figures for each hour, and load tests, days; 0 is for ever. */
  readonly hourDays: number;
  /** When it is done each day, minutes after local midnight. */
  readonly atMinute: number;
}

/** The newest time that the rule gives up, by what is known to be summed up. */
function cutoffsOf(
  rule: RetentionRule,
  nowMs: number,
  horizons: Horizons,
): Cutoffs {
  const before = (days: number) =>
    days === 0 ? -Infinity : floorTo(nowMs - days * DAY_MS, HOUR_MS);
  const { hoursUntil } = horizons;
  return {
    rawMs: Math.min(before(rule.rawDays), hoursUntil),
    minuteMs: Math.min(before(rule.minuteDays), hoursUntil),
    hourMs: before(rule.hourDays),
  };
}

/**
 * When the day's work was due last.
 *
 * @param nowMs Unix milliseconds.
 * @param atMinute Minutes after local midnight.
 * @returns Unix milliseconds, not after `nowMs`.
 */
export function lastDueMs(nowMs: number, atMinute: number): number {
  const due = new Date(nowMs);
  due.setHours(0, atMinute, 0, 0);
  if (due.getTime() > nowMs) {
    due.setDate(due.getDate() - 1);
    due.setHours(0, atMinute, 0, 0);
  }
  return due.getTime();
}

/** A day's work that has begun. */
interface DueWork {
  readonly shortening: Shortening;
  readonly dueMs: number;
}

/** Does the day's work when it is due, step by step. */
export class DailyRetention {
  readonly #db: DatabaseSync;
  readonly #rule: RetentionRule;
  readonly #query: Query;
  #work: DueWork | null = null;

  /**
   * @param db Migrated and writable.
   * @param rule How long what is kept.
   */
  constructor(db: DatabaseSync, rule: RetentionRule) {
    this.#db = db;
    this.#rule = rule;
    this.#query = queryOf(db);
  }

  /**
   * Whether there is something to do.
   *
   * @param nowMs Unix milliseconds.
   */
  isDue(nowMs: number): boolean {
    this.#work ??= this.#due(nowMs);
    return this.#work !== null;
  }

  /**
   * Does a step if it is time. What was missed, because nothing ran, is made
   * up for at once. A step's transaction is the caller's.
   *
   * @param nowMs Unix milliseconds.
   */
  step(nowMs: number): void {
    this.#work ??= this.#due(nowMs);
    if (this.#work === null || this.#work.shortening.step()) return;
    keepHorizons(new Statements(this.#db), { keptTidyAt: this.#work.dueMs });
    this.#work = null;
  }

  /** Whether the time goes on from what was measured before, or has done so for long. */
  #isBelievable(nowMs: number): boolean {
    const { rawDays } = this.#rule;
    const halfMs = rawDays === 0 ? Infinity : rawDays * DAY_MS / 2;
    const provenMs = nowMs - Math.min(BELIEVED_AFTER_MS, halfMs);
    const [[lastMs] = []] = this.#query(
      "SELECT max(at_ms) FROM ticks WHERE at_ms < ?",
      provenMs,
    );
    return typeof lastMs !== "number" || provenMs - lastMs < LONGEST_BREAK_MS;
  }

  #due(nowMs: number): DueWork | null {
    const dueMs = lastDueMs(nowMs, this.#rule.atMinute);
    const horizons = selectHorizons(this.#query);
    const { keptTidyAt } = horizons;
    // Not if that was under a clock that ran ahead.
    if (keptTidyAt >= dueMs && keptTidyAt <= nowMs) return null;
    if (!this.#isBelievable(nowMs)) return null;
    const cutoffs = cutoffsOf(this.#rule, nowMs, horizons);
    return { shortening: new Shortening(this.#db, cutoffs), dueMs };
  }
}
