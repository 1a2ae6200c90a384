/** Reads what {@linkcode JournalWriter} wrote. @module */

import type {
  LinkSecond,
  PathTrace,
  Period,
  TestResult,
  TrafficSecond,
} from "../model/mod.ts";
import { LINK_ROW_S, readLinkCells } from "./link_cells.ts";
import type { Query, Row } from "./query.ts";
import { keys } from "./read_samples.ts";
import { readTrafficCells, TRAFFIC_ROW_S } from "./traffic_cells.ts";
import { VarintReader } from "./varints.ts";

const TEST_FIELDS = `ts * 1000 + ms, duration_ms, kind, method, interface,
  connection_type, server, is_complete, is_scheduled, upload_bps,
  download_bps, sent_bytes, received_bytes, grade`;
/** With a server, there are more than 4,000 tests a day. */
const PAGE_TESTS = 1000;

function orNull(value: Row[number] | undefined): number | null {
  return value === null ? null : Number(value);
}

/**
 * Reads load tests, a page at a time.
 *
 * @param query The database.
 * @param period Those that began in it.
 * @param options Whether their details are wanted, or `{}` in place of them.
 * @yields The tests, oldest first, cut off ones as well.
 */
export function* selectTests(
  query: Query,
  period: Period,
  { isDetailed }: { readonly isDetailed: boolean },
): Generator<TestResult> {
  // The few names there are, once for all tests.
  const names = new Map<unknown, string>();
  const name = (value: Row[number] | undefined) => {
    const known = names.get(value) ?? String(value);
    names.set(value, known);
    return known;
  };
  const sql = `SELECT ${TEST_FIELDS}, ${
    isDetailed ? "details" : "'{}'"
  }, ts, ms FROM tests
    WHERE (ts, ms, kind, interface, server) > (?, ?, ?, ?, ?)
      AND (ts, ms) < (?, ?)
    ORDER BY ts, ms, kind, interface, server LIMIT ${PAGE_TESTS}`;
  const [fromS = 0, fromMs = 0, ...to] = keys(period);
  let after: readonly (string | number)[] = [fromS, fromMs, "", "", ""];
  for (;;) {
    const page = query(sql, ...after, ...to);
    for (const row of page) {
      yield {
        atMs: Number(row[0]),
        durationMs: Number(row[1]),
        // Only JournalWriter fills these, and only from such objects.
        kind: name(row[2]) as TestResult["kind"],
        method: name(row[3]) as TestResult["method"],
        interface: name(row[4]),
        connectionType: name(row[5]) as TestResult["connectionType"],
        server: name(row[6]),
        isComplete: row[7] === 1,
        isScheduled: row[8] === 1,
        uploadBps: orNull(row[9]),
        downloadBps: orNull(row[10]),
        sentBytes: Number(row[11]),
        receivedBytes: Number(row[12]),
        grade: row[13] === null ? null : name(row[13]),
        details: isDetailed ? String(row[14]) : "{}",
      };
    }
    const last = page.at(-1);
    if (last === undefined || page.length < PAGE_TESTS) return;
    after = [
      ...[Number(last[15]), Number(last[16])],
      ...[name(last[2]), name(last[4]), name(last[6])],
    ];
  }
}

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
          frequencyMhz: orNull(frequencyMhz),
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
