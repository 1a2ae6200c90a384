import type { Board } from "./panel.ts";

const AT = '{isp=~"$isp", site=~"$site"}';

/** Many lines side by side. */
export const FLEET: Board = {
  uid: "bufferbane-fleet",
  title: "bufferbane: the fleet",
  text: "Which lines are bad, in which direction, whose fault it may be",
  choices: [
    {
      name: "isp",
      label: "Provider",
      query: "label_values(bufferbane_build_info, isp)",
      isMany: true,
    },
    {
      name: "site",
      label: "Site",
      query: "label_values(bufferbane_build_info, site)",
      isMany: true,
    },
  ],
  rows: [
    {
      title: "Now",
      panels: [
        {
          kind: "stat",
          title: "Clients",
          text: "That tell their figures",
          unit: "short",
          width: 4,
          queries: [{
            expr: `count(bufferbane_build_info${AT})`,
            legend: "",
          }],
        },
        {
          kind: "stat",
          title: "Silent",
          text: "That cannot be scraped",
          unit: "short",
          width: 4,
          limits: [1, 5],
          queries: [{
            expr:
              'count(up{job="bufferbane", isp=~"$isp", site=~"$site"} == 0) or vector(0)',
            legend: "",
          }],
        },
        {
          kind: "stat",
          title: "Lines that lose more than 1 %",
          text: "In the last five minutes",
          unit: "short",
          width: 4,
          limits: [1, 5],
          queries: [{
            expr:
              `count(interface:bufferbane_probes_lost:ratio_rate5m${AT} > 0.01) or vector(0)`,
            legend: "",
          }],
        },
        {
          kind: "stat",
          title: "Clients with an incident",
          text: "Alert or critical, by the client's own judgement",
          unit: "short",
          width: 4,
          limits: [1, 5],
          queries: [{
            expr:
              'count(count by (instance) (bufferbane_incidents_open{severity=~"alert|critical", isp=~"$isp", site=~"$site"})) or vector(0)',
            legend: "",
          }],
        },
        {
          kind: "stat",
          title: "Bufferbloat D or F",
          text: "Lines whose newest test was that bad",
          unit: "short",
          width: 4,
          limits: [1, 5],
          queries: [{
            expr: `count(bufferbane_bloat_grade${AT} <= 2) or vector(0)`,
            legend: "",
          }],
        },
        {
          kind: "stat",
          title: "Alerts",
          text: "That fire now",
          unit: "short",
          width: 4,
          limits: [1, 5],
          queries: [{
            expr:
              'count(ALERTS{alertname=~"Bufferbane.*", alertstate="firing"}) or vector(0)',
            legend: "",
          }],
        },
      ],
    },
    {
      title: "Which lines are bad",
      panels: [
        {
          kind: "table",
          title: "The twenty that lose most",
          text: "Share lost in the last five minutes",
          unit: "percentunit",
          width: 12,
          limits: [0.001, 0.01],
          queries: [{
            expr:
              `topk(20, interface:bufferbane_probes_lost:ratio_rate5m${AT} > 0)`,
            legend: "",
          }],
        },
        {
          kind: "table",
          title: "Who loses in which direction",
          text: "up: to the own server; down: from it",
          unit: "percentunit",
          width: 12,
          limits: [0.001, 0.01],
          queries: [{
            expr:
              `topk(20, interface_direction:bufferbane_echoes_lost:ratio_rate5m${AT} > 0)`,
            legend: "",
          }],
        },
        {
          kind: "table",
          title: "The twenty slowest",
          text: "99 of 100 round trips are faster",
          unit: "s",
          width: 12,
          limits: [0.1, 0.3],
          queries: [{
            expr: `topk(20, interface:bufferbane_rtt_seconds:p99_5m${AT})`,
            legend: "",
          }],
        },
        {
          kind: "table",
          title: "Open incidents",
          text: "By client, kind and cause",
          unit: "short",
          width: 12,
          queries: [{
            expr: `bufferbane_incidents_open${AT} > 0`,
            legend: "",
          }],
        },
      ],
    },
    {
      title: "By provider and site",
      panels: [
        {
          kind: "timeseries",
          title: "Round trips by provider, 99 of 100",
          text: "To public targets, all of its lines together",
          unit: "s",
          width: 12,
          queries: [{
            expr: 'isp:bufferbane_rtt_seconds:p99_5m{isp=~"$isp"}',
            legend: "{{isp}}",
          }],
        },
        {
          kind: "timeseries",
          title: "Round trips by site, 99 of 100",
          text: "To public targets",
          unit: "s",
          width: 12,
          queries: [{
            expr: 'site:bufferbane_rtt_seconds:p99_5m{site=~"$site"}',
            legend: "{{site}}",
          }],
        },
        {
          kind: "timeseries",
          title: "Lines that lose, by provider",
          text: "Share of its lines that lose more than 1 %",
          unit: "percentunit",
          width: 12,
          queries: [{
            expr:
              'isp:bufferbane_lines_losing:count{isp=~"$isp"} / isp:bufferbane_lines:count{isp=~"$isp"}',
            legend: "{{isp}}",
          }],
        },
        {
          kind: "table",
          title: "Bufferbloat by site, worst line",
          text: "6 is A+, 1 is F",
          unit: "short",
          width: 12,
          limits: [4, 3],
          isLowBad: true,
          queries: [{
            expr: `sort(min by (site, isp) (bufferbane_bloat_grade${AT}))`,
            legend: "",
          }],
        },
      ],
    },
    {
      title: "Are the measurements themselves sound?",
      panels: [
        {
          kind: "table",
          title: "Clients that missed rounds",
          text: "Rounds of probing that did not happen in the last hour",
          unit: "short",
          width: 8,
          limits: [1, 36],
          queries: [{
            expr:
              `topk(20, increase(bufferbane_rounds_missed_total${AT}[1h]) >= 1)`,
            legend: "",
          }],
        },
        {
          kind: "table",
          title: "Clients whose disk fails",
          text: "Rows that wait to be written",
          unit: "short",
          width: 8,
          queries: [{
            expr:
              `bufferbane_store_rows_waiting${AT} and on (instance) (bufferbane_store_writing${AT} == 0)`,
            legend: "",
          }],
        },
        {
          kind: "table",
          title: "Versions",
          text: "How many clients run which",
          unit: "short",
          width: 8,
          queries: [{
            expr: `count by (version) (bufferbane_build_info${AT})`,
            legend: "",
          }],
        },
      ],
    },
  ],
};
