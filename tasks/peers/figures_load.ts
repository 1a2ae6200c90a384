/** What is measured by loading a line. @module */

import { tests } from "../step.ts";
import { type Figure, peer, under } from "./figure.ts";

/** Rates of the grid, Mbit/s, each with one of its queues, ms. */
const GRID = [[1, 150], [10, 150], [100, 100], [1000, 100]] as const;

/** Lines that own traffic fills: Mbit/s, and ms of queue. */
const OWN_TRAFFIC = [[20, 150], [5, 300], [100, 60]] as const;

/** Figures of load tests. */
export const OF_LOAD: readonly Figure[] = [
  ...under("Load tests", [
    {
      name: "tcp",
      steps: [
        peer("tcp_rate", ["4", "3"], ["4", "1"]),
        peer("tcp_rate", ["1", "3"], ["1", "1"]),
      ],
      minutes: 2,
      rank: 1,
    },
    {
      name: "working_latency",
      steps: [peer("working_latency")],
      minutes: 2,
      rank: 1,
    },
    { name: "udp", steps: [peer("udp_rate", ["2", "3"])], minutes: 1, rank: 1 },
    {
      name: "train",
      steps: [peer("train", [], ["10", "100"])],
      minutes: 1,
      rank: 1,
    },
    {
      name: "load",
      steps: [tests("tests/load")],
      rows: [
        {
          what: "throughput at 5 and 50 Mbit/s",
          asked: "within 5 %",
          held: "within 5 %, both directions",
        },
        {
          what: "a queue of 150 ms at 10 Mbit/s: P95 under load less P50 idle",
          asked: "within 10 %",
          held: "within 10 %, right direction, grade C",
        },
        {
          what: "`bloat` after `kill -9` of either end, and Ctrl-C",
          asked: "stops within 1 s, no result",
          held: "stops within 1 s, says why, no result",
        },
        {
          what:
            "data used, by train, search and TCP, both directions together, against the interface's counters",
          asked: "within 2 %",
          held: "within 2 %",
        },
        {
          what:
            "a load test of the monitor after `kill -9` of whoever asked, or of the monitor",
          asked: "load stops",
          held: "stops; nothing stored as a result",
        },
      ],
      minutes: 2,
      rank: 2,
    },
    {
      name: "load_rules",
      steps: [
        tests("tests/server/load_test.ts", "tests/server/udp_load_test.ts"),
      ],
      rows: [{
        what:
          "T25 over TCP and UDP: lost reports, quota, cut filler, the operator's highest rate; a second client",
        asked: 'stop <= 1 s, rate <= cap + 2 %; "busy, retry in N s"',
        held: "so",
      }],
      minutes: 1,
      rank: 2,
    },
    ...GRID.map(([rate, queue]) => ({
      name: `grid_${rate}`,
      steps: [
        peer("load_grid", ["--rate", `${rate}`], [
          ...["--rate", `${rate}`, "--queue", `${queue}`, "--runs", "1"],
          ...["--duration", "3s"],
        ]),
      ],
      minutes: rate === 10 ? 12 : 9,
      rank: 3 as const,
    })),
    {
      name: "clean_line",
      steps: [peer("clean_line", ["10"], ["1"])],
      minutes: 3,
      rank: 2,
    },
    { name: "by_url", steps: [peer("by_url")], minutes: 0.7, rank: 1 },
    {
      name: "budget",
      steps: [peer("load_budget", ["50", "120"], ["50", "20"])],
      minutes: 3.5,
      rank: 2,
    },
    {
      name: "month",
      steps: [tests("client/monitor/load_plan_test.ts")],
      rows: [{
        what:
          "a simulated month: busy evenings, two crashes a day, two interfaces",
        asked: "never over the budget",
        held: "98 to 100 % of it used, none over, tests each day to the last",
      }],
      minutes: 0.2,
      rank: 1,
    },
    ...OWN_TRAFFIC.map(([rate, queue]) => ({
      name: `passive_${rate}`,
      steps: [peer("passive", [`${rate}`, `${queue}`])],
      minutes: 3,
      rank: 3 as const,
    })),
  ]),
];
