/** What is counted, what is generated, and what is shipped. @module */

import { script, tests } from "../step.ts";
import { type Figure, peer, under } from "./figure.ts";

/** Figures of traffic, and of the files to download. */
export const OF_TRAFFIC: readonly Figure[] = [
  ...under("Traffic by kind", [
    {
      name: "counts",
      steps: [peer("traffic_counts", ["tcx", "10"], ["tcx", "0.2"])],
      minutes: 1,
      rank: 1,
    },
    {
      name: "counts_modes",
      steps: [tests("tests/traffic")],
      rows: [{
        what:
          "100,000 frames by TCX, generic XDP and native XDP; TCP in large pieces against `ip -s link`",
        asked: "equal",
        held:
          "equal; by native XDP the cable's own counters lack 14 bytes a packet",
      }],
      minutes: 0.2,
      rank: 2,
    },
    ...["tcx", "xdp-generic", "xdp"].map((mode) => ({
      name: `traffic_${mode.replace("-", "_")}`,
      steps: [peer("traffic_cost", [mode, "8"], [mode, "1"])],
      minutes: 1,
      rank: mode === "tcx" ? 1 as const : 2 as const,
    })),
    {
      name: "traffic_incident",
      steps: [peer("traffic_incident")],
      minutes: 1.2,
      rank: 2,
    },
  ]),
  ...under("Test traffic", [
    {
      name: "generate",
      steps: [peer("generator_rate", [], ["100Mbps"])],
      minutes: 1.5,
      rank: 1,
    },
    {
      name: "generate_trouble",
      steps: [tests("client/traffic/generator")],
      rows: [{
        what:
          "100 connections; a server that is slow, refuses, resets, redirects, answers 503",
        asked: "counted, no crash",
        held: "so",
      }],
      minutes: 0.2,
      rank: 2,
    },
  ]),
  ...under("The files to download", [
    {
      name: "start",
      steps: [
        // What is there already is good enough to try it.
        { full: ["run", "-A", "tasks/compile.ts"], quick: ["--version"] },
        peer("start_time"),
      ],
      minutes: 1.5,
      rank: 1,
    },
    {
      name: "ship",
      steps: [{ full: ["task", "ship"], quick: ["task", "ship"] }],
      rows: [
        {
          what: "`systemd-analyze security`, `systemd-analyze verify`",
          asked: "at most 2.0 for both units; clean",
          held: "within it; clean",
        },
        {
          what: "every end-to-end test against the files",
          asked: "passes",
          held: "passes",
        },
      ],
      minutes: 8,
      rank: 3,
    },
    {
      name: "under_units",
      steps: [
        script("tests/ship/under_units.ts", {
          full: ["--minutes", "8"],
          quick: ["--minutes", "0.5"],
        }),
      ],
      rows: [{
        what: "8 min under the units' restrictions, monitor and server",
        asked:
          "no round missed, every ECHO answered, descriptors and memory flat",
      }],
      minutes: 9,
      rank: 3,
    },
    {
      name: "documents",
      steps: [tests("tests/cli/documents_test.ts")],
      rows: [{
        what: "every command of README and docs/, typed in a lab",
        asked: "works as it stands there",
        held: "every one",
      }],
      minutes: 2,
      rank: 3,
    },
  ]),
];
