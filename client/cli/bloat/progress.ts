import type {
  BloatPhaseKind,
  Direction,
  Measurement,
} from "../../model/mod.ts";
import type { BloatProgress } from "../../monitor/test_request.ts";
import type { ByteCount } from "../../probes/load_outcome.ts";
import { spreadOf } from "../../analysis/spread.ts";
import { type PlannedPhase, stretchedMs } from "./plan.ts";

/** A rate is taken over this; a shorter time would only flicker. */
const RATE_MS = 1000;
/** So is a latency: fifty probes. */
const LATENCY_MS = 500;

/** What came lately. */
interface Answer {
  readonly atMs: number;
  readonly rttNs: number;
}

/** How a running test goes: what its live display shows. */
export class BloatMeter {
  readonly #phases: readonly PlannedPhase[];
  readonly #totalMs: number;
  #index = -1;
  #beganMs = 0;
  #answers: Answer[] = [];
  #idleNs: number[] = [];
  #counts = new Map<Direction, ByteCount[]>();
  #slowestBps = Infinity;

  /** @param phases All that will come. */
  constructor(phases: readonly PlannedPhase[]) {
    this.#phases = phases;
    this.#totalMs = phases.reduce((sum, { lastsMs }) => sum + lastsMs, 0);
  }

  /** Whether anything was answered at rest. */
  get hasAnswers(): boolean {
    return this.#idleNs.length > 0;
  }

  /** The slowest direction of the last load, bit/s; `Infinity`: none yet. */
  get slowestBps(): number {
    return this.#slowestBps;
  }

  /** The next phase begins. @param nowMs ms since the test began. */
  next(nowMs: number): void {
    this.#index += 1;
    this.#beganMs = nowMs;
    this.#counts = new Map();
  }

  /** Takes what became of a probe. @param nowMs ms since the test began. */
  take({ outcome, isCorrection }: Measurement, nowMs: number): void {
    if (!("rttNs" in outcome) || isCorrection === true) return;
    const { rttNs } = outcome;
    this.#answers.push({ atMs: nowMs, rttNs });
    if (this.#phases[this.#index]?.kind === "idle") this.#idleNs.push(rttNs);
  }

  /** Takes what a load has carried so far. */
  count(direction: Direction, count: ByteCount): void {
    const counts = this.#counts.get(direction) ?? [{ atMs: 0, bytes: 0 }];
    this.#counts.set(
      direction,
      [...counts.filter(({ atMs }) => atMs >= count.atMs - RATE_MS), count],
    );
    // In the first second TCP is only beginning.
    if (count.atMs < RATE_MS) return;
    const rates = [this.#rateOf("up"), this.#rateOf("down")];
    this.#slowestBps = Math.min(...rates.filter((bps) => bps !== null));
  }

  /** How it goes. @param nowMs ms since the test began. */
  progress(nowMs: number): BloatProgress {
    this.#answers = this.#answers
      .filter(({ atMs }) => atMs >= nowMs - LATENCY_MS);
    const phase = this.#phases[this.#index];
    const kind: BloatPhaseKind = phase?.kind ?? "idle";
    const rttNs = medianOf(this.#answers.map(({ rttNs }) => rttNs));
    const plannedMs = phase?.lastsMs ?? 0;
    const phaseMs = phase === undefined ? 0 : stretchedMs(phase, rttNs);
    return {
      kind: "bloat",
      phase: kind,
      phaseIndex: Math.max(0, this.#index),
      phaseCount: this.#phases.length,
      phaseElapsedMs: nowMs - this.#beganMs,
      phaseMs,
      elapsedMs: nowMs,
      totalMs: this.#totalMs + phaseMs - plannedMs,
      upBps: this.#rateOf("up"),
      downBps: this.#rateOf("down"),
      idleNs: medianOf(this.#idleNs),
      rttNs,
    };
  }

  #rateOf(direction: Direction): number | null {
    const counts = this.#counts.get(direction);
    const first = counts?.at(0);
    const last = counts?.at(-1);
    if (first === undefined || last === undefined) return null;
    const lastsMs = last.atMs - first.atMs;
    return lastsMs === 0 ? 0 : 8_000 * (last.bytes - first.bytes) / lastsMs;
  }
}

function medianOf(valuesNs: readonly number[]): number | null {
  return valuesNs.length === 0 ? null : spreadOf(valuesNs).p50Ns;
}
