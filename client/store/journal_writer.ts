import type { PathTrace, TestResult } from "../model/mod.ts";
import type { Association, JournalEntry, SecondCells } from "./journal.ts";
import type { Statements } from "./statements.ts";

/** What was complete stays as it is. */
const INSERT_TEST = `INSERT INTO tests (ts, ms, kind, interface, server,
  connection_type, method, duration_ms, is_complete, is_scheduled, upload_bps,
  download_bps, sent_bytes, received_bytes, grade, details)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
  ON CONFLICT (ts, ms, kind, interface, server) DO UPDATE SET
    connection_type = excluded.connection_type, method = excluded.method,
    duration_ms = excluded.duration_ms, is_complete = excluded.is_complete,
    is_scheduled = excluded.is_scheduled, upload_bps = excluded.upload_bps,
    download_bps = excluded.download_bps, sent_bytes = excluded.sent_bytes,
    received_bytes = excluded.received_bytes, grade = excluded.grade,
    details = excluded.details
  WHERE NOT is_complete`;
const INSERT_PATH = `INSERT OR REPLACE INTO path_traces
  (at_ms, interface, target, family, is_changed, hops)
  VALUES (?, ?, ?, ?, ?, ?)`;
const KEEP = `INSERT INTO state (key, value) VALUES (?, ?)
  ON CONFLICT (key) DO UPDATE SET value = excluded.value`;
const SELECT_LINK =
  "SELECT id FROM links WHERE interface = ? AND connection_type = ?";
const INSERT_LINK =
  "INSERT INTO links (interface, connection_type) VALUES (?, ?)";
/** Only what differs from the last one is news. */
const INSERT_ASSOCIATION = `INSERT OR REPLACE INTO associations
  (link_id, at_ms, ssid, bssid, frequency_mhz)
  SELECT ?1, ?2, ?3, ?4, ?5 WHERE NOT EXISTS (
    SELECT 1 FROM (SELECT ssid, bssid, frequency_mhz FROM associations
      WHERE link_id = ?1 AND at_ms <= ?2 ORDER BY at_ms DESC LIMIT 1)
    WHERE (ssid, bssid, frequency_mhz) IS (?3, ?4, ?5))`;

function appendTo(table: "link_seconds" | "traffic_seconds"): string {
  return `INSERT INTO ${table} (link_id, ts, seconds) VALUES (?, ?, ?)
    ON CONFLICT DO UPDATE SET
      seconds = CAST(seconds || excluded.seconds AS BLOB)`;
}

/** Writes journal entries. Transactions are the caller's. */
export class JournalWriter {
  readonly #statements: Statements;

  /**
   * Writes nothing yet.
   *
   * @param statements Of a migrated database.
   */
  constructor(statements: Statements) {
    this.#statements = statements;
  }

  /** Writes one entry. */
  write(entry: JournalEntry): void {
    switch (entry.kind) {
      case "test":
        return this.#test(entry.test);
      case "path":
        return this.#path(entry.trace);
      case "kept":
        this.#statements.of(KEEP).run(entry.key, entry.json);
        return;
      case "link":
        return this.#second("link_seconds", entry.cells, entry.association);
      case "traffic":
        return this.#second("traffic_seconds", entry.cells, null);
    }
  }

  #test(test: TestResult): void {
    const atMs = Math.floor(test.atMs);
    this.#statements.of(INSERT_TEST).run(
      Math.floor(atMs / 1000),
      atMs % 1000,
      test.kind,
      test.interface,
      test.server,
      test.connectionType,
      test.method,
      test.durationMs,
      Number(test.isComplete),
      Number(test.isScheduled),
      test.uploadBps,
      test.downloadBps,
      test.sentBytes,
      test.receivedBytes,
      test.grade,
      test.details,
    );
  }

  #path(trace: PathTrace): void {
    this.#statements.of(INSERT_PATH).run(
      Math.floor(trace.atMs),
      trace.interface,
      trace.target,
      trace.family,
      Number(trace.isChanged),
      JSON.stringify(trace.hops),
    );
  }

  #second(
    table: "link_seconds" | "traffic_seconds",
    cells: SecondCells,
    association: Association | null,
  ): void {
    const linkId = this.#linkId(cells.interface, cells.connectionType);
    const { rowS, bytes } = cells;
    this.#statements.of(appendTo(table)).run(linkId, rowS, bytes);
    if (association === null) return;
    const { atMs, ssid, bssid, frequencyMhz } = association;
    this.#statements.of(INSERT_ASSOCIATION)
      .run(linkId, atMs, ssid, bssid, frequencyMhz);
  }

  #linkId(name: string, connectionType: string): number {
    const found = this.#statements.of(SELECT_LINK).get(name, connectionType);
    if (found !== undefined) return Number(found["id"]);
    const { lastInsertRowid } = this.#statements.of(INSERT_LINK)
      .run(name, connectionType);
    return Number(lastInsertRowid);
  }
}
