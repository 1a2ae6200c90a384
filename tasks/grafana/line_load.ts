import { AT, percentile } from "./line_queries.ts";
import type { Row } from "./panel.ts";

/** What the line carries, names and connections. */
export const LOAD_AND_SERVICES: readonly Row[] = [
  {
    title: "Load",
    panels: [
      {
        kind: "timeseries",
        title: "What the interface carries",
        text: "All traffic of this machine, layer 2",
        unit: "bps",
        width: 12,
        queries: [{
          expr: `8 * rate(bufferbane_link_bytes_total${AT}[$__rate_interval])`,
          legend: "{{interface}} {{direction}}",
        }],
      },
      {
        kind: "timeseries",
        title: "What load tests reached",
        text: "The newest of each",
        unit: "bps",
        width: 12,
        queries: [{
          expr: `8 * bufferbane_throughput_bytes_per_second${AT}`,
          legend: "{{interface}} {{server}} {{direction}}",
        }],
      },
      {
        kind: "timeseries",
        title: "Delay that load adds",
        text: "Median, in the newest bufferbloat test, by direction of load",
        unit: "s",
        width: 12,
        queries: [{
          expr: `bufferbane_bloat_delay_seconds${AT}`,
          legend: "{{interface}} {{server}} {{phase}}",
        }],
      },
      {
        kind: "timeseries",
        title: "Responsiveness under load",
        text: "Round trips a minute (RPM); 1000 and more is good",
        unit: "short",
        width: 12,
        queries: [{
          expr: `bufferbane_bloat_rpm${AT}`,
          legend: "{{interface}} {{server}} {{phase}}",
        }],
      },
    ],
  },
  {
    title: "Names and connections",
    panels: [
      {
        kind: "timeseries",
        title: "DNS by resolver, median",
        text: "cached: a name that the resolver knows; random: one that it " +
          "has to ask for",
        unit: "s",
        width: 12,
        queries: [{
          expr: percentile(
            0.5,
            "interface, target, variant",
            `bufferbane_dns_query_seconds_bucket${AT}`,
          ),
          legend: "{{interface}} {{target}} {{variant}}",
        }],
      },
      {
        kind: "timeseries",
        title: "TCP connections, median",
        text: "From SYN to SYN-ACK",
        unit: "s",
        width: 12,
        queries: [{
          expr: percentile(
            0.5,
            "interface, target, variant",
            `bufferbane_tcp_connect_seconds_bucket${AT}`,
          ),
          legend: "{{interface}} {{target}}:{{variant}}",
        }],
      },
    ],
  },
];
