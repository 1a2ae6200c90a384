/** What the program tells of itself. @module */

import type { Metric } from "@bufferbane/metrics";

/** Of rounds, the store, the monitor and the sending. */
export const AUDIT_METRICS = {
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
