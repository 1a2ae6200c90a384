import type { Board } from "./panel.ts";

const AT = '{instance=~"$instance"}';

/** The servers that clients send their ECHOs to. */
export const SERVER: Board = {
  uid: "bufferbane-server",
  title: "bufferbane: servers",
  text: "Who is connected, whether answers are prompt, what is dropped",
  choices: [{
    name: "instance",
    label: "Server",
    query: "label_values(bufferbane_server_build_info, instance)",
    isMany: true,
  }],
  rows: [
    {
      title: "Now",
      panels: [
        {
          kind: "stat",
          title: "Sessions",
          text: "One for each interface and IP version of a client",
          unit: "short",
          width: 6,
          queries: [{
            expr: `sum by (instance) (bufferbane_server_sessions${AT})`,
            legend: "{{instance}}",
          }],
        },
        {
          kind: "stat",
          title: "Room",
          text: "Share of max_concurrent_clients that is taken",
          unit: "percentunit",
          width: 6,
          limits: [0.7, 0.9],
          queries: [{
            expr:
              `sum by (instance) (bufferbane_server_sessions${AT}) / on (instance) bufferbane_server_sessions_limit${AT}`,
            legend: "{{instance}}",
          }],
        },
        {
          kind: "stat",
          title: "In the server, 99 of 100",
          text: "How long ECHOs are in it; clients subtract that",
          unit: "s",
          width: 6,
          limits: [0.001, 0.005],
          queries: [{
            expr: `instance:bufferbane_server_turnaround_seconds:p99_5m${AT}`,
            legend: "{{instance}}",
          }],
        },
        {
          kind: "stat",
          title: "Up for",
          text: "Since its start",
          unit: "s",
          width: 6,
          queries: [{
            expr: `bufferbane_server_uptime_seconds${AT}`,
            legend: "{{instance}}",
          }],
        },
      ],
    },
    {
      title: "Answers",
      panels: [
        {
          kind: "timeseries",
          title: "ECHOs a second",
          text: "Answered",
          unit: "short",
          width: 12,
          queries: [{
            expr: `instance:bufferbane_server_echoes:rate5m${AT}`,
            legend: "{{instance}}",
          }],
        },
        {
          kind: "heatmap",
          title: "How long ECHOs are in the server",
          text: "From the kernel's receive stamp to its transmit stamp",
          unit: "s",
          width: 12,
          queries: [{
            expr:
              `sum by (le) (increase(bufferbane_server_turnaround_seconds_bucket${AT}[$__rate_interval]))`,
            legend: "{{le}}",
          }],
        },
        {
          kind: "timeseries",
          title: "Bytes",
          text: "Contents of datagrams but those of load tests",
          unit: "Bps",
          width: 12,
          queries: [{
            expr:
              `sum by (instance, direction) (rate(bufferbane_server_datagram_bytes_total${AT}[$__rate_interval]))`,
            legend: "{{instance}} {{direction}}",
          }],
        },
        {
          kind: "timeseries",
          title: "Threads",
          text: "Share of a core that each takes",
          unit: "percentunit",
          width: 12,
          queries: [{
            expr:
              `rate(bufferbane_server_thread_cpu_seconds_total${AT}[$__rate_interval])`,
            legend: "{{instance}} {{thread}}",
          }],
        },
      ],
    },
    {
      title: "Clients",
      panels: [
        {
          kind: "timeseries",
          title: "Sessions by client",
          text: "Clients beyond the first hundred are other",
          unit: "short",
          width: 12,
          queries: [{
            expr: `bufferbane_server_sessions${AT} > 0`,
            legend: "{{instance}} {{client}}",
          }],
        },
        {
          kind: "timeseries",
          title: "Requests for a session, and sessions begun, a minute",
          text: "Many requests for few sessions: somebody cannot get through",
          unit: "short",
          width: 12,
          queries: [
            {
              expr:
                `60 * sum by (instance) (rate(bufferbane_server_knocks_total${AT}[$__rate_interval]))`,
              legend: "{{instance}} requests",
            },
            {
              expr:
                `60 * sum by (instance) (rate(bufferbane_server_sessions_opened_total${AT}[$__rate_interval]))`,
              legend: "{{instance}} begun",
            },
          ],
        },
      ],
    },
    {
      title: "Drops and refusals",
      panels: [
        {
          kind: "timeseries",
          title: "Dropped, by cause, a second",
          text: "replayed: copies; not_authentic: forgeries",
          unit: "short",
          width: 12,
          queries: [{
            expr:
              `rate(bufferbane_server_drops_total${AT}[$__rate_interval]) > 0`,
            legend: "{{instance}} {{cause}}",
          }],
        },
        {
          kind: "timeseries",
          title: "Kept out by the kernel, a second",
          text: "Strangers' packets, and what found no room",
          unit: "short",
          width: 12,
          queries: [
            {
              expr:
                `sum by (instance) (rate(bufferbane_server_kernel_drops_total${AT}[$__rate_interval]))`,
              legend: "{{instance}} kept out",
            },
            {
              expr:
                `rate(bufferbane_server_queue_overflows_total${AT}[$__rate_interval])`,
              legend: "{{instance}} no room on the machine",
            },
          ],
        },
      ],
    },
    {
      title: "Load tests",
      panels: [
        {
          kind: "timeseries",
          title: "What they carry",
          text: "up: to the server",
          unit: "bps",
          width: 12,
          queries: [{
            expr:
              `8 * rate(bufferbane_server_load_test_bytes_total${AT}[$__rate_interval])`,
            legend: "{{instance}} {{direction}}",
          }],
        },
        {
          kind: "timeseries",
          title: "Granted and refused, an hour",
          text: "busy: another one ran; quota: used up for the day",
          unit: "short",
          width: 12,
          queries: [
            {
              expr: `increase(bufferbane_server_load_tests_total${AT}[1h])`,
              legend: "{{instance}} granted",
            },
            {
              expr:
                `increase(bufferbane_server_load_tests_refused_total${AT}[1h])`,
              legend: "{{instance}} {{reason}}",
            },
          ],
        },
      ],
    },
    {
      title: "The process",
      panels: [
        {
          kind: "timeseries",
          title: "Memory",
          text: "Resident",
          unit: "bytes",
          width: 12,
          queries: [{
            expr: `bufferbane_server_resident_memory_bytes${AT}`,
            legend: "{{instance}}",
          }],
        },
        {
          kind: "timeseries",
          title: "Processor",
          text: "Of all threads, share of a core",
          unit: "percentunit",
          width: 12,
          queries: [{
            expr:
              `rate(bufferbane_server_cpu_seconds_total${AT}[$__rate_interval])`,
            legend: "{{instance}}",
          }],
        },
      ],
    },
  ],
};
