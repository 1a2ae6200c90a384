import { LOST_ON, STATUSES } from "../model/mod.ts";
import {
  FIRST_ARMS,
  MEASUREMENT_ARMS,
  measurementsView,
  SECOND_ARMS,
} from "./view.ts";

/** `PRAGMA application_id` of our files: "BFBN", shown by file(1). */
export const APPLICATION_ID = 0x4246_424e;

/**
 * The schema, step by step; step n takes `user_version` from n to n + 1.
 * Append only: what was released is never edited.
 *
 * Samples lie clustered by their key and nothing else is indexed: 21 bytes a
 * row, where a rowid table with an index takes 39. Every column costs a byte
 * a row even when empty, so that what is rare lies in `odd_samples`, what only
 * ECHOs have in `echo_samples`, and `status` and `missed_spoilt` carry two
 * things each.
 */
export const MIGRATIONS: readonly string[] = [
  `
CREATE TABLE series (
  id INTEGER PRIMARY KEY,
  probe TEXT NOT NULL,
  interface TEXT NOT NULL,
  connection_type TEXT NOT NULL,
  target TEXT NOT NULL,
  role TEXT NOT NULL,
  family INTEGER NOT NULL,
  variant TEXT NOT NULL,
  server TEXT NOT NULL,
  UNIQUE (probe, interface, connection_type, target, role, family, variant,
    server)
);
CREATE TABLE samples (
  series_id INTEGER NOT NULL,
  ts INTEGER NOT NULL, -- Unix seconds
  ms INTEGER NOT NULL, -- 0 to 999 within that second
  status INTEGER NOT NULL, -- & 15: ${
    STATUSES.join(", ")
  }; +16 user-space stamps; +32 see odd_samples
  rtt_us INTEGER, -- NULL where no answer came
  ipdv_us INTEGER, -- absolute; NULL where undefined
  PRIMARY KEY (series_id, ts, ms)
) WITHOUT ROWID;
CREATE TABLE details (
  id INTEGER PRIMARY KEY,
  text TEXT NOT NULL UNIQUE
);
CREATE TABLE odd_samples (
  series_id INTEGER NOT NULL,
  ts INTEGER NOT NULL,
  ms INTEGER NOT NULL,
  detail_id INTEGER, -- what went wrong, in words
  duplicates INTEGER NOT NULL, -- further copies of the answer
  local_queue_us INTEGER NOT NULL, -- in this machine's transmit queue
  PRIMARY KEY (series_id, ts, ms)
) WITHOUT ROWID;
CREATE TABLE ticks (
  at_ms INTEGER PRIMARY KEY, -- Unix milliseconds
  late_us INTEGER NOT NULL,
  lag_us INTEGER NOT NULL,
  missed_spoilt INTEGER NOT NULL -- 2 * rounds missed + 1 if spoilt
);
CREATE TABLE runs (
  started_ms INTEGER NOT NULL,
  pid INTEGER NOT NULL,
  boot_id TEXT NOT NULL,
  host TEXT NOT NULL,
  version TEXT NOT NULL,
  last_seen_ms INTEGER, -- NULL while running
  end TEXT, -- NULL while running, then stopped or crashed
  PRIMARY KEY (started_ms, pid)
) WITHOUT ROWID;
CREATE TABLE events (
  timestamp INTEGER NOT NULL, -- Unix seconds
  event_type TEXT NOT NULL,
  severity TEXT NOT NULL,
  interface TEXT NOT NULL,
  target TEXT NOT NULL,
  server_name TEXT NOT NULL,
  description TEXT NOT NULL,
  duration_ms INTEGER, -- NULL while it goes on
  metrics TEXT NOT NULL, -- JSON
  timestamp_ms INTEGER NOT NULL, -- Unix milliseconds
  PRIMARY KEY (timestamp_ms, event_type, interface, target, server_name)
) WITHOUT ROWID;
${measurementsView(FIRST_ARMS)};
PRAGMA application_id = ${APPLICATION_ID};
`,
  `
CREATE TABLE echo_samples (
  series_id INTEGER NOT NULL,
  ts INTEGER NOT NULL, -- Unix seconds
  ms INTEGER NOT NULL, -- 0 to 999 within that second
  status INTEGER NOT NULL, -- as in samples; +64 x 1 to 3: lost on ${
    LOST_ON.join(", ")
  }
  rtt_us INTEGER, -- without the server's own time; NULL where no answer came
  ipdv_us INTEGER, -- absolute; NULL where undefined
  up_us INTEGER, -- one-way delay; that down is rtt_us - up_us
  error_us INTEGER, -- neither is wrong by more
  queue_up_us INTEGER, -- of the way up, in queues
  queue_down_us INTEGER, -- of the way down, in queues
  PRIMARY KEY (series_id, ts, ms)
) WITHOUT ROWID;
DROP VIEW measurements;
${measurementsView(SECOND_ARMS)};
`,
  `
CREATE TABLE tests (
  id INTEGER PRIMARY KEY,
  ts INTEGER NOT NULL, -- Unix seconds
  ms INTEGER NOT NULL, -- 0 to 999 within that second
  kind TEXT NOT NULL,
  interface TEXT NOT NULL,
  server TEXT NOT NULL,
  connection_type TEXT NOT NULL,
  method TEXT NOT NULL,
  duration_ms REAL NOT NULL,
  is_complete INTEGER NOT NULL, -- 0: cut off, only its bytes count
  is_scheduled INTEGER NOT NULL,
  upload_bps REAL,
  download_bps REAL,
  sent_bytes INTEGER NOT NULL,
  received_bytes INTEGER NOT NULL,
  grade TEXT,
  details TEXT NOT NULL, -- JSON
  UNIQUE (ts, ms, kind, interface, server)
);
CREATE TABLE links (
  id INTEGER PRIMARY KEY,
  interface TEXT NOT NULL,
  connection_type TEXT NOT NULL,
  UNIQUE (interface, connection_type)
);
CREATE TABLE link_seconds (
  link_id INTEGER NOT NULL,
  ts INTEGER NOT NULL, -- Unix seconds, a multiple of 20
  seconds BLOB NOT NULL, -- client/store/link_cells.ts
  PRIMARY KEY (link_id, ts)
) WITHOUT ROWID;
CREATE TABLE associations (
  link_id INTEGER NOT NULL,
  at_ms INTEGER NOT NULL, -- Unix milliseconds; until the next one
  ssid TEXT NOT NULL,
  bssid TEXT NOT NULL,
  frequency_mhz INTEGER,
  PRIMARY KEY (link_id, at_ms)
) WITHOUT ROWID;
CREATE TABLE traffic_seconds (
  link_id INTEGER NOT NULL,
  ts INTEGER NOT NULL, -- Unix seconds, a multiple of 10
  seconds BLOB NOT NULL, -- client/store/traffic_cells.ts
  PRIMARY KEY (link_id, ts)
) WITHOUT ROWID;
CREATE TABLE path_traces (
  id INTEGER PRIMARY KEY,
  at_ms INTEGER NOT NULL, -- Unix milliseconds
  interface TEXT NOT NULL,
  target TEXT NOT NULL,
  family INTEGER NOT NULL,
  is_changed INTEGER NOT NULL,
  hops TEXT NOT NULL, -- JSON
  UNIQUE (at_ms, interface, target, family)
);
CREATE TABLE state (
  id INTEGER PRIMARY KEY,
  key TEXT NOT NULL UNIQUE,
  value TEXT NOT NULL -- JSON
);
DROP VIEW measurements;
${measurementsView(MEASUREMENT_ARMS)};
`,
  `
CREATE TABLE minutes (
  series_id INTEGER NOT NULL,
  ts INTEGER NOT NULL, -- Unix seconds, a multiple of 60
  sums BLOB NOT NULL, -- client/store/rollup_cells.ts
  PRIMARY KEY (series_id, ts)
) WITHOUT ROWID;
CREATE TABLE hours (
  series_id INTEGER NOT NULL,
  ts INTEGER NOT NULL, -- Unix seconds, a multiple of 3600
  sums BLOB NOT NULL, -- as in minutes
  PRIMARY KEY (series_id, ts)
) WITHOUT ROWID;
CREATE TABLE link_minutes (
  link_id INTEGER NOT NULL,
  ts INTEGER NOT NULL,
  sums BLOB NOT NULL, -- client/store/link_rollup.ts
  PRIMARY KEY (link_id, ts)
) WITHOUT ROWID;
CREATE TABLE link_hours (
  link_id INTEGER NOT NULL,
  ts INTEGER NOT NULL,
  sums BLOB NOT NULL, -- as in link_minutes
  PRIMARY KEY (link_id, ts)
) WITHOUT ROWID;
CREATE TABLE traffic_minutes (
  link_id INTEGER NOT NULL,
  ts INTEGER NOT NULL,
  sums BLOB NOT NULL, -- client/store/traffic_cells.ts
  PRIMARY KEY (link_id, ts)
) WITHOUT ROWID;
CREATE TABLE traffic_hours (
  link_id INTEGER NOT NULL,
  ts INTEGER NOT NULL,
  sums BLOB NOT NULL, -- as in traffic_minutes
  PRIMARY KEY (link_id, ts)
) WITHOUT ROWID;
CREATE TABLE stretches (
  first_ms INTEGER PRIMARY KEY, -- first of rounds without a gap, Unix ms
  last_ms INTEGER NOT NULL,
  interval_ms REAL NOT NULL
);
CREATE INDEX tests_with_details ON tests (ts) WHERE details <> '{}';
CREATE TABLE horizons (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE, -- client/store/horizons.ts
  at_ms INTEGER NOT NULL
);
`,
];
