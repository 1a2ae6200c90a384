import { AT, at, percentile } from "./line_queries.ts";
import type { Row } from "./panel.ts";

/** How long packets take, and which are lost. */
export const DELAY_AND_LOSS: readonly Row[] = [
  {
    title: "Delay",
    panels: [
      {
        kind: "timeseries",
        title: "Round trips by target, median",
        text: "Pings, and ECHOs to an own server",
        unit: "s",
        width: 12,
        queries: [{
          expr: percentile(
            0.5,
            "interface, target, probe, family",
            `bufferbane_rtt_seconds_bucket${AT}`,
          ),
          legend: "{{interface}} {{target}} {{probe}} v{{family}}",
        }],
      },
      {
        kind: "timeseries",
        title: "Round trips by target, 99 of 100",
        text: "What is felt as stutter",
        unit: "s",
        width: 12,
        queries: [{
          expr: percentile(
            0.99,
            "interface, target, probe, family",
            `bufferbane_rtt_seconds_bucket${AT}`,
          ),
          legend: "{{interface}} {{target}} {{probe}} v{{family}}",
        }],
      },
      {
        kind: "heatmap",
        title: "Round trips to public targets",
        text: "How many round trips took how long",
        unit: "s",
        width: 12,
        queries: [{
          expr: `sum by (le) (increase(bufferbane_rtt_seconds_bucket${
            at('role="public"')
          }[$__rate_interval]))`,
          legend: "{{le}}",
        }],
      },
      {
        kind: "timeseries",
        title: "Jitter by target",
        text: "Smoothed as RFC 3550 says",
        unit: "s",
        width: 12,
        queries: [{
          expr: `bufferbane_jitter_seconds${AT}`,
          legend: "{{interface}} {{target}} {{probe}} v{{family}}",
        }],
      },
      {
        kind: "timeseries",
        title: "One-way delay, median",
        text: "To an own server and back from it",
        unit: "s",
        width: 12,
        queries: [{
          expr:
            `interface_direction:bufferbane_one_way_delay_seconds:p50_5m${AT}`,
          legend: "{{interface}} {{direction}}",
        }],
      },
      {
        kind: "timeseries",
        title: "Time in queues, 95 of 100",
        text: "Which direction is jammed",
        unit: "s",
        width: 12,
        queries: [{
          expr: `interface_direction:bufferbane_queue_seconds:p95_5m${AT}`,
          legend: "{{interface}} {{direction}}",
        }],
      },
    ],
  },
  {
    title: "Loss",
    panels: [
      {
        kind: "timeseries",
        title: "Lost by target",
        text: "Of the probes of five minutes",
        unit: "percentunit",
        width: 12,
        queries: [{
          expr: `series:bufferbane_probes_lost:ratio_rate5m${AT}`,
          legend: "{{interface}} {{target}} {{probe}} v{{family}}",
        }],
      },
      {
        kind: "timeseries",
        title: "Lost by direction",
        text: "On the way to an own server and back",
        unit: "percentunit",
        width: 12,
        queries: [{
          expr: `interface_direction:bufferbane_echoes_lost:ratio_rate5m${AT}`,
          legend: "{{interface}} {{direction}}",
        }],
      },
      {
        kind: "timeseries",
        title: "Late, duplicate, failed, a minute",
        text: "Answers after the timeout; further copies; errors by reason",
        unit: "short",
        width: 24,
        queries: [
          {
            expr:
              `60 * sum by (interface) (rate(bufferbane_probes_late_total${AT}[$__rate_interval]))`,
            legend: "{{interface}} late",
          },
          {
            expr:
              `60 * sum by (interface) (rate(bufferbane_probe_duplicates_total${AT}[$__rate_interval]))`,
            legend: "{{interface}} duplicate",
          },
          {
            expr:
              `60 * sum by (interface, reason) (rate(bufferbane_probes_failed_total${AT}[$__rate_interval]))`,
            legend: "{{interface}} {{reason}}",
          },
        ],
      },
    ],
  },
];
