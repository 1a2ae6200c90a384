import type { DatabaseSync } from "node:sqlite";
import type { Series, StoredEvent, Tick } from "../model/mod.ts";
import type { BatchColumns, EchoCells } from "./batch.ts";
import { JournalWriter } from "./journal_writer.ts";
import type { Placements } from "./placements.ts";
import { Statements } from "./statements.ts";

/** One run of the monitor, as it introduces itself. */
export interface RunIdentity {
  /** When it started, Unix milliseconds. */
  readonly startedMs: number;
  /** Its process id. */
  readonly pid: number;
  /** The kernel's `boot_id`; tells a crash from a reboot. Empty if unknown. */
  readonly bootId: string;
  /** The machine's name. */
  readonly host: string;
  /** Its version. */
  readonly version: string;
}

/** The columns that make two series the same, as SQL names them. */
const SERIES_KEY = "probe = ? AND interface = ? AND connection_type = ? AND " +
  "target = ? AND role = ? AND family = ? AND variant = ? AND server = ?";

/** Finds a series' id; bind with {@linkcode seriesKey}. */
export const SELECT_SERIES_ID = `SELECT id FROM series WHERE ${SERIES_KEY}`;

/**
 * A series' identifying fields in the order of its columns.
 *
 * @param series The series.
 * @returns What to bind.
 */
export function seriesKey(series: Series): (string | number)[] {
  return [
    series.probe,
    series.interface,
    series.connectionType,
    series.target,
    series.role,
    series.family,
    series.variant,
    series.server,
  ];
}

const INSERT_SERIES = `INSERT INTO series
  (probe, interface, connection_type, target, role, family, variant, server)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?)`;
const SAMPLE = `INTO samples (series_id, ts, ms, status, rtt_us, ipdv_us)
  VALUES (?, ?, ?, ?, ?, ?)`;
const ECHO_SAMPLE = `INTO echo_samples (series_id, ts, ms, status, rtt_us,
  ipdv_us, up_us, error_us, queue_up_us, queue_down_us)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`;
const INSERT_ODD = `INSERT OR REPLACE INTO odd_samples
  (series_id, ts, ms, detail_id, duplicates, local_queue_us)
  VALUES (?, ?, ?, (SELECT id FROM details WHERE text = ?), ?, ?)`;
const TICK = `INTO ticks (at_ms, late_us, lag_us, missed_spoilt)
  VALUES (?, ?, ?, ?)`;
const INSERT_EVENT = `INSERT OR REPLACE INTO events (timestamp, event_type,
  severity, interface, target, server_name, description, duration_ms, metrics,
  timestamp_ms) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`;

/** The last sign of life of the run in hand. */
const LAST_TICK = `coalesce(
  (SELECT max(at_ms) FROM ticks WHERE at_ms >= started_ms), started_ms)`;

/** Runs that never said goodbye, other than the one bound. */
const LEFT_OPEN = "end IS NULL AND NOT (started_ms = ? AND pid = ?)";

/** The last sign of life of a run, also of one still open. */
export const SEEN_MS = `coalesce(last_seen_ms, ${LAST_TICK})`;

/**
 * What earlier runs have left open ended with them, as far as anybody knows. Of
 * an incident the judge remembers more, and says how it went on.
 */
const END_LEFT_OPEN = `UPDATE events SET duration_ms = max(0, coalesce(
    (SELECT ${SEEN_MS} FROM runs WHERE started_ms <= timestamp_ms
      ORDER BY started_ms DESC LIMIT 1), 0) - timestamp_ms)
  WHERE duration_ms IS NULL AND timestamp_ms < ?
    AND instr(metrics, '"bad_s":') = 0`;

/** The runs, oldest first. */
export const SELECT_RUNS = `SELECT started_ms, pid, boot_id, host, version,
  ${SEEN_MS} AS seen_ms, end FROM runs ORDER BY started_ms, pid`;

/** {@linkcode Placements} counts the ticks as a series of their own. */
const TICKS = 0;

/** Unix nanoseconds as the whole milliseconds that the keys have. */
function toMs(atNs: bigint): number {
  return Number(atNs / 1_000_000n);
}

/** -1 says "none" in columns, NULL in SQL. */
function orNull(value: number | undefined): number | null {
  return value === undefined || value < 0 ? null : value;
}

function echoCells(cells: EchoCells | undefined): readonly (number | null)[] {
  return [
    orNull(cells?.upUs),
    orNull(cells?.errorUs),
    orNull(cells?.queueUpUs),
    orNull(cells?.queueDownUs),
  ];
}

/** Writes an event, or replaces one of the same start and subject. */
export function insertEvent(statements: Statements, event: StoredEvent): void {
  statements.of(INSERT_EVENT).run(
    Math.floor(event.atMs / 1000),
    event.type,
    event.severity,
    event.interface,
    event.target,
    event.server,
    event.description,
    event.durationMs,
    JSON.stringify(event.metrics),
    Math.floor(event.atMs),
  );
}

/** Writes rows with statements prepared once. Transactions are the caller's. */
export class RowWriter {
  readonly #placements: Placements;
  readonly #statements: Statements;
  readonly #journal: JournalWriter;

  /**
   * Writes into a migrated database.
   *
   * @param db The database.
   * @param placements What was put where; outlives the database's reopening.
   */
  constructor(db: DatabaseSync, placements: Placements) {
    this.#placements = placements;
    this.#statements = new Statements(db);
    this.#journal = new JournalWriter(this.#statements);
  }

  /** Whether an earlier run ended without closing the database. */
  wasLeftOpen(run: RunIdentity): boolean {
    return this.#statements.of(`SELECT 1 FROM runs WHERE ${LEFT_OPEN}`)
      .get(run.startedMs, run.pid) !== undefined;
  }

  /** Enters a run, and closes those that could not do so themselves. */
  start(run: RunIdentity): void {
    this.#statements.of(
      `UPDATE runs SET end = 'crashed', last_seen_ms = ${LAST_TICK}
        WHERE ${LEFT_OPEN}`,
    ).run(run.startedMs, run.pid);
    this.#statements.of(END_LEFT_OPEN).run(run.startedMs);
    this.#statements.of(
      `INSERT OR IGNORE INTO runs (started_ms, pid, boot_id, host, version)
        VALUES (?, ?, ?, ?, ?)`,
    ).run(run.startedMs, run.pid, run.bootId, run.host, run.version);
  }

  /** Notes that a run ends in order. */
  stop(run: RunIdentity): void {
    this.#statements.of(
      `UPDATE runs SET end = 'stopped', last_seen_ms = ${LAST_TICK}
        WHERE started_ms = ? AND pid = ?`,
    ).run(run.startedMs, run.pid);
  }

  /** Writes all of a batch. */
  batch(batch: BatchColumns): void {
    this.#samples(batch);
    for (const tick of batch.ticks) this.#tick(tick);
    for (const event of batch.events) insertEvent(this.#statements, event);
    for (const entry of batch.journal) this.#journal.write(entry);
  }

  #samples(batch: BatchColumns): void {
    const ids = batch.series.map((series) => this.#seriesId(series));
    const probes = batch.series.map(({ probe }) => probe);
    const places = new Float64Array(batch.sentAtNs.length);
    let nextEcho = 0;
    for (const [i, sentAtNs] of batch.sentAtNs.entries()) {
      const id = ids[batch.seriesIndex[i] ?? 0] ?? 0;
      const known = this.#placements.find(id, sentAtNs);
      if (known !== undefined) this.#forgetOddity(id, known);
      const isEcho = probes[batch.seriesIndex[i] ?? 0] === "echo";
      const echo = batch.echoes[nextEcho];
      const own = echo?.sample === i ? echo : undefined;
      if (own !== undefined) nextEcho++;
      places[i] = this.#place(id, sentAtNs, {
        table: isEcho ? ECHO_SAMPLE : SAMPLE,
        bind: (atMs) => [
          id,
          Math.floor(atMs / 1000),
          atMs % 1000,
          batch.status[i] ?? 0,
          orNull(batch.rttUs[i]),
          orNull(batch.ipdvUs[i]),
          ...(isEcho ? echoCells(own) : []),
        ],
      });
    }
    for (const { sample, detail, duplicates, localQueueUs } of batch.oddities) {
      const id = ids[batch.seriesIndex[sample] ?? 0] ?? 0;
      const atMs = places[sample] ?? 0;
      if (detail !== "") {
        this.#statements.of("INSERT OR IGNORE INTO details (text) VALUES (?)")
          .run(detail);
      }
      this.#statements.of(INSERT_ODD).run(
        id,
        Math.floor(atMs / 1000),
        atMs % 1000,
        detail,
        duplicates,
        localQueueUs,
      );
    }
  }

  /** What was odd about a first report is not so of the second. */
  #forgetOddity(id: number, atMs: number): void {
    this.#statements.of(
      "DELETE FROM odd_samples WHERE series_id = ? AND ts = ? AND ms = ?",
    ).run(id, Math.floor(atMs / 1000), atMs % 1000);
  }

  #tick({ at, lateNs, lagNs, missed, isSpoilt }: Tick): void {
    const lateUs = Math.round(lateNs / 1000);
    const lagUs = Math.round(lagNs / 1000);
    this.#place(TICKS, at, {
      table: TICK,
      bind: (atMs) => [atMs, lateUs, lagUs, 2 * missed + Number(isSpoilt)],
    });
  }

  /**
   * Stores a row under its millisecond. What is reported again replaces the
   * first report; what only has the same millisecond takes the next free one.
   *
   * @returns The Unix millisecond that it got.
   */
  #place(
    seriesId: number,
    atNs: bigint,
    row: {
      readonly table: string;
      readonly bind: (atMs: number) => readonly (number | null)[];
    },
  ): number {
    const known = this.#placements.find(seriesId, atNs);
    if (known !== undefined) {
      this.#statements.of(`INSERT OR REPLACE ${row.table}`).run(
        ...row.bind(known),
      );
      return known;
    }
    // Not OR IGNORE, which would pass over broken rows as well, for ever.
    const insert = this.#statements.of(
      `INSERT ${row.table} ON CONFLICT DO NOTHING`,
    );
    let atMs = toMs(atNs);
    while (Number(insert.run(...row.bind(atMs)).changes) === 0) atMs++;
    this.#placements.keep(seriesId, atNs, atMs);
    return atMs;
  }

  #seriesId(series: Series): number {
    const key = seriesKey(series);
    const found = this.#statements.of(SELECT_SERIES_ID).get(...key);
    if (found !== undefined) return Number(found["id"]);
    return Number(
      this.#statements.of(INSERT_SERIES).run(...key).lastInsertRowid,
    );
  }
}
