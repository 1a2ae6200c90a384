import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { STATUSES } from "../model/mod.ts";
import { migrate } from "./migrations.ts";
import { seriesOf, temporaryFolder } from "./testing.ts";
import { RowWriter } from "./rows.ts";
import { Placements } from "./placements.ts";
import { LOST_ON_SHIFT, MEASUREMENT_ARMS } from "./view.ts";

/** The query of the product's documents, word for word. */
const DOCUMENTED = `SELECT interface, AVG(rtt_ms), AVG(jitter_ms),
  AVG(packet_loss_pct) FROM measurements
  WHERE timestamp > strftime('%s','now','-1 hour') AND target='8.8.8.8'
  GROUP BY interface;`;

const COLUMNS = [
  "timestamp",
  "interface",
  "connection_type",
  "target",
  "rtt_ms",
  "jitter_ms",
  "packet_loss_pct",
  "throughput_kbps",
  "test_type",
  "server_name",
  "upload_ms",
  "download_ms",
  "dns_time_ms",
  "status",
  "error_detail",
  "timestamp_ms",
  "connect_ms",
  "owd_error_ms",
  "queue_up_ms",
  "queue_down_ms",
  "lost_on",
];

/** SQLite as the user has it, in the version of the distribution. */
function shell(path: string, sql: string): string {
  const { stdout, stderr } = new Deno.Command("sqlite3", {
    args: ["-batch", path, sql],
  }).outputSync();
  const decoder = new TextDecoder();
  strictEqual(decoder.decode(stderr), "");
  return decoder.decode(stdout).trim();
}

function hasShell(): boolean {
  try {
    return new Deno.Command("sqlite3", { args: ["-version"] }).outputSync()
      .success;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

const SHELL = hasShell()
  ? { ignore: false, note: "" }
  : { ignore: true, note: " (skipped: no sqlite3 shell)" };

/** Two hours around now: 10 ms and lossless at first, then 20 ms and lossy. */
function makeRecent(path: string): void {
  using db = new DatabaseSync(path);
  migrate(db);
  db.exec(`INSERT INTO series VALUES
    (1, 'icmp', 'eth0', 'wired', '8.8.8.8', 'public', 4, '', ''),
    (2, 'icmp', 'eth0', 'wired', '1.1.1.1', 'public', 4, '', ''),
    (3, 'dns', 'eth0', 'wired', '8.8.8.8', 'resolver', 4, 'cached', ''),
    (4, 'icmp', 'wlan0', 'wifi', '8.8.8.8', 'public', 4, '', '')`);
  db.exec(`WITH RECURSIVE n (i) AS
      (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 7199)
    INSERT INTO samples SELECT series.id,
      strftime('%s', 'now') - 7199 + i, 0,
      CASE WHEN i >= 3600 AND i % 4 = 0 THEN 2 ELSE 0 END,
      CASE WHEN i < 3600 THEN 10000 WHEN i % 4 THEN 20000 END, 1500
    FROM n, series`);
}

Deno.test("measurements has the documented columns in their order", () => {
  using db = new DatabaseSync(":memory:");
  migrate(db);
  const columns = db.prepare(
    "SELECT name FROM pragma_table_info('measurements')",
  )
    .all().map(({ name }) => name);
  deepStrictEqual(columns, COLUMNS);
});

Deno.test({
  name: `measurements answers the documents' query by keys alone${SHELL.note}`,
  ignore: SHELL.ignore,
  fn() {
    using folder = temporaryFolder();
    const path = `${folder.path}/b.db`;
    makeRecent(path);
    strictEqual(
      shell(path, DOCUMENTED).replace(/24\.9\d+|25\.0\d+/g, "25.0"),
      "eth0|20.0|1.5|25.0\nwlan0|20.0|1.5|25.0",
    );
    const plan = shell(path, `EXPLAIN QUERY PLAN ${DOCUMENTED}`);
    const searches = plan.match(
      /SEARCH p USING (PRIMARY KEY \(series_id=\? AND |INDEX \S+ \()ts>\?\)/g,
    );
    strictEqual(searches?.length, MEASUREMENT_ARMS.length, plan);
    ok(!/SCAN p\b/.test(plan), plan);
  },
});

Deno.test({
  name: `measurements sorts and bounds by time in the real shell${SHELL.note}`,
  ignore: SHELL.ignore,
  fn() {
    using folder = temporaryFolder();
    const path = `${folder.path}/b.db`;
    makeRecent(path);
    strictEqual(
      shell(path, "SELECT DISTINCT typeof(timestamp) FROM measurements"),
      "integer",
    );
    match(shell(path, "PRAGMA integrity_check"), /^ok$/);
  },
});

Deno.test("measurements says for each status what is lost and what is known", () => {
  using db = new DatabaseSync(":memory:");
  migrate(db);
  const rows = new RowWriter(db, new Placements());
  rows.batch({
    series: [
      seriesOf(),
      seriesOf({ probe: "tcp", variant: "443" }),
      seriesOf({ probe: "dns", variant: "cached" }),
    ],
    seriesIndex: new Uint16Array([...STATUSES.map(() => 0), 1, 2, 2]),
    sentAtNs: new BigInt64Array(
      Array.from(
        { length: STATUSES.length + 3 },
        (_, i) => BigInt(i) * 10n ** 9n,
      ),
    ),
    status: new Uint8Array([...STATUSES.keys(), 0, 0, 8 + 32]),
    rttUs: new Int32Array([
      ...[1500, 1500, -1, -1, -1, -1, -1, -1, 1500, -1],
      ...[7, 8, 9],
    ]),
    ipdvUs: new Int32Array([40, ...new Array(12).fill(-1)]),
    oddities: [{
      sample: 12,
      detail: "SERVFAIL",
      duplicates: 0,
      localQueueUs: 0,
    }],
    echoes: [],
    ticks: [],
    events: [],
    journal: [],
  });
  const found = db.prepare(
    `SELECT test_type, status, rtt_ms, jitter_ms, packet_loss_pct, connect_ms,
      dns_time_ms, error_detail FROM measurements ORDER BY timestamp_ms`,
  ).all().map((row) => Object.values(row));
  deepStrictEqual(found, [
    ["icmp", "ok", 1.5, 0.04, 0, null, null, null],
    ["icmp", "late", 1.5, null, 0, null, null, null],
    ["icmp", "timeout", null, null, 100, null, null, null],
    ["icmp", "unreachable", null, null, 100, null, null, null],
    ["icmp", "send_failed", null, null, 100, null, null, null],
    ["icmp", "self_dropped", null, null, null, null, null, null],
    ["icmp", "refused", null, null, 100, null, null, null],
    ["icmp", "reset", null, null, 100, null, null, null],
    ["icmp", "rcode", 1.5, null, 100, null, null, null],
    ["icmp", "send_failed", null, null, null, null, null, null],
    ["tcp", "ok", null, null, null, 0.007, null, null],
    ["dns", "ok", null, null, null, null, 0.008, null],
    ["dns", "rcode", null, null, null, null, 0.009, "SERVFAIL"],
  ]);
});

Deno.test("measurements tells of each direction what an ECHO has taught", () => {
  using db = new DatabaseSync(":memory:");
  migrate(db);
  const rows = new RowWriter(db, new Placements());
  const lost = (index: number) => 2 + ((1 + index) << LOST_ON_SHIFT);
  rows.batch({
    series: [seriesOf({ probe: "echo", role: "server", server: "vps" })],
    seriesIndex: new Uint16Array(8),
    sentAtNs: BigInt64Array.from({ length: 8 }, (_, i) => BigInt(i * 1e9)),
    status: Uint8Array.of(0, 0, lost(0), lost(1), lost(2), 5, 6, 7),
    rttUs: Int32Array.of(16_000, 17_000, -1, -1, -1, -1, -1, -1),
    ipdvUs: Int32Array.of(-1, 1_000, -1, -1, -1, -1, -1, -1),
    oddities: [],
    echoes: [{
      sample: 1,
      upUs: 12_500,
      errorUs: 8_000,
      queueUpUs: 900,
      queueDownUs: -1,
    }],
    ticks: [],
    events: [],
    journal: [],
  });
  const found = db.prepare(
    `SELECT server_name, status, rtt_ms, jitter_ms, packet_loss_pct, upload_ms,
      download_ms, owd_error_ms, queue_up_ms, queue_down_ms, lost_on
      FROM measurements ORDER BY timestamp_ms`,
  ).all().map((row) => Object.values(row));
  const none = [null, null, null, null, null];
  deepStrictEqual(found, [
    ["vps", "ok", 16, null, 0, ...none, null],
    ["vps", "ok", 17, 1, 0, 12.5, 4.5, 8, 0.9, null, null],
    ["vps", "timeout", null, null, 100, ...none, "up"],
    ["vps", "timeout", null, null, 100, ...none, "down"],
    ["vps", "timeout", null, null, 100, ...none, "unknown"],
    ["vps", "self_dropped", null, null, null, ...none, null],
    ["vps", "refused", null, null, null, ...none, null],
    ["vps", "reset", null, null, null, ...none, null],
  ]);
});
