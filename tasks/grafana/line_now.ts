import { AT, at } from "./line_queries.ts";
import type { Row } from "./panel.ts";

/** How a line is at this moment. */
export const NOW: readonly Row[] = [
  {
    title: "Now",
    panels: [
      {
        kind: "stat",
        title: "Lost",
        text: "Of the probes of the last five minutes, the median of all " +
          "targets behind the router",
        unit: "percentunit",
        width: 4,
        limits: [0.001, 0.01],
        queries: [{
          expr: `interface:bufferbane_probes_lost:ratio_rate5m${AT}`,
          legend: "{{interface}}",
        }],
      },
      {
        kind: "stat",
        title: "Round trip, 99 of 100",
        text: "To public targets: 99 of 100 round trips of the last five " +
          "minutes were faster",
        unit: "s",
        width: 4,
        limits: [0.1, 0.3],
        queries: [{
          expr: `interface:bufferbane_rtt_seconds:p99_5m${AT}`,
          legend: "{{interface}}",
        }],
      },
      {
        kind: "stat",
        title: "Calls (MOS)",
        text: "How good a call would have been in the last minute, to the " +
          "best target; 4 is good, below 3.6 many are dissatisfied",
        unit: "short",
        width: 4,
        limits: [4, 3.6],
        isLowBad: true,
        queries: [{
          expr: `max by (interface) (bufferbane_mos${
            at('role=~"public|server"')
          })`,
          legend: "{{interface}}",
        }],
      },
      {
        kind: "stat",
        title: "Bufferbloat",
        text: "Letter of the newest test: 6 is A+, 1 is F",
        unit: "short",
        width: 4,
        limits: [4, 3],
        isLowBad: true,
        queries: [{
          expr: `bufferbane_bloat_grade${AT}`,
          legend: "{{interface}} {{grade}}",
        }],
      },
      {
        kind: "stat",
        title: "Open incidents",
        text: "What the client itself takes as trouble now",
        unit: "short",
        width: 4,
        limits: [1, 2],
        queries: [{
          expr: `sum(bufferbane_incidents_open${AT}) or vector(0)`,
          legend: "",
        }],
      },
      {
        kind: "stat",
        title: "Monitor",
        text: "1: it answers",
        unit: "short",
        width: 4,
        limits: [1, 1],
        isLowBad: true,
        queries: [{
          expr: 'bufferbane_monitor_up{instance="$instance"}',
          legend: "",
        }],
      },
    ],
  },
];
