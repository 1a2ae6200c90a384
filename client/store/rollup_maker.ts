import type { DatabaseSync } from "node:sqlite";
import { Rollup } from "../analysis/rollup.ts";
import { type Period, type Series, unixMs } from "../model/mod.ts";
import type { BatchColumns } from "./batch.ts";
import { floorTo, HOUR_MS, MINUTE_MS } from "./grain.ts";
import { keepHorizons, selectHorizons } from "./horizons.ts";
import { selectFirstMs } from "./first_row.ts";
import { LinkRollups } from "./link_rollups.ts";
import { type Query, queryOf } from "./query.ts";
import { selectSamples, selectSeries } from "./read_samples.ts";
import { readRollupCells, rollupCells } from "./rollup_cells.ts";
import { bytesOf, selectRollups } from "./rollup_tables.ts";
import { Statements } from "./statements.ts";
import { cutStretches, keepStretches } from "./stretches.ts";

/** Later than this an outcome is rare: whatever comes is summed up again. */
const SETTLING_MS = 90_000;
/** Summed up in one transaction at most. */
const STEP_MS = 10 * MINUTE_MS;

/** The end of the last minute that may be summed up. */
function settledMs(nowMs: number): number {
  return floorTo(nowMs - SETTLING_MS, MINUTE_MS);
}

/** A rollup a kind of probe, made when first needed: each is 9 KB or 45. */
function reused(): (probe: Series["probe"]) => Rollup {
  const made = new Map<Series["probe"], Rollup>();
  return (probe) => {
    const rollup = made.get(probe) ?? new Rollup(probe);
    made.set(probe, rollup);
    return rollup;
  };
}

/**
 * Sums up minutes and hours as they end, and again where something was
 * measured late. Transactions are the caller's.
 */
export class RollupMaker {
  readonly #query: Query;
  readonly #statements: Statements;
  readonly #links: LinkRollups;
  readonly #part = reused();
  readonly #whole = reused();

  /**
   * Sums up nothing yet.
   *
   * @param db Migrated and writable.
   */
  constructor(db: DatabaseSync) {
    this.#query = queryOf(db);
    this.#statements = new Statements(db);
    this.#links = new LinkRollups(this.#query, this.#statements);
  }

  /**
   * Whether a minute has ended that is not summed up.
   *
   * @param nowMs When the newest round was, Unix milliseconds.
   */
  isDue(nowMs: number): boolean {
    return selectHorizons(this.#query).minutesUntil < settledMs(nowMs);
  }

  /**
   * Sums up what has ended, at most ten minutes of it.
   *
   * @param nowMs When the newest round was, Unix milliseconds.
   */
  step(nowMs: number): void {
    const untilMs = settledMs(nowMs);
    const { minutesUntil, hoursUntil } = selectHorizons(this.#query);
    if (minutesUntil >= untilMs) return;
    const firstMs = selectFirstMs(this.#query, "raw", minutesUntil) ?? untilMs;
    const fromMs = Math.min(
      Math.max(minutesUntil, floorTo(firstMs, MINUTE_MS)),
      untilMs,
    );
    const period = { fromMs, toMs: Math.min(fromMs + STEP_MS, untilMs) };
    this.#minutes(period);
    keepStretches(this.#query, this.#statements, period);
    const hoursToMs = floorTo(period.toMs, HOUR_MS);
    this.#hours({ fromMs: hoursUntil, toMs: hoursToMs });
    keepHorizons(this.#statements, {
      minutesUntil: period.toMs,
      hoursUntil: Math.max(hoursUntil, hoursToMs),
    });
  }

  /**
   * Sums up again those minutes of a batch that were summed up before it. If
   * its rounds are of the past, because the clock was set back, all is summed
   * up again from there as time goes on.
   *
   * @param batch Already written.
   */
  refresh(batch: BatchColumns): void {
    this.#rewind(batch);
    const { minutesUntil, hoursUntil, rawFrom } = selectHorizons(this.#query);
    const late = new Set<number>();
    const note = (atMs: number) => {
      if (atMs < minutesUntil && atMs >= rawFrom) {
        late.add(floorTo(atMs, MINUTE_MS));
      }
    };
    for (const atNs of batch.sentAtNs) note(Number(atNs / 1_000_000n));
    for (const entry of batch.journal) {
      if ("cells" in entry) note(1000 * entry.cells.rowS);
    }
    for (const fromMs of late) {
      this.#minutes({ fromMs, toMs: fromMs + MINUTE_MS });
    }
    for (const fromMs of new Set([...late].map((ms) => floorTo(ms, HOUR_MS)))) {
      if (fromMs < hoursUntil) {
        this.#hours({ fromMs, toMs: fromMs + HOUR_MS });
      }
    }
  }

  #rewind({ ticks }: BatchColumns): void {
    const { minutesUntil, hoursUntil, rawFrom } = selectHorizons(this.#query);
    const firstMs = ticks.reduce(
      (first, { at }) => Math.min(first, unixMs(at)),
      Infinity,
    );
    if (firstMs >= minutesUntil || firstMs < rawFrom) return;
    const untilMs = floorTo(firstMs, MINUTE_MS);
    cutStretches(this.#statements, untilMs);
    keepHorizons(this.#statements, {
      minutesUntil: untilMs,
      hoursUntil: Math.min(hoursUntil, floorTo(untilMs, HOUR_MS)),
    });
  }

  #minutes(period: Period): void {
    for (const [id, series] of selectSeries(this.#query)) {
      this.#minutesOf(id, series, period);
    }
    this.#links.minutes(period);
  }

  #minutesOf(id: number, series: Series, period: Period): void {
    const columns = selectSamples(this.#query, id, { series, period });
    if (columns.length === 0) return;
    const rollup = this.#part(series.probe);
    const insert = this.#statements.of(
      "INSERT OR REPLACE INTO minutes (series_id, ts, sums) VALUES (?, ?, ?)",
    );
    for (let from = 0; from < columns.length;) {
      const minuteMs = floorTo(columns.atMs[from] ?? NaN, MINUTE_MS);
      let to = from + 1;
      while ((columns.atMs[to] ?? NaN) < minuteMs + MINUTE_MS) to++;
      rollup.clear();
      rollup.add(columns, from, to);
      insert.run(id, minuteMs / 1000, rollupCells(rollup));
      from = to;
    }
  }

  /** All hours of a period that have minutes. */
  #hours({ fromMs, toMs }: Period): void {
    let hourMs = fromMs;
    for (;;) {
      const next = selectFirstMs(this.#query, "minutes", hourMs);
      if (next === null || next >= toMs) return;
      hourMs = floorTo(next, HOUR_MS);
      const hour = { fromMs: hourMs, toMs: hourMs + HOUR_MS };
      for (const [id, { probe }] of selectSeries(this.#query)) {
        this.#hourOf(id, probe, hour);
      }
      this.#links.hour(hour);
      hourMs = hour.toMs;
    }
  }

  #hourOf(id: number, probe: Series["probe"], hour: Period): void {
    const rows = [...selectRollups(this.#query, {
      subject: "series",
      grain: "minute",
      id,
      ...hour,
    })];
    if (rows.length === 0) return;
    const sum = this.#whole(probe);
    const minute = this.#part(probe);
    sum.clear();
    let endS = hour.fromMs / 1000;
    for (const row of rows) {
      const startS = Number(row[0]);
      if (startS !== endS) sum.losses.break();
      endS = startS + MINUTE_MS / 1000;
      minute.clear();
      readRollupCells(bytesOf(row), minute);
      sum.merge(minute);
    }
    this.#statements.of(
      "INSERT OR REPLACE INTO hours (series_id, ts, sums) VALUES (?, ?, ?)",
    ).run(id, hour.fromMs / 1000, rollupCells(sum));
  }
}
