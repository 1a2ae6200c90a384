import type { DatabaseSync } from "node:sqlite";
import { floorTo, HOUR_MS } from "./grain.ts";
import { type Horizons, keepHorizons, selectHorizons } from "./horizons.ts";
import { type Query, queryOf } from "./query.ts";
import { type Cutoffs, Shortening } from "./shortening.ts";
import { Statements } from "./statements.ts";

const DAY_MS = 86_400_000;
/** A longer break may be the clock that was set, and not time that passed. */
const LONGEST_BREAK_MS = HOUR_MS;
/** By then somebody has seen a clock that is wrong. */
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

/**
 * The time that surely has passed. A clock that was set ahead looks like a
 * machine that was off: what lies before a break counts as the newest until a
 * week has been measured after it. So nothing goes early, and whoever measures
 * by the hour keeps a week more of what was measured.
 *
 * @param query The database.
 * @param nowMs What the clock says, Unix milliseconds.
 * @returns Unix milliseconds, not after `nowMs`.
 */
export function surelyPassedMs(query: Query, nowMs: number): number {
  const [[beforeMs] = []] = query(
    `WITH parts AS (
       SELECT first_ms, last_ms, last_ms - first_ms AS lasted_ms
         FROM stretches WHERE first_ms <= ?1
       UNION ALL SELECT ?1, ?1, 0
     ), breaks AS (
       SELECT first_ms,
         lag(last_ms) OVER (ORDER BY first_ms, last_ms) AS before_ms,
         sum(lasted_ms) OVER (ORDER BY first_ms DESC, last_ms DESC) AS after_ms
       FROM parts
     )
     SELECT min(before_ms) FROM breaks
       WHERE first_ms - before_ms > ?2 AND after_ms < ?3`,
    nowMs,
    LONGEST_BREAK_MS,
    BELIEVED_AFTER_MS,
  );
  return typeof beforeMs === "number" ? beforeMs : nowMs;
}

/** Does the day's work when it is due, step by step. */
export class DailyRetention {
  readonly #db: DatabaseSync;
  readonly #rule: RetentionRule;
  readonly #query: Query;
  #work: DueWork | null = null;

  /**
   * Deletes nothing yet.
   *
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

  #due(nowMs: number): DueWork | null {
    const dueMs = lastDueMs(nowMs, this.#rule.atMinute);
    const horizons = selectHorizons(this.#query);
    const { keptTidyAt } = horizons;
    // Not if that was under a clock that ran ahead.
    if (keptTidyAt >= dueMs && keptTidyAt <= nowMs) return null;
    const passedMs = surelyPassedMs(this.#query, nowMs);
    const cutoffs = cutoffsOf(this.#rule, passedMs, horizons);
    return { shortening: new Shortening(this.#db, cutoffs), dueMs };
  }
}
