import { resolve } from "node:path";
import type { DatabaseSync } from "node:sqlite";
import type {
  Period,
  ProbeKind,
  SampleColumns,
  Series,
  StoredEvent,
  StoredSample,
  TickColumns,
} from "../model/mod.ts";
import { gapsBetween } from "./gaps.ts";
import { JournalReader } from "./journal_reader.ts";
import { openForReading } from "./open_reading.ts";
import { explainedQuery, type Query, queryOf } from "./query.ts";
import {
  selectEvents,
  selectSpan,
  selectStretches,
  selectTicks,
  type StoredRun,
  toRun,
} from "./read_log.ts";
import {
  ECHO_COLUMNS,
  emptySamples,
  selectMixed,
  selectNextMs,
  selectSamples,
  selectSeries,
} from "./read_samples.ts";
import { RollupReader } from "./rollup_reader.ts";
import { selectKeptStretches } from "./stretches.ts";
import { SELECT_RUNS, SELECT_SERIES_ID, seriesKey } from "./rows.ts";

/** 3,600 rows of one series at one a second. */
const CHUNK_MS = 3_600_000;
/** What `rows()` holds at once: 6,000 rows of ten series at one a second. */
const MIXED_CHUNK_MS = 600_000;
/** What was measured so recently may not be on disk yet. */
const SETTLING_MS = 10_000;

/** Which series; what is not given is not asked for. */
export interface ReaderFilter {
  /** Interface names. */
  readonly interfaces?: readonly string[];
  /** Targets, as the user names them. */
  readonly targets?: readonly string[];
  /** Kinds of probe. */
  readonly probes?: readonly ProbeKind[];
}

function isAsked<T>(allowed: readonly T[] | undefined, found: T): boolean {
  return allowed === undefined || allowed.includes(found);
}

/** Reads the database, also while the monitor writes it. */
export class StoreReader extends JournalReader implements Disposable {
  readonly #db: DatabaseSync;
  /** Minutes, hours, and what is read from them where it can be. */
  readonly rollups: RollupReader;
  readonly #query: Query;

  /**
   * Use {@linkcode openReader}.
   *
   * @param path The file, for messages.
   * @param db The open database; closed with this.
   */
  constructor(path: string, db: DatabaseSync) {
    const query = explainedQuery(path, queryOf(db));
    super(query);
    this.#db = db;
    this.#query = query;
    this.rollups = new RollupReader(
      query,
      (series, period) => this.sampleChunks(series, period),
    );
  }

  /**
   * Which series there are.
   *
   * @param filter Only such; all unless given.
   * @returns The series, in the order in which they were first measured.
   * @throws {StoreError} When the file cannot be read, as with every method.
   */
  series(filter: ReaderFilter = {}): Series[] {
    return [...this.#seriesById(filter).values()];
  }

  /**
   * One series' samples.
   *
   * @param series Which; compared by its fields.
   * @param period When; 17 bytes a sample are held in memory.
   * @returns The samples, oldest first; none if the series is not stored.
   */
  samples(series: Series, period: Period): SampleColumns {
    const chunks = [...this.sampleChunks(series, period)];
    const length = chunks.reduce((sum, chunk) => sum + chunk.length, 0);
    const all = emptySamples(series, length);
    let start = 0;
    for (const chunk of chunks) {
      all.atMs.set(chunk.atMs, start);
      all.rttUs.set(chunk.rttUs, start);
      all.ipdvUs.set(chunk.ipdvUs, start);
      all.status.set(chunk.status, start);
      for (const name of ECHO_COLUMNS) {
        if (chunk.echo !== undefined) {
          all.echo?.[name].set(chunk.echo[name], start);
        }
      }
      start += chunk.length;
    }
    return all;
  }

  /**
   * One series' samples, a stretch of time after the other, in constant
   * memory.
   *
   * @param series Which; compared by its fields.
   * @param period When.
   * @param options How long a stretch is, counted from the period's start;
   *   an hour unless said.
   * @yields The samples of each stretch that has any, oldest first.
   */
  *sampleChunks(
    series: Series,
    period: Period,
    options: { readonly chunkMs?: number } = {},
  ): Generator<SampleColumns> {
    const { chunkMs = CHUNK_MS } = options;
    const [row] = this.#query(SELECT_SERIES_ID, ...seriesKey(series));
    if (row === undefined) return;
    const id = Number(row[0]);
    for (const chunk of this.#chunks([id], period, chunkMs)) {
      yield selectSamples(this.#query, id, { series, period: chunk });
    }
  }

  /**
   * The samples of many series in the order of time, in constant memory.
   *
   * @param filter Which series.
   * @param period When.
   * @yields The samples.
   */
  *rows(filter: ReaderFilter, period: Period): Generator<StoredSample> {
    const series = this.#seriesById(filter);
    for (const chunk of this.#chunks([...series.keys()], period)) {
      yield* selectMixed(this.#query, series, chunk);
    }
  }

  /**
   * The rounds with the program's own timing errors.
   *
   * @param period When.
   * @returns The rounds, oldest first.
   */
  ticks(period: Period): TickColumns {
    return selectTicks(this.#query, period);
  }

  /**
   * When bufferbane was not measuring.
   *
   * @param period Where to look. What is younger than 10 s at its end is no
   *   gap unless something younger is stored.
   * @param options The time between two rounds, ms, where so few are stored
   *   that they do not tell.
   * @returns Gaps, oldest first, cut to the period.
   */
  gaps(period: Period, options: { readonly intervalMs: number }): Period[] {
    const { fromMs, toMs } = period;
    const [edge] = this.#query(
      `SELECT (SELECT max(at_ms) FROM ticks WHERE at_ms < ?),
        (SELECT min(at_ms) FROM ticks WHERE at_ms >= ?)`,
      fromMs,
      toMs,
    );
    const [before, after] = edge ?? [];
    const wide = {
      fromMs: Number(before ?? fromMs),
      toMs: after === null ? toMs : Number(after) + 1,
    };
    const keptUntil = Math.min(this.rollups.summedUntilMs, wide.toMs);
    const kept = { ...wide, toMs: keptUntil };
    const rest = { ...wide, fromMs: Math.max(wide.fromMs, keptUntil) };
    const gaps = gapsBetween(
      [
        ...selectKeptStretches(this.#query, kept),
        ...selectStretches(this.#query, rest, options),
      ],
      period,
    );
    const last = gaps.at(-1);
    const isUnsettled = after === null && last?.toMs === toMs &&
      last.toMs - last.fromMs < SETTLING_MS;
    return isUnsettled ? gaps.slice(0, -1) : gaps;
  }

  /**
   * What happened.
   *
   * @param period Events that began or went on in it.
   * @returns The events, oldest first.
   */
  events(period: Period): StoredEvent[] {
    return selectEvents(this.#query, period);
  }

  /**
   * The runs of the monitor.
   *
   * @returns The runs, oldest first.
   */
  runs(): StoredRun[] {
    return this.#query(SELECT_RUNS).map(toRun);
  }

  /**
   * From the first sample or round to the last.
   *
   * @returns `null` if nothing was measured yet.
   */
  span(): Period | null {
    return selectSpan(this.#query);
  }

  /** Closes the file. */
  [Symbol.dispose](): void {
    this.#db.close();
  }

  /** Cuts a period into stretches, and leaps over those without samples. */
  *#chunks(
    ids: readonly number[],
    period: Period,
    chunkMs: number = MIXED_CHUNK_MS,
  ): Generator<Period> {
    const { fromMs, toMs } = period;
    let startMs = fromMs;
    for (;;) {
      const nextMs = selectNextMs(this.#query, ids, startMs);
      if (nextMs === null || nextMs >= toMs) return;
      startMs = fromMs + Math.floor((nextMs - fromMs) / chunkMs) * chunkMs;
      const endMs = Math.min(startMs + chunkMs, toMs);
      yield { fromMs: startMs, toMs: endMs };
      startMs = endMs;
    }
  }

  #seriesById(filter: ReaderFilter): Map<number, Series> {
    return new Map(
      selectSeries(this.#query).filter(([, series]) =>
        isAsked(filter.interfaces, series.interface) &&
        isAsked(filter.targets, series.target) &&
        isAsked(filter.probes, series.probe)
      ),
    );
  }
}

/**
 * Opens the database for reading.
 *
 * @example Usage
 * ```ts ignore
 * using reader = openReader("/var/lib/bufferbane/bufferbane.db");
 * for (const series of reader.series({ probes: ["icmp"] })) {
 *   const { length } = reader.samples(series, { fromMs: 0, toMs: Infinity });
 * }
 * ```
 *
 * @param path The file.
 * @returns The reader.
 * @throws {StoreError} When it is missing, unreadable, not a bufferbane
 *   database, damaged, or of another version.
 */
export function openReader(path: string): StoreReader {
  const absolute = resolve(path);
  return new StoreReader(absolute, openForReading(absolute));
}
