/** What `bufferbane bloat` tells a person. Pure. @module */

import type { BloatAnalysis, Grades, PhaseBloat } from "../analysis/mod.ts";
import type { BloatPhaseKind } from "../model/mod.ts";
import { ms } from "./console/format.ts";
import { rateText } from "./throughput_text.ts";

const DOING: Readonly<Record<BloatPhaseKind, string>> = {
  idle: "at rest",
  download: "downloading",
  recovery: "recovering",
  upload: "uploading",
  both: "both ways",
  cooldown: "cooling down",
};

/** A line for each phase that begins. */
export function phaseText(kind: BloatPhaseKind): string {
  return `  ${DOING[kind]} ...\n`;
}

/** What a test came to. */
export function bloatText(analysis: BloatAnalysis, grades: Grades): string {
  const { idle, phases } = analysis;
  const letter = grades.letter ?? "none";
  return [
    `At rest: ${ms(idle.p50Ns)} ms`,
    ...phases.map((phase) => loadedText(phase, grades)),
    `Grade: ${letter} (${grades.method})`,
  ].join("\n") + "\n";
}

function loadedText(phase: PhaseBloat, grades: Grades): string {
  const { kind, rtt, uplift, up, down, recoveryMs } = phase;
  const rates = [["down", down.rateBps], ["up", up.rateBps]] as const;
  const carried = rates.flatMap(([way, bps]) =>
    bps === null ? [] : [`${rateText(bps)} ${way}`]
  ).join(", ");
  const added = uplift === null ? "" : `, ${ms(uplift.p50Ns)} ms more`;
  const recovered = recoveryMs === null
    ? ""
    : `, at rest again after ${ms(recoveryMs * 1e6)} ms`;
  const grade = grades.phases[kind];
  const verdict = grade === undefined
    ? ""
    : grade.kind === "graded"
    ? `: ${grade.letter}`
    : `: no grade, as ${grade.reason}`;
  return `${DOING[kind]}: ${carried}; ${ms(rtt.p50Ns)} ms, 95 % below ${
    ms(rtt.p95Ns)
  } ms${added}${recovered}${verdict}`;
}
