/** Reads what {@linkcode JournalWriter} wrote. @module */

import type {
  LinkSecond,
  PathTrace,
  Period,
  TrafficSecond,
} from "../model/mod.ts";
import { LINK_ROW_S, readLinkCells } from "./link_cells.ts";
import type { Query, Row } from "./query.ts";
import { readTrafficCells, TRAFFIC_ROW_S } from "./traffic_cells.ts";
import { VarintReader } from "./varints.ts";

/**
 * Reads the ways that were found.
 *
 * @param query The database.
 * @param period When.
 * @returns The traces, oldest first.
 */
export function selectPaths(query: Query, period: Period): PathTrace[] {
  return query(
    `SELECT at_ms, interface, target, family, is_changed, hops
      FROM path_traces WHERE at_ms >= ? AND at_ms < ?
      ORDER BY at_ms, interface, target, family`,
    period.fromMs,
    period.toMs,
  ).map(([atMs, name, target, family, isChanged, hops]) => ({
    atMs: Number(atMs),
    interface: String(name),
    target: String(target),
    family: family === 6 ? 6 : 4,
    hops: JSON.parse(String(hops)),
    isChanged: isChanged === 1,
  }));
}

/**
 * Reads a small value.
 *
 * @param query The database.
 * @param key Its name.
 * @returns Its JSON; `null` if there is none.
 */
export function selectKept(query: Query, key: string): string | null {
  const [row] = query("SELECT value FROM state WHERE key = ?", key);
  return row === undefined ? null : String(row[0]);
}

/** An interface whose seconds are stored. */
export interface Link {
  /** Its number in the database. */
  readonly id: number;
  /** Its name. */
  readonly interface: string;
  /** What it was then: cable, Wi-Fi, ... */
  readonly connectionType: LinkSecond["connectionType"];
}

/**
 * Reads the list of interfaces.
 *
 * @param query The database.
 * @returns The interfaces, in the order in which they were first seen.
 */
export function selectLinks(query: Query): Link[] {
  return query("SELECT id, interface, connection_type FROM links ORDER BY id")
    .map(([id, name, connectionType]) => ({
      id: Number(id),
      interface: String(name),
      // Only JournalWriter fills this table, and only from such an object.
      connectionType: String(connectionType) as LinkSecond["connectionType"],
    }));
}

/**
 * Decodes the seconds of rows. What was written twice, because it was not
 * known whether the first time counted, is told once.
 *
 * @param rows Of {@linkcode selectRows}.
 * @param period When.
 * @param decode Decodes the next second of a row that begins at `rowS`.
 * @yields The seconds.
 */
export function* secondsOf<S extends { readonly atMs: number }>(
  rows: readonly Row[],
  period: Period,
  decode: (reader: VarintReader, rowS: number) => S,
): Generator<S> {
  for (const [ts, bytes] of rows) {
    if (!(bytes instanceof Uint8Array)) continue;
    const reader = new VarintReader(bytes);
    const found = new Map<number, S>();
    while (!reader.isAtEnd) {
      const second = decode(reader, Number(ts));
      found.set(second.atMs, second);
    }
    for (const second of found.values()) {
      const { atMs } = second;
      if (atMs >= period.fromMs && atMs < period.toMs) yield second;
    }
  }
}

/**
 * Reads the rows of an interface that may hold seconds of a period.
 *
 * @param query The database.
 * @param table `link_seconds` or `traffic_seconds`.
 * @param of Whose, when, and how many seconds a row may hold.
 * @returns Starts in Unix seconds, and bytes.
 */
export function selectRows(
  query: Query,
  table: string,
  of: { readonly link: Link; readonly period: Period; readonly rowS: number },
): readonly Row[] {
  const { link, period, rowS } = of;
  return query(
    `SELECT ts, seconds FROM ${table}
      WHERE link_id = ? AND ts > ? AND ts < ? ORDER BY ts`,
    link.id,
    period.fromMs / 1000 - rowS,
    period.toMs / 1000,
  );
}

/**
 * Reads what interfaces did.
 *
 * @param query The database.
 * @param period When; all its rows are in memory at once, an interface at a
 *   time.
 * @yields The seconds, interface by interface, each oldest first.
 */
export function* selectLinkSeconds(
  query: Query,
  period: Period,
): Generator<LinkSecond> {
  for (const link of selectLinks(query)) {
    const rowS = LINK_ROW_S;
    const rows = selectRows(query, "link_seconds", { link, period, rowS });
    const associations = query(
      `SELECT at_ms, ssid, bssid, frequency_mhz FROM associations
        WHERE link_id = ? ORDER BY at_ms`,
      link.id,
    );
    let next = 0;
    for (const cells of secondsOf(rows, period, readLinkCells)) {
      while (Number(associations[next]?.[0]) <= cells.atMs) next++;
      const [, ssid = "", bssid = "", frequencyMhz = null] =
        associations[next - 1] ?? [];
      yield {
        ...cells,
        interface: link.interface,
        connectionType: link.connectionType,
        wifi: cells.wifi && {
          ...cells.wifi,
          ssid: String(ssid),
          bssid: String(bssid),
          frequencyMhz: frequencyMhz === null ? null : Number(frequencyMhz),
        },
      };
    }
  }
}

/**
 * Reads what interfaces carried, by kind of traffic.
 *
 * @param query The database.
 * @param period When; all its rows are in memory at once, an interface at a
 *   time.
 * @yields The seconds, interface by interface, each oldest first.
 */
export function* selectTrafficSeconds(
  query: Query,
  period: Period,
): Generator<TrafficSecond> {
  for (const link of selectLinks(query)) {
    const rowS = TRAFFIC_ROW_S;
    const rows = selectRows(query, "traffic_seconds", { link, period, rowS });
    for (const cells of secondsOf(rows, period, readTrafficCells)) {
      yield { ...cells, interface: link.interface };
    }
  }
}
