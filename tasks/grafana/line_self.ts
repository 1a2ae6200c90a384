import { AT, percentile } from "./line_queries.ts";
import type { Row } from "./panel.ts";

/** Incidents, hardware, and whether the measurement is sound. */
export const INCIDENTS_AND_SELF: readonly Row[] = [
  {
    title: "Incidents and the line's hardware",
    panels: [
      {
        kind: "table",
        title: "Open incidents",
        text: "By kind, severity and cause",
        unit: "short",
        width: 12,
        queries: [{ expr: `bufferbane_incidents_open${AT}`, legend: "" }],
      },
      {
        kind: "table",
        title: "Incidents of the last day",
        text: "By kind",
        unit: "short",
        width: 12,
        queries: [{
          expr: `increase(bufferbane_incidents_total${AT}[1d]) > 0`,
          legend: "",
        }],
      },
      {
        kind: "timeseries",
        title: "Wi-Fi signal",
        text: "dBm; below -70 it becomes unreliable",
        unit: "dBm",
        width: 12,
        queries: [{
          expr: `bufferbane_wifi_signal_dbm${AT}`,
          legend: "{{interface}}",
        }],
      },
      {
        kind: "timeseries",
        title: "Errors, drops, time without a carrier, a minute",
        text: "Of the interface, as the kernel counts them",
        unit: "short",
        width: 12,
        queries: [
          {
            expr:
              `60 * rate(bufferbane_link_errors_total${AT}[$__rate_interval])`,
            legend: "{{interface}} errors",
          },
          {
            expr:
              `60 * rate(bufferbane_link_drops_total${AT}[$__rate_interval])`,
            legend: "{{interface}} drops",
          },
          {
            expr:
              `60 * rate(bufferbane_link_down_seconds_total${AT}[$__rate_interval])`,
            legend: "{{interface}} s without a carrier",
          },
        ],
      },
    ],
  },
  {
    title: "Is the measurement itself sound?",
    panels: [
      {
        kind: "timeseries",
        title: "Rounds missed and spoilt, a minute",
        text: "Something else kept this machine from probing in time",
        unit: "short",
        width: 8,
        queries: [
          {
            expr:
              '60 * rate(bufferbane_rounds_missed_total{instance="$instance"}[$__rate_interval])',
            legend: "missed",
          },
          {
            expr:
              '60 * rate(bufferbane_rounds_spoilt_total{instance="$instance"}[$__rate_interval])',
            legend: "spoilt",
          },
        ],
      },
      {
        kind: "timeseries",
        title: "How late, 99 of 100",
        text: "Rounds begin late, or something keeps the program",
        unit: "s",
        width: 8,
        queries: [
          {
            expr: percentile(
              0.99,
              "instance",
              'bufferbane_round_lateness_seconds_bucket{instance="$instance"}',
            ),
            legend: "rounds",
          },
          {
            expr: percentile(
              0.99,
              "instance",
              'bufferbane_event_loop_lag_seconds_bucket{instance="$instance"}',
            ),
            legend: "event loop",
          },
        ],
      },
      {
        kind: "timeseries",
        title: "Rows that wait for the disk",
        text: "A few hundred is normal: they are written once a second",
        unit: "short",
        width: 8,
        queries: [{
          expr: 'bufferbane_store_rows_waiting{instance="$instance"}',
          legend: "rows",
        }],
      },
      {
        kind: "timeseries",
        title: "Memory",
        text: "Of the monitor",
        unit: "bytes",
        width: 8,
        queries: [{
          expr:
            'bufferbane_monitor_resident_memory_bytes{instance="$instance"}',
          legend: "resident",
        }],
      },
      {
        kind: "timeseries",
        title: "Processor",
        text: "Of the monitor, share of a core",
        unit: "percentunit",
        width: 8,
        queries: [{
          expr:
            'rate(bufferbane_monitor_cpu_seconds_total{instance="$instance"}[$__rate_interval])',
          legend: "of a core",
        }],
      },
      {
        kind: "timeseries",
        title: "Database",
        text: "With its write-ahead log",
        unit: "bytes",
        width: 8,
        queries: [{
          expr: 'bufferbane_database_size_bytes{instance="$instance"}',
          legend: "size",
        }],
      },
    ],
  },
];
