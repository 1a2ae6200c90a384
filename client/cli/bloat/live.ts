/** How a running bufferbloat test looks. Pure. @module */

import type { BloatPhaseKind } from "../../model/mod.ts";
import type { BloatProgress } from "../../monitor/test_request.ts";
import { cut, ms } from "../console/format.ts";
import { rateText } from "../throughput_text.ts";

/** The terminal. */
export interface LiveOptions {
  /** Columns. */
  readonly width: number;
  /** Whether colours may be used. */
  readonly hasColor: boolean;
  /** Whether it shows more than ASCII. */
  readonly isUnicode: boolean;
}

const DOING: Readonly<Record<BloatPhaseKind, string>> = {
  idle: "at rest",
  download: "downloading",
  recovery: "at rest again",
  upload: "uploading",
  both: "both ways",
  cooldown: "at rest again",
};
const DOING_WIDTH = 14;
const RATES_WIDTH = 19;
const BAR_WIDTH = { min: 6, max: 24 } as const;
/** Less added delay than this is not worth a word, ns. */
const NOTABLE_NS = 1e6;
/** Added delay from which on it is felt, and hurts, ns: A to B, B to C. */
const FELT_NS = 30e6;
const HURTS_NS = 60e6;
const COLORS = { well: "32", felt: "33", hurts: "31" } as const;

/** The line of the phase that runs, as wide as the terminal at most. */
export function runningLine(
  progress: BloatProgress,
  options: LiveOptions,
): string {
  const { phaseElapsedMs, phaseMs } = progress;
  const left = Math.max(0, Math.ceil((phaseMs - phaseElapsedMs) / 1000));
  const head = headOf(progress);
  const tail = `${`${left}`.padStart(3)} s ${ratesOf(progress)}  `;
  const latency = latencyOf(progress, options.width);
  const room = options.width - head.length - tail.length - latency.length - 1;
  const bar = room < BAR_WIDTH.min
    ? ""
    : barOf(phaseElapsedMs / phaseMs, Math.min(room, BAR_WIDTH.max), options);
  return head + bar + tail + painted(latency, progress, options);
}

/** The line that stays of a phase when it is over. */
export function finishedLine(
  progress: BloatProgress,
  options: LiveOptions,
): string {
  const head = `${headOf(progress)}${ratesOf(progress)}  `;
  const latency = latencyOf(progress, options.width);
  return cut(head, options.width) + painted(latency, progress, options);
}

function headOf({ phase, phaseIndex, phaseCount }: BloatProgress): string {
  return `${phaseIndex + 1}/${phaseCount} ${DOING[phase].padEnd(DOING_WIDTH)}`;
}

function ratesOf({ upBps, downBps }: BloatProgress): string {
  const rates = [
    downBps === null ? "" : `${rateText(downBps)} down`,
    upBps === null ? "" : `${rateText(upBps)} up`,
  ].filter((text) => text !== "");
  return rates.join(", ").padStart(RATES_WIDTH);
}

function addedNs({ rttNs, idleNs }: BloatProgress): number {
  return rttNs === null || idleNs === null ? 0 : rttNs - idleNs;
}

function latencyOf(progress: BloatProgress, width: number): string {
  const { rttNs, elapsedMs } = progress;
  if (rttNs === null) return elapsedMs < 1_000 ? "" : "no answer";
  const latency = `${ms(rttNs)} ms`;
  if (addedNs(progress) < NOTABLE_NS || width < 80) return latency;
  return `${latency}, ${ms(addedNs(progress))} more`;
}

function painted(
  text: string,
  progress: BloatProgress,
  { hasColor }: LiveOptions,
): string {
  if (!hasColor || progress.rttNs === null) return text;
  const added = addedNs(progress);
  const how = added < FELT_NS ? "well" : added < HURTS_NS ? "felt" : "hurts";
  return `\x1b[${COLORS[how]}m${text}\x1b[0m`;
}

function barOf(
  share: number,
  width: number,
  { isUnicode }: LiveOptions,
): string {
  const [full, empty] = isUnicode ? ["█", "░"] : ["#", "."];
  const done = Math.round(Math.min(1, share) * width);
  return full.repeat(done) + empty.repeat(width - done);
}
