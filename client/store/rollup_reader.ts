import { Rollup } from "../analysis/rollup.ts";
import type {
  LinkMinuteColumns,
  MinuteColumns,
  Period,
  SampleColumns,
  Series,
  TrafficSecond,
} from "../model/mod.ts";
import { cover, type Piece } from "./cover.ts";
import { type Horizons, selectHorizons } from "./horizons.ts";
import { HOUR_MS, MINUTE_MS } from "./grain.ts";
import {
  addLinkFigures,
  figuresOfSecond,
  type LinkFigures,
  noLinkFigures,
  readLinkFigures,
} from "./link_rollup.ts";
import type { Query } from "./query.ts";
import { selectLinks, selectLinkSeconds } from "./read_journal.ts";
import { readRollupCells } from "./rollup_cells.ts";
import { toColumns } from "./rollup_columns.ts";
import { toLinkColumns } from "./link_columns.ts";
import {
  bytesOf,
  countRollups,
  type Grain,
  type RollupChoice,
  selectRollups,
} from "./rollup_tables.ts";
import { SELECT_SERIES_ID, seriesKey } from "./rows.ts";
import { readTrafficCells } from "./traffic_cells.ts";
import { VarintReader } from "./varints.ts";

/** A part of what was asked for: as it was measured, or summed up. */
export type Summed =
  | { readonly kind: "samples"; readonly columns: SampleColumns }
  | {
    readonly kind: "rollup";
    readonly period: Period;
    /** Good until the next one is asked for. */
    readonly rollup: Rollup;
  };

/** What an interface carried over some time. */
export interface LinkTotal extends LinkFigures {
  /** Its name. */
  readonly interface: string;
}

/** Reads minutes and hours. */
export class RollupReader {
  readonly #query: Query;
  readonly #samples: (
    series: Series,
    period: Period,
  ) => Generator<SampleColumns>;

  /**
   * Reads nothing yet.
   *
   * @param query The database; closed by whoever opened it.
   * @param samples Reads what is not summed up.
   */
  constructor(
    query: Query,
    samples: (series: Series, period: Period) => Generator<SampleColumns>,
  ) {
    this.#query = query;
    this.#samples = samples;
  }

  /**
   * What one series measured, minute by minute, as far as minutes are summed
   * up: until two minutes ago, and as old as they are kept.
   *
   * @param series Which; compared by its fields.
   * @param period Of minutes that begin in it; 32 bytes a minute are held.
   * @returns The minutes, oldest first; times are right to 1 %.
   */
  minutes(series: Series, period: Period): MinuteColumns {
    return this.#columns(series, "minute", period);
  }

  /**
   * The same hour by hour.
   *
   * @param series Which; compared by its fields.
   * @param period Of hours that begin in it.
   * @returns The hours, oldest first; times are right to 1 %.
   */
  hours(series: Series, period: Period): MinuteColumns {
    return this.#columns(series, "hour", period);
  }

  /**
   * What an interface carried, minute by minute; the last ones from seconds,
   * until they are summed up.
   *
   * @param name The interface.
   * @param period Of minutes that begin in it.
   * @returns The minutes, oldest first.
   */
  linkMinutes(name: string, period: Period): LinkMinuteColumns {
    return toLinkColumns(name, this.#linkParts(name, period));
  }

  *#linkParts(
    name: string,
    period: Period,
  ): Generator<readonly [number, LinkFigures]> {
    for (const { id, ...link } of selectLinks(this.#query)) {
      if (link.interface !== name) continue;
      const of = { subject: "link", grain: "minute", id, ...period } as const;
      for (const row of selectRollups(this.#query, of)) {
        yield [1000 * Number(row[0]), readLinkFigures(bytesOf(row))];
      }
    }
    const fromMs = Math.max(period.fromMs, this.#horizons.minutesUntil);
    const rest = { fromMs, toMs: period.toMs };
    for (const second of selectLinkSeconds(this.#query, rest)) {
      if (second.interface !== name) continue;
      yield [second.atMs, figuresOfSecond(second)];
    }
  }

  /**
   * What an interface carried by kind of traffic, minute by minute.
   *
   * @param name The interface.
   * @param period Of minutes that begin in it.
   * @yields Each minute's sums, at its start; oldest first.
   */
  *trafficMinutes(name: string, period: Period): Generator<TrafficSecond> {
    for (const { id, ...link } of selectLinks(this.#query)) {
      if (link.interface !== name) continue;
      const of = {
        subject: "traffic",
        grain: "minute",
        id,
        ...period,
      } as const;
      for (const row of selectRollups(this.#query, of)) {
        const reader = new VarintReader(bytesOf(row));
        // A minute lies as a second at its start does.
        const sums = readTrafficCells(reader, Number(row[0]));
        yield { ...sums, interface: name };
      }
    }
  }

  /**
   * What each interface carried over a period, right to the second where
   * seconds are kept, else to the minute or the hour.
   *
   * @param period When.
   * @returns An entry an interface that was measured then.
   */
  linkTotals(period: Period): LinkTotal[] {
    const totals = new Map<string, LinkFigures>();
    const add = (name: string, figures: LinkFigures) => {
      const sum = totals.get(name) ?? noLinkFigures();
      addLinkFigures(sum, figures);
      totals.set(name, sum);
    };
    for (const { source, ...piece } of this.#pieces(period, 0)) {
      if (source === "raw") {
        for (const second of selectLinkSeconds(this.#query, piece)) {
          add(second.interface, figuresOfSecond(second));
        }
        continue;
      }
      for (const { id, interface: name } of selectLinks(this.#query)) {
        const of = { subject: "link", grain: source, id, ...piece } as const;
        for (const row of selectRollups(this.#query, of)) {
          add(name, readLinkFigures(bytesOf(row)));
        }
      }
    }
    return [...totals].map(([name, sum]) => ({ interface: name, ...sum }));
  }

  /**
   * One series, from wherever it can be had: hours and minutes where a period
   * is long or samples are gone, samples else. What comes summed up tells
   * percentiles right to 1 %, and all else exactly.
   *
   * @param series Which; compared by its fields.
   * @param period When.
   * @param options What is shorter than `exactBelowMs` comes as samples, as
   *   far as they are kept.
   * @yields Parts, oldest first.
   */
  *summed(
    series: Series,
    period: Period,
    options: { readonly exactBelowMs: number },
  ): Generator<Summed> {
    const rollup = new Rollup(series.probe);
    for (
      const { source, ...piece } of this.#pieces(period, options.exactBelowMs)
    ) {
      if (source === "raw") {
        for (const columns of this.#samples(series, piece)) {
          yield { kind: "samples", columns };
        }
        continue;
      }
      const grainMs = source === "hour" ? HOUR_MS : MINUTE_MS;
      const of = this.#choice(series, source, piece);
      if (of === null) return;
      for (const row of selectRollups(this.#query, of)) {
        const fromMs = 1000 * Number(row[0]);
        rollup.clear();
        readRollupCells(bytesOf(row), rollup);
        yield {
          kind: "rollup",
          period: { fromMs, toMs: fromMs + grainMs },
          rollup,
        };
      }
    }
  }

  /** Before this, Unix milliseconds, there are no samples any more. */
  get rawFromMs(): number {
    return this.#horizons.rawFrom;
  }

  /** Before this, Unix milliseconds, minutes are summed up. */
  get summedUntilMs(): number {
    return this.#horizons.minutesUntil;
  }

  #columns(series: Series, grain: Grain, period: Period): MinuteColumns {
    const of = this.#choice(series, grain, period);
    if (of === null) return toColumns(series, [], 0);
    // So that nothing comes or goes between counting and reading.
    this.#query("BEGIN");
    try {
      const rows = selectRollups(this.#query, of);
      return toColumns(series, rows, countRollups(this.#query, of));
    } finally {
      this.#query("COMMIT");
    }
  }

  #choice(series: Series, grain: Grain, period: Period): RollupChoice | null {
    const [row] = this.#query(SELECT_SERIES_ID, ...seriesKey(series));
    return row === undefined
      ? null
      : { subject: "series", grain, id: Number(row[0]), ...period };
  }

  #pieces(period: Period, exactBelowMs: number): Piece[] {
    return cover(period, this.#horizons, { exactBelowMs });
  }

  get #horizons(): Horizons {
    return selectHorizons(this.#query);
  }
}
