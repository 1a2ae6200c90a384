import type { Period } from "../model/mod.ts";
import { type Stretch, usualIntervalMs } from "./gaps.ts";
import type { Query, Row } from "./query.ts";
import { tickRows } from "./read_log.ts";
import type { Statements } from "./statements.ts";

function toStretch([firstMs, lastMs, intervalMs]: Row): Stretch {
  return {
    firstMs: Number(firstMs),
    lastMs: Number(lastMs),
    intervalMs: Number(intervalMs),
  };
}

/**
 * Reads when there were rounds, as kept up to where minutes are summed up: a
 * month has millions of rounds, and one row where none was left out.
 *
 * @param query The database.
 * @param period When.
 * @returns Stretches that reach into it, cut at its end, oldest first.
 */
export function selectKeptStretches(query: Query, period: Period): Stretch[] {
  return query(
    `SELECT first_ms, last_ms, interval_ms FROM stretches
      WHERE first_ms < ? AND last_ms >= ? ORDER BY first_ms`,
    period.toMs,
    period.fromMs,
  ).map(toStretch).map((stretch) => ({
    ...stretch,
    lastMs: Math.min(stretch.lastMs, period.toMs),
  }));
}

/**
 * Keeps when there were rounds: one row, however long, as long as no round is
 * left out.
 *
 * @param query The database.
 * @param statements Of the same.
 * @param period Follows on what was kept before.
 */
export function keepStretches(
  query: Query,
  statements: Statements,
  period: Period,
): void {
  const rounds = [...tickRows(query, period)].map(([at, , , missedSpoilt]) => ({
    atMs: Number(at),
    missed: Number(missedSpoilt) >> 1,
  }));
  const [row] = query(
    `SELECT first_ms, last_ms, interval_ms FROM stretches
      WHERE first_ms < ? ORDER BY first_ms DESC LIMIT 1`,
    period.fromMs,
  );
  let current = row === undefined ? undefined : toStretch(row);
  const keep = statements.of(
    `INSERT OR REPLACE INTO stretches (first_ms, last_ms, interval_ms)
      VALUES (?, ?, ?)`,
  );
  const save = () =>
    current && keep.run(current.firstMs, current.lastMs, current.intervalMs);
  const intervalMs = usualIntervalMs(rounds) ?? current?.intervalMs ?? 1000;
  for (const { atMs } of rounds) {
    const isNext = current?.intervalMs === intervalMs &&
      atMs - current.lastMs <= 1.5 * intervalMs;
    if (current && isNext) current = { ...current, lastMs: atMs };
    else {
      save();
      current = { firstMs: atMs, lastMs: atMs, intervalMs };
    }
  }
  save();
}

/**
 * Forgets what was kept from some instant on.
 *
 * @param statements Of the database.
 * @param fromMs Unix milliseconds.
 */
export function cutStretches(statements: Statements, fromMs: number): void {
  statements.of("DELETE FROM stretches WHERE first_ms >= ?").run(fromMs);
  statements.of("UPDATE stretches SET last_ms = ?1 - 1 WHERE last_ms >= ?1")
    .run(fromMs);
}
