import {
  type BloatPhase,
  type BloatSample,
  type Direction,
  RATE_INTERVAL_MS,
} from "../model/mod.ts";
import { type AimInput, type AimScore, aimScore, type AimUse } from "./aim.ts";
import { analyseBloat, type BloatAnalysis, type PhaseBloat } from "./bloat.ts";
import { callIn } from "./bloat_call.ts";
import { answeredNs, lostPct, settledSamples } from "./bloat_samples.ts";
import type { VoiceQuality } from "./emodel.ts";
import { type Grades, gradesOf, type PhaseGrade } from "./grades.ts";
import {
  type ForeignProbe,
  type Responsiveness,
  responsivenessOf,
} from "./rpm.ts";
import { SETTLING_SHARE } from "./saturation.ts";
import {
  scoreFor,
  type Use,
  USE_PROFILES,
  type UseProfile,
  type UseScore,
} from "./scores.ts";
import type { Spread } from "./spread.ts";

/** Of the draft's 5 s, which a phase of 8 s has no four of. */
const RPM_INTERVAL_MS = 1000;

/** What a load phase came to. */
export interface PhaseReport extends PhaseBloat {
  /** Its letter, or why there is none. */
  readonly grade: PhaseGrade;
  /** Round trips a minute; `null` without probes on both kinds of connection. */
  readonly responsiveness: Responsiveness | null;
  /** How good a call would be in the worse direction; `null`: not known. */
  readonly call: VoiceQuality | null;
}

/** How well a use is served in the phase that serves it worst. */
export interface UseReport {
  /** What it asks of a line. */
  readonly profile: UseProfile;
  /** Its score; `null` when no phase could be scored. */
  readonly score: UseScore | null;
}

/** All that a bufferbloat test says of a line. */
export interface BloatReport {
  /** The worst phase's letter; `null`: none was graded. */
  readonly grade: Grades["letter"];
  /** For loss under load; `null`: not known. */
  readonly quality: Grades["quality"];
  /** Where the letters come from. */
  readonly gradeMethod: Grades["method"];
  /** Download while nothing else was loaded, bit/s; `null`: not measured. */
  readonly downBps: number | null;
  /** Upload while nothing else was loaded, bit/s; `null`: not measured. */
  readonly upBps: number | null;
  /** Round trips before any load. */
  readonly idle: Spread;
  /** How good a call would be at rest; `null`: not known. */
  readonly idleCall: VoiceQuality | null;
  /** The phases under load, in the order of the test. */
  readonly phases: readonly PhaseReport[];
  /** QoO by what a line is used for. */
  readonly uses: Readonly<Record<Use, UseReport>>;
  /** Cloudflare's points; `null` where a figure is missing. */
  readonly aim: Readonly<Record<AimUse, AimScore | null>>;
}

/**
 * Works out everything that a bufferbloat test says of a line: the letters,
 * and beside them the figures of other schools, each with its method named.
 *
 * @param phases A whole test, in order.
 * @param options What the latency was probed by; `null`: by what responsiveness
 * knows nothing of.
 * @returns Plain values, fit for JSON.
 */
export function bloatReport(
  phases: readonly BloatPhase[],
  { foreignProbe }: { readonly foreignProbe: ForeignProbe | null },
): BloatReport {
  const analysis = analyseBloat(phases);
  const { idle } = analysis;
  const grades = gradesOf(analysis);
  const loads = analysis.phases.flatMap((found) => {
    const phase = phases.find(({ kind }) => kind === found.kind);
    const grade = grades.phases[found.kind];
    if (phase === undefined || grade === undefined) return [];
    return [{ found, grade, phase, samples: settledSamples(phase) }];
  });
  const rateIn = (kind: string, way: Direction) =>
    analysis.phases.find((phase) => phase.kind === kind)?.[way].rateBps ?? null;
  const rates = {
    downBps: rateIn("download", "down"),
    upBps: rateIn("upload", "up"),
  };
  const atRest = phases.find(({ kind }) => kind === "idle")?.samples ?? [];
  const useOf = (use: Use) =>
    worstUse(USE_PROFILES[use], loads.map(({ samples }) => samples), rates);
  const aim = aimInput(atRest, analysis, rates.downBps);
  return {
    grade: grades.letter,
    quality: grades.quality,
    gradeMethod: grades.method,
    ...rates,
    idle,
    idleCall: callIn(atRest, { kind: "idle", idleNs: idle.p50Ns }),
    phases: loads.map(({ found, grade, phase, samples }) => ({
      ...found,
      grade,
      responsiveness: foreignProbe === null
        ? null
        : responsivenessIn(phase, foreignProbe),
      call: callIn(samples, { kind: found.kind, idleNs: idle.p50Ns }),
    })),
    uses: {
      calls: useOf("calls"),
      gaming: useOf("gaming"),
      streaming: useOf("streaming"),
      browsing: useOf("browsing"),
    },
    aim: {
      streaming: aimScore("streaming", aim),
      gaming: aimScore("gaming", aim),
      rtc: aimScore("rtc", aim),
    },
  };
}

/** From when on the load has been steady, in whole intervals. */
function responsivenessIn(
  { flows, fromMs, toMs, samples }: BloatPhase,
  foreignProbe: ForeignProbe,
): Responsiveness | null {
  const perInterval = RPM_INTERVAL_MS / RATE_INTERVAL_MS;
  const lastsMs = toMs - fromMs;
  const first = Math.ceil(lastsMs * SETTLING_SHARE / RPM_INTERVAL_MS);
  const end = Math.floor(lastsMs / RPM_INTERVAL_MS);
  const intervals = Array.from({ length: Math.max(0, end - first) }, (_, i) => {
    const beginMs = fromMs + (first + i) * RPM_INTERVAL_MS;
    const within = samples.filter(({ atMs }) =>
      atMs >= beginMs && atMs < beginMs + RPM_INTERVAL_MS
    );
    const at = (first + i) * perInterval;
    return {
      foreignNs: { [foreignProbe]: answeredNs(within) },
      loadedNs: (flows ?? []).flatMap(({ rttNs }) =>
        rttNs.slice(at, at + perInterval)
      ),
    };
  });
  return responsivenessOf(intervals, {
    intervalMs: RPM_INTERVAL_MS,
    loadedProbe: "tcp_info",
  });
}

type Rates = Pick<BloatReport, "downBps" | "upBps">;

function worstUse(
  profile: UseProfile,
  phases: readonly (readonly BloatSample[])[],
  rates: Rates,
): UseReport {
  const scores = phases.flatMap((samples) =>
    scoreFor({
      ...rates,
      sortedRttNs: Float64Array.from(answeredNs(samples)).sort(),
      lossPct: lostPct(samples),
    }, profile) ?? []
  );
  const [score = null] = scores.toSorted((a, b) => a.score - b.score);
  return { profile, score };
}

/** Cloudflare's loss and jitter are those of the line at rest. */
function aimInput(
  atRest: readonly BloatSample[],
  { idle, phases }: BloatAnalysis,
  downBps: number | null,
): AimInput {
  const rtts = answeredNs(atRest);
  const steps = rtts.slice(1)
    .map((rttNs, i) => Math.abs(rttNs - (rtts[i] ?? NaN)));
  const added = phases.map(({ uplift }) => uplift?.p50Ns ?? NaN);
  return {
    lossShare: lostPct(atRest) / 100,
    idleMs: idle.p50Ns / 1e6,
    loadedIncreaseMs: added.length === 0 ? NaN : Math.max(...added) / 1e6,
    jitterMs: steps.reduce((sum, ns) => sum + ns, 0) / steps.length / 1e6,
    downBps: downBps ?? NaN,
  };
}
