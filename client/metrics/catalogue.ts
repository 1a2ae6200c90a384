/**
 * Every metric of the client, as data: what is served and sent has these
 * names, and docs/operating/metrics.md lists them.
 *
 * @module
 */

import type { Metric } from "@bufferbane/metrics";

/** What tells one series of probes from another. */
export const SERIES_LABELS = [
  "interface",
  "target",
  "role",
  "probe",
  "family",
  "variant",
  "server",
] as const;

const BOTH_WAYS = [...SERIES_LABELS, "direction"] as const;
const TEST_LABELS = ["interface", "server"] as const;

/**
 * Upper ends of the ranges that times are counted in, seconds: about two an
 * octave where lines differ, from a wire's 0.1 ms to the 10 s after which
 * nobody waits any more.
 */
export const TIME_BOUNDS: readonly number[] = [
  0.0001,
  0.00025,
  0.0005,
  0.001,
  0.0025,
  0.005,
  0.0075,
  0.01,
  0.015,
  0.02,
  0.03,
  0.05,
  0.075,
  0.1,
  0.15,
  0.2,
  0.3,
  0.5,
  1,
  2.5,
  5,
  10,
];

/** The metrics by their names in the program. */
export const CATALOGUE = {
  sent: {
    name: "bufferbane_probes_sent_total",
    type: "counter",
    unit: "",
    help: "Probes sent that say something of the line",
    labels: SERIES_LABELS,
  },
  lost: {
    name: "bufferbane_probes_lost_total",
    type: "counter",
    unit: "",
    help: "Of the probes sent those lost, by direction where an own server " +
      "tells it: up, down or unknown",
    labels: BOTH_WAYS,
  },
  late: {
    name: "bufferbane_probes_late_total",
    type: "counter",
    unit: "",
    help: "Of the probes sent those answered after the timeout, no losses",
    labels: SERIES_LABELS,
  },
  duplicates: {
    name: "bufferbane_probe_duplicates_total",
    type: "counter",
    unit: "",
    help: "Further copies of answers",
    labels: SERIES_LABELS,
  },
  failed: {
    name: "bufferbane_probes_failed_total",
    type: "counter",
    unit: "",
    help: "Probes refused, reset or answered by an error, by reason",
    labels: [...SERIES_LABELS, "reason"],
  },
  uncounted: {
    name: "bufferbane_probes_uncounted_total",
    type: "counter",
    unit: "",
    help: "Probes that say nothing of the line: this machine dropped the " +
      "answer, or the interface was off",
    labels: SERIES_LABELS,
  },
  rtt: {
    name: "bufferbane_rtt_seconds",
    type: "histogram",
    unit: "seconds",
    help: "Round trips of pings and of ECHOs to an own server",
    labels: SERIES_LABELS,
  },
  connect: {
    name: "bufferbane_tcp_connect_seconds",
    type: "histogram",
    unit: "seconds",
    help: "TCP connections, from SYN to SYN-ACK",
    labels: SERIES_LABELS,
  },
  dns: {
    name: "bufferbane_dns_query_seconds",
    type: "histogram",
    unit: "seconds",
    help: "DNS look-ups, errors included",
    labels: SERIES_LABELS,
  },
  ipdv: {
    name: "bufferbane_ipdv_seconds",
    type: "histogram",
    unit: "seconds",
    help: "How much a round trip differs from the one before it (RFC 3393)",
    labels: SERIES_LABELS,
  },
  jitter: {
    name: "bufferbane_jitter_seconds",
    type: "gauge",
    unit: "seconds",
    help: "Smoothed jitter of the round trips (RFC 3550)",
    labels: SERIES_LABELS,
  },
  oneWayDelay: {
    name: "bufferbane_one_way_delay_seconds",
    type: "histogram",
    unit: "seconds",
    help: "One-way delay to or from an own server",
    labels: BOTH_WAYS,
  },
  oneWayDelayError: {
    name: "bufferbane_one_way_delay_error_seconds",
    type: "gauge",
    unit: "seconds",
    help: "What the newest one-way delay may be wrong by at most",
    labels: SERIES_LABELS,
  },
  queue: {
    name: "bufferbane_queue_seconds",
    type: "histogram",
    unit: "seconds",
    help: "Time spent in queues on the way to or from an own server",
    labels: BOTH_WAYS,
  },
  mos: {
    name: "bufferbane_mos",
    type: "gauge",
    unit: "",
    help: "How good a call would have been in the last minute, 1 to 4.41 " +
      "(ITU-T G.107)",
    labels: SERIES_LABELS,
  },
  throughput: {
    name: "bufferbane_throughput_bytes_per_second",
    type: "gauge",
    unit: "bytes_per_second",
    help: "Rate of the newest load test, by direction",
    labels: [...TEST_LABELS, "direction"],
  },
  tests: {
    name: "bufferbane_load_tests_total",
    type: "counter",
    unit: "",
    help: "Load tests, by kind and by result: complete or cut_off",
    labels: [...TEST_LABELS, "kind", "result"],
  },
  testBytes: {
    name: "bufferbane_load_test_bytes_total",
    type: "counter",
    unit: "bytes",
    help: "What load tests moved, bytes of layer 3",
    labels: [...TEST_LABELS, "direction"],
  },
  tested: {
    name: "bufferbane_load_test_timestamp_seconds",
    type: "gauge",
    unit: "seconds",
    help: "When the newest complete load test began, Unix time",
    labels: [...TEST_LABELS, "kind"],
  },
  bloatGrade: {
    name: "bufferbane_bloat_grade",
    type: "gauge",
    unit: "",
    help: "Letter of the newest bufferbloat test, as a label and as a " +
      "number: A+ 6, A 5, B 4, C 3, D 2, F 1",
    labels: [...TEST_LABELS, "grade"],
  },
  bloatDelay: {
    name: "bufferbane_bloat_delay_seconds",
    type: "gauge",
    unit: "seconds",
    help: "Median delay that load added in the newest bufferbloat test",
    labels: [...TEST_LABELS, "phase"],
  },
  bloatMos: {
    name: "bufferbane_bloat_mos",
    type: "gauge",
    unit: "",
    help: "How good a call would be beside that load, 1 to 4.41 (ITU-T G.107)",
    labels: [...TEST_LABELS, "phase"],
  },
  bloatRpm: {
    name: "bufferbane_bloat_rpm",
    type: "gauge",
    unit: "",
    help: "Responsiveness under that load, round trips a minute (RPM)",
    labels: [...TEST_LABELS, "phase"],
  },
  incidentsOpen: {
    name: "bufferbane_incidents_open",
    type: "gauge",
    unit: "",
    help: "Incidents that go on now, by kind, severity and cause",
    labels: ["interface", "kind", "severity", "cause"],
  },
  incidents: {
    name: "bufferbane_incidents_total",
    type: "counter",
    unit: "",
    help: "Incidents that have begun, by kind",
    labels: ["interface", "kind"],
  },
  linkUp: {
    name: "bufferbane_link_up",
    type: "gauge",
    unit: "",
    help: "Whether the interface has a carrier: 1 or 0",
    labels: ["interface", "connection_type"],
  },
  linkBytes: {
    name: "bufferbane_link_bytes_total",
    type: "counter",
    unit: "bytes",
    help: "What the interface carried, bytes of layer 2, by direction",
    labels: ["interface", "direction"],
  },
  linkPackets: {
    name: "bufferbane_link_packets_total",
    type: "counter",
    unit: "",
    help: "What the interface carried, packets, by direction",
    labels: ["interface", "direction"],
  },
  linkErrors: {
    name: "bufferbane_link_errors_total",
    type: "counter",
    unit: "",
    help: "Receive and transmit errors of the interface",
    labels: ["interface"],
  },
  linkDrops: {
    name: "bufferbane_link_drops_total",
    type: "counter",
    unit: "",
    help: "Packets that the kernel dropped at the interface, both ways",
    labels: ["interface"],
  },
  linkDown: {
    name: "bufferbane_link_down_seconds_total",
    type: "counter",
    unit: "seconds",
    help: "Time without a carrier",
    labels: ["interface"],
  },
  wifiSignal: {
    name: "bufferbane_wifi_signal_dbm",
    type: "gauge",
    unit: "",
    help: "Received signal strength, dBm",
    labels: ["interface"],
  },
  rounds: {
    name: "bufferbane_rounds_total",
    type: "counter",
    unit: "",
    help: "Rounds of probing",
    labels: [],
  },
  roundsMissed: {
    name: "bufferbane_rounds_missed_total",
    type: "counter",
    unit: "",
    help: "Rounds skipped as their time had passed",
    labels: [],
  },
  roundsSpoilt: {
    name: "bufferbane_rounds_spoilt_total",
    type: "counter",
    unit: "",
    help: "Rounds that this machine itself spoilt, left out of verdicts",
    labels: [],
  },
  roundLateness: {
    name: "bufferbane_round_lateness_seconds",
    type: "histogram",
    unit: "seconds",
    help: "How late a round of probing began",
    labels: [],
  },
  eventLoopLag: {
    name: "bufferbane_event_loop_lag_seconds",
    type: "histogram",
    unit: "seconds",
    help: "How long anything kept the program at most, from round to round",
    labels: [],
  },
  storeWaiting: {
    name: "bufferbane_store_rows_waiting",
    type: "gauge",
    unit: "",
    help: "Rows measured and not yet known to be on disk",
    labels: [],
  },
  storeWritten: {
    name: "bufferbane_store_rows_acknowledged_total",
    type: "counter",
    unit: "",
    help: "Rows that the disk has taken since the monitor started",
    labels: [],
  },
  storeDropped: {
    name: "bufferbane_store_rows_dropped_total",
    type: "counter",
    unit: "",
    help: "Rows lost as neither the disk nor the memory could take them",
    labels: [],
  },
  storeWriting: {
    name: "bufferbane_store_writing",
    type: "gauge",
    unit: "",
    help: "Whether the disk takes what is measured: 1, or 0 while it fails",
    labels: [],
  },
  databaseSize: {
    name: "bufferbane_database_size_bytes",
    type: "gauge",
    unit: "bytes",
    help: "Size of the database with its write-ahead log",
    labels: [],
  },
  monitorUp: {
    name: "bufferbane_monitor_up",
    type: "gauge",
    unit: "",
    help: "Whether the monitor answers: 1 or 0",
    labels: [],
  },
  monitorStart: {
    name: "bufferbane_monitor_start_time_seconds",
    type: "gauge",
    unit: "seconds",
    help: "When the monitor started, Unix time",
    labels: [],
  },
  monitorMemory: {
    name: "bufferbane_monitor_resident_memory_bytes",
    type: "gauge",
    unit: "bytes",
    help: "Memory of the monitor, without its processes for other purposes",
    labels: [],
  },
  monitorCpu: {
    name: "bufferbane_monitor_cpu_seconds_total",
    type: "counter",
    unit: "seconds",
    help: "Processor time of the monitor",
    labels: [],
  },
  countedFrom: {
    name: "bufferbane_counted_from_timestamp_seconds",
    type: "gauge",
    unit: "seconds",
    help: "What was sent before is not in the counters, Unix time",
    labels: [],
  },
  countedUntil: {
    name: "bufferbane_counted_until_timestamp_seconds",
    type: "gauge",
    unit: "seconds",
    help: "What was sent later is not yet in the counters, Unix time",
    labels: [],
  },
  pushes: {
    name: "bufferbane_pushes_total",
    type: "counter",
    unit: "",
    help: "Sendings of metrics, by receiver (otlp, influx, mqtt) and by " +
      "result: done or failed",
    labels: ["receiver", "result"],
  },
  buildInfo: {
    name: "bufferbane_build_info",
    type: "gauge",
    unit: "",
    help: "Always 1: which version runs",
    labels: ["version", "runtime"],
  },
} as const satisfies Readonly<Record<string, Metric>>;

/** A metric's name in the program. */
export type MetricKey = keyof typeof CATALOGUE;
