import {
  type Period,
  TRAFFIC_CLASSES,
  type TrafficCount,
  type TrafficSecond,
} from "../model/mod.ts";
import { floorTo, MINUTE_MS } from "./grain.ts";
import { LINK_ROW_S, readLinkCells } from "./link_cells.ts";
import {
  addLinkFigures,
  figuresOfSecond,
  linkFigureCells,
  type LinkFigures,
  noLinkFigures,
  readLinkFigures,
} from "./link_rollup.ts";
import type { Query } from "./query.ts";
import { secondsOf, selectLinks, selectRows } from "./read_journal.ts";
import { bytesOf, ROLLUP_TABLES, selectRollups } from "./rollup_tables.ts";
import type { Statements } from "./statements.ts";
import {
  readTrafficCells,
  TRAFFIC_ROW_S,
  trafficCells,
} from "./traffic_cells.ts";
import { VarintReader } from "./varints.ts";

type Counts = TrafficSecond["counts"];

function addCounts(sum: Counts | undefined, next: Counts): Counts {
  if (sum === undefined) return next;
  const add = (a: TrafficCount, b: TrafficCount): TrafficCount => ({
    receivedBytes: a.receivedBytes + b.receivedBytes,
    sentBytes: a.sentBytes + b.sentBytes,
    receivedPackets: a.receivedPackets + b.receivedPackets,
    sentPackets: a.sentPackets + b.sentPackets,
  });
  return Object.fromEntries(
    TRAFFIC_CLASSES.map((name) => [name, add(sum[name], next[name])]),
    // fromEntries() forgets the keys' type; TRAFFIC_CLASSES has every one.
  ) as Counts;
}

/** Sums up what interfaces did and carried. */
export class LinkRollups {
  readonly #query: Query;
  readonly #statements: Statements;

  /**
   * Sums up nothing yet.
   *
   * @param query The database.
   * @param statements Of the same.
   */
  constructor(query: Query, statements: Statements) {
    this.#query = query;
    this.#statements = statements;
  }

  /** Sums up all whole minutes of a period. */
  minutes(period: Period): void {
    for (const link of selectLinks(this.#query)) {
      const figures = new Map<number, LinkFigures>();
      const linkRows = { link, period, rowS: LINK_ROW_S };
      const links = selectRows(this.#query, "link_seconds", linkRows);
      for (const second of secondsOf(links, period, readLinkCells)) {
        const minuteMs = floorTo(second.atMs, MINUTE_MS);
        const sum = figures.get(minuteMs) ?? noLinkFigures();
        addLinkFigures(sum, figuresOfSecond(second));
        figures.set(minuteMs, sum);
      }
      for (const [atMs, sum] of figures) {
        this.#keep(
          ROLLUP_TABLES.link.minute,
          link.id,
          atMs,
          linkFigureCells(sum),
        );
      }
      const counts = new Map<number, Counts>();
      const trafficRows = { link, period, rowS: TRAFFIC_ROW_S };
      const traffic = selectRows(this.#query, "traffic_seconds", trafficRows);
      for (const second of secondsOf(traffic, period, readTrafficCells)) {
        const minuteMs = floorTo(second.atMs, MINUTE_MS);
        counts.set(
          minuteMs,
          addCounts(counts.get(minuteMs), second.counts),
        );
      }
      for (const [atMs, sum] of counts) {
        this.#keepTraffic(ROLLUP_TABLES.traffic.minute, link.id, atMs, sum);
      }
    }
  }

  /** Sums up the minutes of one hour. */
  hour(hour: Period): void {
    for (const { id } of selectLinks(this.#query)) {
      const of = { grain: "minute", id, ...hour } as const;
      const links = [...selectRollups(this.#query, { subject: "link", ...of })];
      const figures = noLinkFigures();
      for (const row of links) {
        addLinkFigures(figures, readLinkFigures(bytesOf(row)));
      }
      if (links.length > 0) {
        const bytes = linkFigureCells(figures);
        this.#keep(ROLLUP_TABLES.link.hour, id, hour.fromMs, bytes);
      }
      let counts: Counts | undefined;
      const traffic = selectRollups(this.#query, { subject: "traffic", ...of });
      for (const row of traffic) {
        const reader = new VarintReader(bytesOf(row));
        const minute = readTrafficCells(reader, Number(row[0]));
        counts = addCounts(counts, minute.counts);
      }
      if (counts !== undefined) {
        this.#keepTraffic(ROLLUP_TABLES.traffic.hour, id, hour.fromMs, counts);
      }
    }
  }

  #keep(table: string, id: number, atMs: number, bytes: Uint8Array): void {
    this.#statements.of(
      `INSERT OR REPLACE INTO ${table} (link_id, ts, sums) VALUES (?, ?, ?)`,
    ).run(id, atMs / 1000, bytes);
  }

  /** Sums lie as one second does. */
  #keepTraffic(table: string, id: number, atMs: number, counts: Counts): void {
    const { bytes } = trafficCells({ atMs, interface: "", counts });
    this.#keep(table, id, atMs, bytes);
  }
}
