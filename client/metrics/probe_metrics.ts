/** What probes are counted as. @module */

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

/** Told of each series of probes. */
export const PROBE_METRICS = {
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
} as const satisfies Readonly<Record<string, Metric>>;
