/** What the monitor measures, keeps, judges and shows. @module */

import { script, tests } from "../step.ts";
import { type Figure, peer, under } from "./figure.ts";

/** Figures of the standalone monitor and of looking back on what it has kept. */
export const OF_THE_MONITOR: readonly Figure[] = [
  ...under("The standalone monitor", [
    {
      name: "rtt",
      steps: [
        peer("rtt", [], ["--probes", "300"]),
        peer("rtt", ["--busy"], ["--probes", "300", "--busy"]),
      ],
      minutes: 2,
      rank: 1,
    },
    {
      name: "targets",
      steps: [
        peer("many_targets", ["--seconds", "20"], ["--seconds", "5"]),
      ],
      minutes: 1,
      rank: 1,
    },
    {
      name: "monitor",
      steps: [peer("monitor_cost", ["--minutes", "10"], ["--minutes", "0.5"])],
      minutes: 11,
      rank: 3,
    },
    {
      name: "monitor_busy",
      steps: [
        peer("monitor_cost", ["--minutes", "10", "--busy"], [
          ...["--minutes", "0.2", "--busy"],
        ]),
      ],
      minutes: 11,
      rank: 3,
    },
    {
      name: "monitor_short",
      steps: [
        peer("monitor_cost", ["--minutes", "1.5"], ["--minutes", "0.2"]),
      ],
      minutes: 2,
      rank: 1,
    },
    {
      name: "monitor_server",
      steps: [
        peer("monitor_cost", ["--minutes", "3", "--server"], [
          ...["--minutes", "0.2", "--server"],
        ]),
      ],
      minutes: 4,
      rank: 3,
    },
    {
      name: "monitor_fast",
      steps: [
        peer("monitor_cost", ["--minutes", "1", "--interval-ms", "100"], [
          ...["--minutes", "0.2", "--interval-ms", "100"],
        ]),
      ],
      minutes: 2,
      rank: 2,
    },
    {
      name: "day",
      steps: [
        peer("look_back_cost", ["--days", "7", "--series", "5", "--day"], [
          ...["--days", "1", "--series", "5", "--day"],
        ]),
      ],
      minutes: 1,
      rank: 1,
    },
    {
      name: "kills",
      steps: [
        script("tests/torture/kill_writer.ts", {
          full: ["100"],
          quick: ["10"],
        }),
      ],
      rows: [{
        what: "`kill -9` while writing",
        asked: "100 times: no committed row lost, restart <= 2 s",
      }],
      minutes: 2,
      rank: 3,
    },
    {
      name: "power_cuts",
      steps: [script("tests/torture/power_cut.ts")],
      rows: [{
        what: "power cut at 500 moments of recorded writes",
        asked: "all whole, nothing lost that was synced",
      }],
      minutes: 3,
      rank: 3,
    },
  ]),
  ...under("What is kept", [
    {
      name: "week",
      steps: [
        script("tests/torture/week_size.ts", { quick: [] }),
        script("tests/torture/week_size.ts", {
          full: ["everything"],
          quick: ["everything"],
        }),
      ],
      minutes: 2,
      rank: 2,
    },
    {
      name: "year",
      steps: [peer("year", [], ["--raw-days", "3"])],
      minutes: 2.5,
      rank: 2,
    },
  ]),
  ...under("Incidents", [
    {
      name: "alert_latency",
      steps: [peer("alert_latency", ["3"], ["1"])],
      minutes: 5,
      rank: 2,
    },
    { name: "judge", steps: [peer("judge_rate")], minutes: 0.3, rank: 1 },
    {
      name: "receivers",
      steps: [peer("alert_receivers")],
      minutes: 3,
      rank: 2,
    },
  ]),
  ...under("Diagnosis", [
    {
      name: "scenarios",
      steps: [
        script("tasks/scenarios.ts", {
          full: ["--runs", "1000", "--clean-days", "1000"],
          quick: ["--runs", "14", "--clean-days", "14"],
        }),
      ],
      minutes: 14,
      rank: 3,
    },
    {
      name: "scenarios_lab",
      steps: [peer("scenarios_lab", ["--runs", "3"], [
        ...["--runs", "1", "--only", "isp_routing_trouble"],
      ])],
      minutes: 39,
      rank: 3,
    },
    {
      name: "diagnose",
      steps: [
        peer("diagnose_cost", [], ["--days", "2"]),
        peer("diagnose_cost", ["--tests", "140000"], [
          ...["--days", "2", "--tests", "9333"],
        ]),
      ],
      minutes: 13,
      rank: 3,
    },
  ]),
  ...under("Charts, reports and exports", [
    {
      name: "look_back",
      steps: [
        peer("look_back_cost", [], ["--days", "1"]),
      ],
      minutes: 7,
      rank: 2,
    },
    {
      name: "pages",
      steps: [tests("tests/pages")],
      rows: [{
        what: "every page, wide and on a telephone, in Chromium",
        asked: "no serious finding of axe",
        held: "none; no console message, no request to another host",
      }],
      minutes: 1,
      rank: 2,
    },
  ]),
  ...under("The dashboard", [
    {
      name: "viewers",
      steps: [
        peer("dashboard_viewers", ["--seconds", "25"], [
          ...["--seconds", "6", "--viewers", "20"],
        ]),
      ],
      minutes: 1.5,
      rank: 1,
    },
    {
      name: "first_view",
      steps: [peer("dashboard_first_view", [], ["--days", "1"])],
      minutes: 7,
      rank: 3,
    },
  ]),
  ...under("Metrics", [
    {
      name: "scraped",
      steps: [
        peer("metrics_scraped", ["--seconds", "60"], ["--seconds", "10"]),
      ],
      minutes: 2.5,
      rank: 1,
    },
  ]),
];
