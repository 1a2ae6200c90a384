import { LOST_ON, STATUS_NAMES, STATUSES } from "../model/mod.ts";

/** The low bits of `samples.status`: the index into `STATUSES`. */
export const STATUS_MASK = 0x0f;
/** Bit of `samples.status`: user space took the stamps, not the kernel. */
export const USER_STAMPS_BIT = 0x10;
/** Bit of `samples.status`: `odd_samples` has a row with the same key. */
export const ODD_BIT = 0x20;
/**
 * Bits of `echo_samples.status`: 0, or 1 + index into `LOST_ON`, above the
 * others.
 */
export const LOST_ON_SHIFT = 6;

const LOST_ON_NAME = `CASE p.status >> ${LOST_ON_SHIFT} ${
  LOST_ON.map((name, index) => `WHEN ${index + 1} THEN '${name}'`).join(" ")
} END`;

const STATUS_NAME = `CASE p.status & ${STATUS_MASK} ${
  STATUS_NAMES.map((name, code) => `WHEN ${code} THEN '${name}'`).join(" ")
} END`;

function codes(...statuses: readonly (typeof STATUSES[number])[]): string {
  return statuses.map((status) => STATUSES.indexOf(status)).join(", ");
}

/** What went wrong, for a person. */
const ERROR_DETAIL = `CASE WHEN p.status & ${ODD_BIT} THEN (
      SELECT d.text FROM odd_samples o JOIN details d ON d.id = o.detail_id
      WHERE o.series_id = p.series_id AND o.ts = p.ts AND o.ms = p.ms
    ) END AS error_detail`;

/**
 * Every arm yields these columns in this order. `timestamp` must stay a bare
 * INTEGER column in each: the documents compare it with the TEXT of
 * `strftime()`, which is only right as long as it keeps its affinity.
 *
 * CROSS JOIN fixes the order (the few series first, then one key range each);
 * without statistics SQLite may choose the reverse and scan a month.
 */
const PROBE_ARM = `
  SELECT
    p.ts AS timestamp,
    s.interface AS interface,
    s.connection_type AS connection_type,
    s.target AS target,
    CASE WHEN s.probe IN ('icmp', 'echo') THEN p.rtt_us / 1000.0 END AS rtt_ms,
    CASE WHEN s.probe IN ('icmp', 'echo') THEN p.ipdv_us / 1000.0 END
      AS jitter_ms,
    CASE WHEN s.probe IN ('icmp', 'echo') THEN
      CASE WHEN p.status & ${STATUS_MASK} IN (${codes("ok", "late")}) THEN 0.0
           WHEN p.status & ${STATUS_MASK} IN (${
  codes("self_dropped", "interface_off")
}) THEN NULL
           ELSE 100.0 END
    END AS packet_loss_pct,
    NULL AS throughput_kbps,
    s.probe AS test_type,
    s.server AS server_name,
    NULL AS upload_ms,
    NULL AS download_ms,
    CASE WHEN s.probe = 'dns' THEN p.rtt_us / 1000.0 END AS dns_time_ms,
    ${STATUS_NAME} AS status,
    ${ERROR_DETAIL},
    p.ts * 1000 + p.ms AS timestamp_ms,
    CASE WHEN s.probe = 'tcp' THEN p.rtt_us / 1000.0 END AS connect_ms,
    NULL AS owd_error_ms,
    NULL AS queue_up_ms,
    NULL AS queue_down_ms
  FROM series s CROSS JOIN samples p ON p.series_id = s.id`;

/**
 * ECHOs to the own server. What the server or its restart cost is no loss of
 * the line: its packets got there, or nobody was there to answer.
 */
const ECHO_ARM = `
  SELECT
    p.ts AS timestamp,
    s.interface AS interface,
    s.connection_type AS connection_type,
    s.target AS target,
    p.rtt_us / 1000.0 AS rtt_ms,
    p.ipdv_us / 1000.0 AS jitter_ms,
    CASE WHEN p.status & ${STATUS_MASK} IN (${codes("ok", "late")}) THEN 0.0
         WHEN p.status & ${STATUS_MASK} IN (${
  codes("self_dropped", "refused", "reset", "interface_off")
}) THEN NULL
         ELSE 100.0 END AS packet_loss_pct,
    NULL AS throughput_kbps,
    s.probe AS test_type,
    s.server AS server_name,
    p.up_us / 1000.0 AS upload_ms,
    (p.rtt_us - p.up_us) / 1000.0 AS download_ms,
    NULL AS dns_time_ms,
    ${STATUS_NAME} AS status,
    ${ERROR_DETAIL},
    p.ts * 1000 + p.ms AS timestamp_ms,
    NULL AS connect_ms,
    p.error_us / 1000.0 AS owd_error_ms,
    p.queue_up_us / 1000.0 AS queue_up_ms,
    p.queue_down_us / 1000.0 AS queue_down_ms,
    ${LOST_ON_NAME} AS lost_on
  FROM series s CROSS JOIN echo_samples p ON p.series_id = s.id`;

/** What `measurements` was made of in the first version. */
export const FIRST_ARMS: readonly string[] = [PROBE_ARM];

/** What `measurements` was made of in the second. */
export const SECOND_ARMS: readonly string[] = [
  PROBE_ARM.replace(
    "AS queue_down_ms",
    "AS queue_down_ms,\n    NULL AS lost_on",
  ),
  ECHO_ARM,
];

/** A complete load test has a row a way. */
function testArm(way: "upload" | "download"): string {
  return `
  SELECT
    p.ts AS timestamp,
    p.interface AS interface,
    p.connection_type AS connection_type,
    p.server AS target,
    NULL AS rtt_ms,
    NULL AS jitter_ms,
    NULL AS packet_loss_pct,
    p.${way}_bps / 1000.0 AS throughput_kbps,
    p.kind || '_${way}' AS test_type,
    p.server AS server_name,
    NULL AS upload_ms,
    NULL AS download_ms,
    NULL AS dns_time_ms,
    'ok' AS status,
    NULL AS error_detail,
    p.ts * 1000 + p.ms AS timestamp_ms,
    NULL AS connect_ms,
    NULL AS owd_error_ms,
    NULL AS queue_up_ms,
    NULL AS queue_down_ms,
    NULL AS lost_on
  FROM tests p WHERE p.is_complete AND p.${way}_bps IS NOT NULL`;
}

/** What `measurements` is made of in this version. */
export const MEASUREMENT_ARMS: readonly string[] = [
  ...SECOND_ARMS,
  testArm("upload"),
  testArm("download"),
];

/**
 * The documented flat view over the stored tables.
 *
 * @param arms SELECTs with the columns of the first, one per kind of row.
 * @returns The statement that creates it.
 */
export function measurementsView(arms: readonly string[]): string {
  return `CREATE VIEW measurements AS ${arms.join("\n  UNION ALL")}`;
}
