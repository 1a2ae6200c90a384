/** All figures of a bufferbloat test, as tables. Pure. @module */

import {
  LETTERS,
  type PhaseReport,
  type Spread,
  UPLIFT_BELOW_MS,
  USES,
} from "../../analysis/mod.ts";
import { LOAD_PHASES } from "../../model/mod.ts";
import { ms, percent } from "../console/format.ts";
import { rateText } from "../throughput_text.ts";
import type { BloatResult } from "./result.ts";

const LABEL_WIDTH = 28;
const CELL_WIDTH = 12;
const NONE = "-";

/** A row: what it is, and how each phase has it. */
type Row = readonly [
  label: string,
  atRest: string,
  of: (phase: PhaseReport) => string,
];

/**
 * The figures by phase.
 *
 * @param result The test.
 * @returns Lines, 76 columns at most.
 */
export function phaseTable(result: BloatResult): readonly string[] {
  const { idle, idleCall, latencyBy } = result;
  const phases = LOAD_PHASES.flatMap((kind) =>
    result.phases.find((phase) => phase.kind === kind) ?? []
  );
  const heading = [
    "at rest",
    ...phases.map(({ kind }) => kind === "both" ? "both ways" : kind),
  ];
  const trips = (label: string, key: keyof Omit<Spread, "count">): Row => [
    label,
    orNone(idle, key),
    ({ rtt }) => orNone(rtt, key),
  ];
  const rows: readonly Row[] = [
    ["Grade", "", ({ grade }) => grade.kind === "graded" ? grade.letter : NONE],
    trips(`Round trip, ms (${latencyBy}) P50`, "p50Ns"),
    trips("                      P95", "p95Ns"),
    trips("                      P99", "p99Ns"),
    ["Added by load, ms, P50", "", ({ uplift }) => ms(uplift?.p50Ns ?? NaN)],
    ["                   P95", "", ({ uplift }) => ms(uplift?.p95Ns ?? NaN)],
    ["  of it on the way up, P95", "", ({ up }) => ms(up.uplift?.p95Ns ?? NaN)],
    [
      "  of it on the way down",
      "",
      ({ down }) => ms(down.uplift?.p95Ns ?? NaN),
    ],
    ["Queue is on the way", "", placeText],
    [
      "In the load itself, ms, P50",
      "",
      ({ inBand }) => orNone(inBand, "p50Ns"),
    ],
    [
      "                        P95",
      "",
      ({ inBand }) => orNone(inBand, "p95Ns"),
    ],
    ["Quick again after", "", recoveryText],
    ["Download", "", ({ down }) => rateOrNone(down.rateBps)],
    ["Upload", "", ({ up }) => rateOrNone(up.rateBps)],
    ["Queue down", "", ({ down }) => bytesText(down.queueBytes)],
    ["Queue up", "", ({ up }) => bytesText(up.queueBytes)],
    ["Probes lost, %", "", (phase) => pctText(phase.probeLossPct)],
    ["Sent again down, %", "", ({ down }) => pctText(down.retransmittedPct)],
    ["Sent again up, %", "", ({ up }) => pctText(up.retransmittedPct)],
    [
      "Call quality, MOS (1 to 4.4)",
      idleCall === null ? NONE : idleCall.mos.toFixed(1),
      ({ call }) => call === null ? NONE : call.mos.toFixed(1),
    ],
    [
      "Round trips a minute, RPM",
      "",
      ({ responsiveness }) =>
        responsiveness === null ? NONE : responsiveness.rpm.toFixed(0),
    ],
  ];
  const line = (label: string, cells: readonly string[]) =>
    (label.padEnd(LABEL_WIDTH) +
      cells.map((cell) => cell.padStart(CELL_WIDTH)).join("")).trimEnd();
  return [
    line("", heading),
    ...rows
      .map(([label, atRest, of]) => [label, atRest, phases.map(of)] as const)
      // A row that knows nothing says nothing.
      .filter(([, atRest, cells]) =>
        atRest !== "" || cells.some((cell) => cell !== NONE)
      )
      .map(([label, atRest, cells]) => line(label, [atRest, ...cells])),
  ];
}

/** How well each use is served under load, with its thresholds. */
export function useTable({ uses }: BloatResult): readonly string[] {
  const line = (name: string, cells: readonly string[]) => {
    const [score = "", p95 = "", p99 = "", loss = "", needs = ""] = cells;
    return `  ${name.padEnd(17)}${score.padStart(5)}${p95.padStart(12)}${
      p99.padStart(10)
    }${loss.padStart(9)}   ${needs}`.trimEnd();
  };
  return [
    "Under load: 100 = nothing is felt, 0 = of no use. Limits: felt - unbearable",
    line("", ["score", "P95, ms", "P99, ms", "loss, %", "needs down / up"]),
    ...USES.map((use) => {
      const { profile, score } = uses[use];
      const { optimalLossPct, unacceptableLossPct, downBps, upBps } = profile;
      const limits = (pct: number) => {
        const found = profile.latency.find((one) => one.pct === pct);
        return found === undefined
          ? NONE
          : `${found.optimalMs} - ${found.unacceptableMs}`;
      };
      return line(profile.name, [
        score === null ? NONE : score.score.toFixed(0),
        limits(95),
        limits(99),
        `${optimalLossPct} - ${unacceptableLossPct}`,
        `${downBps / 1e6} / ${upBps / 1e6} Mbit/s`,
      ]);
    }),
  ];
}

/** Which number was measured how. */
export function methodLines(result: BloatResult): readonly string[] {
  const { gradeMethod, phases, quality } = result;
  const bands = LETTERS
    .map((letter) =>
      letter === "F" ? "else F" : `${letter} below ${UPLIFT_BELOW_MS[letter]}`
    ).join(", ");
  const rpm = phases.find(({ responsiveness }) => responsiveness !== null)
    ?.responsiveness;
  const call = phases.find(({ call }) => call !== null)?.call;
  return [
    `Grade: ${gradeMethod}; added P50 in ms: ${bands}.`,
    ...quality === null
      ? []
      : [`Loss under load alone would be ${quality} (DSLReports quality).`],
    ...rpm === null || rpm === undefined ? [] : [
      `RPM: ${rpm.method}; here ${rpm.class}, confidence ${rpm.confidence}.`,
    ],
    ...call === null || call === undefined ? [] : [`MOS: ${call.method}.`],
    "Scores: draft-ietf-ippm-qoo with bufferbane's own profiles.",
    ...aimText(result),
    ...result.method === "tcp" ? [] : [
      "Load by HTTP, latency by ping: no direction of the queue, nothing of the connections. Where either end sends by BBR (Linux: net.ipv4.tcp_congestion_control) the queue is deeper than it looks here.",
    ],
  ];
}

function aimText({ aim }: BloatResult): readonly string[] {
  const { streaming, gaming, rtc } = aim;
  if (streaming === null || gaming === null || rtc === null) return [];
  return [
    `By Cloudflare's points (AIM): streaming ${streaming.class}, gaming ${gaming.class}, calls ${rtc.class}.`,
  ];
}

function placeText({ queueIn, isLocalQueue }: PhaseReport): string {
  if (isLocalQueue) return "own machine";
  const words = {
    up: "up",
    down: "down",
    both: "both",
    none: "none",
    unknown: NONE,
  };
  return words[queueIn];
}

function orNone(spread: Spread, key: keyof Omit<Spread, "count">): string {
  return spread.count === 0 ? NONE : ms(spread[key]);
}

function recoveryText({ recoveryMs }: PhaseReport): string {
  return recoveryMs === null ? NONE : `${(recoveryMs / 1000).toFixed(2)} s`;
}

function rateOrNone(bps: number | null): string {
  return bps === null ? NONE : rateText(bps);
}

function bytesText(bytes: number | null): string {
  if (bytes === null) return NONE;
  return bytes < 1e6
    ? `${Math.round(bytes / 1e3)} KB`
    : `${(bytes / 1e6).toFixed(1)} MB`;
}

function pctText(pct: number | null): string {
  return pct === null ? NONE : percent(pct);
}
