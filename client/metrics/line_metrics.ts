/** What a line is told by besides its probes. @module */

import type { Metric } from "@bufferbane/metrics";

const TEST_LABELS = ["interface", "server"] as const;

/** Of load tests, incidents and interfaces. */
export const LINE_METRICS = {
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
} as const satisfies Readonly<Record<string, Metric>>;
