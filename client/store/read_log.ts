import {
  type Period,
  SEVERITIES,
  type StoredEvent,
  type TickColumns,
} from "../model/mod.ts";
import { isUnbroken, type Stretch, usualIntervalMs } from "./gaps.ts";
import type { Query, Row } from "./query.ts";
import { SEEN_MS } from "./rows.ts";

/** Rows read at once where nothing else limits them. */
const PAGE_ROWS = 4096;

/** One run of the monitor. */
export interface StoredRun {
  /** When it started, Unix milliseconds. */
  readonly startedMs: number;
  /** Its last sign of life, Unix milliseconds. */
  readonly lastSeenMs: number;
  /** How it ended; `null` while it runs, or until the next one finds out. */
  readonly end: "stopped" | "crashed" | null;
  /** Its process id. */
  readonly pid: number;
  /** The kernel's `boot_id` at the time. */
  readonly bootId: string;
  /** The machine. */
  readonly host: string;
  /** The version of bufferbane. */
  readonly version: string;
}

/**
 * Reads the rounds, a page after the other, in constant memory.
 *
 * @param query The database.
 * @param period When.
 * @yields Rows of at_ms, late_us, lag_us, missed_spoilt, oldest first.
 */
export function* tickRows(query: Query, period: Period): Generator<Row> {
  let { fromMs } = period;
  for (;;) {
    const page = query(
      `SELECT at_ms, late_us, lag_us, missed_spoilt FROM ticks
        WHERE at_ms >= ? AND at_ms < ? ORDER BY at_ms LIMIT ${PAGE_ROWS}`,
      fromMs,
      period.toMs,
    );
    yield* page;
    if (page.length < PAGE_ROWS) return;
    fromMs = Number(page.at(-1)?.[0]) + 1;
  }
}

/** An hour is looked at as a whole before its rounds are. */
const HOUR_MS = 3_600_000;
/** A run's first round comes so soon. */
const STARTING_MS = 60_000;

/**
 * Reads when there were rounds. A month has 2.6 million, nearly all of them
 * where they should be: an hour whose count is right is one stretch, unless a
 * run began in it, whose first round keeps to no interval.
 *
 * @param query The database.
 * @param period When.
 * @param options The time between two rounds, ms, where they do not tell.
 * @yields Stretches, oldest first.
 */
export function* selectStretches(
  query: Query,
  period: Period,
  options: { readonly intervalMs: number },
): Generator<Stretch> {
  const [edge] = query(
    "SELECT min(at_ms), max(at_ms) FROM ticks WHERE at_ms >= ? AND at_ms < ?",
    period.fromMs,
    period.toMs,
  );
  if (edge === undefined || edge[0] === null) return;
  const lastMs = Number(edge[1]);
  let { intervalMs } = options;
  for (let fromMs = Number(edge[0]); fromMs <= lastMs; fromMs += HOUR_MS) {
    const hour = { fromMs, toMs: Math.min(fromMs + HOUR_MS, lastMs + 1) };
    const [row = []] = query(
      `SELECT count(*), min(at_ms), max(at_ms),
        (SELECT count(*) FROM runs
          WHERE started_ms >= ?1 - ${STARTING_MS} AND started_ms < ?2)
        FROM ticks WHERE at_ms >= ?1 AND at_ms < ?2`,
      hour.fromMs,
      hour.toMs,
    );
    const [count, first, last, starts] = row.map(Number);
    const stretch = { firstMs: first ?? 0, lastMs: last ?? 0, intervalMs };
    if (count === 0) continue;
    if (starts === 0 && isUnbroken(count ?? 0, stretch)) {
      yield stretch;
      continue;
    }
    const rounds = [...tickRows(query, hour)].map(([at, , , missedSpoilt]) => ({
      atMs: Number(at),
      missed: Number(missedSpoilt) >> 1,
    }));
    intervalMs = usualIntervalMs(rounds) ?? intervalMs;
    for (const { atMs } of rounds) {
      yield { firstMs: atMs, lastMs: atMs, intervalMs };
    }
  }
}

/**
 * Reads the rounds as columns.
 *
 * @param query The database.
 * @param period When.
 * @returns The rounds, oldest first.
 */
export function selectTicks(query: Query, period: Period): TickColumns {
  const [count] = query(
    "SELECT count(*) FROM ticks WHERE at_ms >= ? AND at_ms < ?",
    period.fromMs,
    period.toMs,
  );
  const length = Number(count?.[0]);
  const columns = {
    length,
    atMs: new Float64Array(length),
    lateUs: new Int32Array(length),
    lagUs: new Int32Array(length),
    missed: new Int32Array(length),
    isSpoilt: new Uint8Array(length),
  };
  let i = 0;
  for (const [atMs, lateUs, lagUs, missedSpoilt] of tickRows(query, period)) {
    columns.atMs[i] = Number(atMs);
    columns.lateUs[i] = Number(lateUs);
    columns.lagUs[i] = Number(lagUs);
    columns.missed[i] = Number(missedSpoilt) >> 1;
    columns.isSpoilt[i] = Number(missedSpoilt) & 1;
    // What was written since the count stays out.
    if (++i === length) break;
  }
  return columns;
}

/**
 * Reads from the first sample or round to the last.
 *
 * @param query The database.
 * @returns `null` if nothing was measured yet.
 */
export function selectSpan(query: Query): Period | null {
  const edges = query(
    `SELECT (SELECT min(at_ms) FROM ticks), (SELECT max(at_ms) FROM ticks)
    ${
      ["samples", "echo_samples"].map((table) =>
        `UNION ALL SELECT
      (SELECT ts * 1000 + ms FROM ${table} WHERE series_id = id
        ORDER BY ts, ms LIMIT 1),
      (SELECT ts * 1000 + ms FROM ${table} WHERE series_id = id
        ORDER BY ts DESC, ms DESC LIMIT 1)
    FROM series`
      ).join(" ")
    }
    UNION ALL SELECT
      (SELECT ts * 1000 FROM hours WHERE series_id = id ORDER BY ts LIMIT 1),
      NULL
    FROM series`,
  ).flat().filter((atMs) => atMs !== null).map(Number);
  if (edges.length === 0) return null;
  return { fromMs: Math.min(...edges), toMs: Math.max(...edges) + 1 };
}

/**
 * Reads the events. One without an end goes on as long as there was a run that
 * would have told of it; how long after that, nobody knows.
 *
 * @param query The database.
 * @param period Those that went on in it, or began in it.
 * @returns The events, oldest first.
 */
export function selectEvents(query: Query, period: Period): StoredEvent[] {
  const rows = query(
    `SELECT timestamp_ms, event_type, severity, interface, target, server_name,
      description, duration_ms, metrics FROM events
      WHERE timestamp_ms < ? AND (timestamp_ms >= ?
        OR timestamp_ms + duration_ms > ?
        OR duration_ms IS NULL
          AND EXISTS (SELECT 1 FROM runs WHERE started_ms <= timestamp_ms)
          AND EXISTS (SELECT 1 FROM runs WHERE ${SEEN_MS} > ?))
      ORDER BY timestamp_ms, event_type`,
    period.toMs,
    period.fromMs,
    period.fromMs,
    period.fromMs,
  );
  return rows.map((row) => ({
    atMs: Number(row[0]),
    type: String(row[1]),
    severity: SEVERITIES.find((severity) => severity === row[2]) ?? "info",
    interface: String(row[3]),
    target: String(row[4]),
    server: String(row[5]),
    description: String(row[6]),
    durationMs: row[7] === null ? null : Number(row[7]),
    metrics: JSON.parse(String(row[8])),
  }));
}

/**
 * Decodes a row of `SELECT_RUNS`.
 *
 * @param row The row.
 * @returns The run.
 */
export function toRun(row: Row): StoredRun {
  const [startedMs, pid, bootId, host, version, lastSeenMs, end] = row;
  return {
    startedMs: Number(startedMs),
    lastSeenMs: Number(lastSeenMs),
    end: end === "stopped" || end === "crashed" ? end : null,
    pid: Number(pid),
    bootId: String(bootId),
    host: String(host),
    version: String(version),
  };
}
