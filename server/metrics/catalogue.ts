/**
 * Every metric of the server, as data: docs/operating/server_metrics.md lists
 * them.
 *
 * @module
 */

import type { Metric } from "@bufferbane/metrics";

/** Counted by each thread for itself. */
const BY_THREAD = ["thread"] as const;
const BY_THREAD_AND_WAY = ["thread", "direction"] as const;

/** The metrics by their names in the program. */
export const CATALOGUE = {
  build: {
    name: "bufferbane_server_build_info",
    type: "gauge",
    unit: "",
    help: "Always 1: which version runs, and what seals the packets",
    labels: ["version", "runtime", "cipher"],
  },
  uptime: {
    name: "bufferbane_server_uptime_seconds",
    type: "gauge",
    unit: "seconds",
    help: "How long the server has been up",
    labels: [],
  },
  sessions: {
    name: "bufferbane_server_sessions",
    type: "gauge",
    unit: "",
    help: "Sessions now, by client; clients beyond the first hundred are other",
    labels: ["client"],
  },
  sessionsLimit: {
    name: "bufferbane_server_sessions_limit",
    type: "gauge",
    unit: "",
    help: "Sessions that there may be at a time",
    labels: [],
  },
  sessionsOpened: {
    name: "bufferbane_server_sessions_opened_total",
    type: "counter",
    unit: "",
    help: "Sessions that have begun",
    labels: BY_THREAD,
  },
  knocks: {
    name: "bufferbane_server_knocks_total",
    type: "counter",
    unit: "",
    help: "Authentic requests for a session",
    labels: BY_THREAD,
  },
  echoes: {
    name: "bufferbane_server_echoes_total",
    type: "counter",
    unit: "",
    help: "ECHOs answered",
    labels: BY_THREAD,
  },
  datagrams: {
    name: "bufferbane_server_datagrams_total",
    type: "counter",
    unit: "",
    help: "Datagrams but those of load tests, received and sent",
    labels: BY_THREAD_AND_WAY,
  },
  bytes: {
    name: "bufferbane_server_datagram_bytes_total",
    type: "counter",
    unit: "bytes",
    help: "The contents of these datagrams, UDP and IP headers not counted",
    labels: BY_THREAD_AND_WAY,
  },
  errors: {
    name: "bufferbane_server_errors_sent_total",
    type: "counter",
    unit: "",
    help: "Requests answered by an ERROR",
    labels: BY_THREAD,
  },
  drops: {
    name: "bufferbane_server_drops_total",
    type: "counter",
    unit: "",
    help:
      "Datagrams dropped, by cause: replayed and not_authentic are copies " +
      "and forgeries",
    labels: ["cause"],
  },
  kernelDrops: {
    name: "bufferbane_server_kernel_drops_total",
    type: "counter",
    unit: "",
    help: "Datagrams that the kernel kept from the sockets: of no client, or " +
      "no room",
    labels: BY_THREAD,
  },
  queueOverflows: {
    name: "bufferbane_server_queue_overflows_total",
    type: "counter",
    unit: "",
    help: "Datagrams that sockets of the machine, any program's, had no room " +
      "for since the server started",
    labels: [],
  },
  turnaround: {
    name: "bufferbane_server_turnaround_seconds",
    type: "histogram",
    unit: "seconds",
    help: "How long ECHOs were in the server, from kernel stamp to kernel " +
      "stamp; a sample above 5,000 a second",
    labels: BY_THREAD,
  },
  turns: {
    name: "bufferbane_server_thread_turns_total",
    type: "counter",
    unit: "",
    help: "Turns of a thread: at least five a second unless it hangs",
    labels: BY_THREAD,
  },
  threadCpu: {
    name: "bufferbane_server_thread_cpu_seconds_total",
    type: "counter",
    unit: "seconds",
    help: "Processor time of a thread that answers",
    labels: BY_THREAD,
  },
  loadRunning: {
    name: "bufferbane_server_load_test_running",
    type: "gauge",
    unit: "",
    help: "Whether a load test has the place for one: 1 or 0",
    labels: [],
  },
  loads: {
    name: "bufferbane_server_load_tests_total",
    type: "counter",
    unit: "",
    help: "Load tests granted, each direction by itself",
    labels: [],
  },
  loadsRefused: {
    name: "bufferbane_server_load_tests_refused_total",
    type: "counter",
    unit: "",
    help: "Load tests refused, by reason: busy, quota or other",
    labels: ["reason"],
  },
  loadBytes: {
    name: "bufferbane_server_load_test_bytes_total",
    type: "counter",
    unit: "bytes",
    help: "What load tests carried, as budgets count it; up is to the server",
    labels: ["direction"],
  },
  cpu: {
    name: "bufferbane_server_cpu_seconds_total",
    type: "counter",
    unit: "seconds",
    help: "Processor time of the whole process",
    labels: [],
  },
  memory: {
    name: "bufferbane_server_resident_memory_bytes",
    type: "gauge",
    unit: "bytes",
    help: "Memory of the process",
    labels: [],
  },
} as const satisfies Readonly<Record<string, Metric>>;

/** A metric's name in the program. */
export type MetricKey = keyof typeof CATALOGUE;
