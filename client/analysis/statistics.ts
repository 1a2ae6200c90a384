import {
  type Period,
  type SampleColumns,
  type Status,
  STATUSES,
} from "../model/mod.ts";
import { overlapMs } from "./gaps.ts";
import { SmoothedJitter } from "./jitter.ts";
import { FATE, fateByCode } from "./loss.ts";
import { type LossRun, LossRuns } from "./loss_runs.ts";
import { OUTAGE_PROBES } from "./outage_probes.ts";
import type { Rollup } from "./rollup.ts";
import { Times } from "./times.ts";

/** One series over a whole period. Times are `NaN` without an answer. */
export interface Statistics {
  /** Probes that count: all but `self_dropped`. */
  readonly sent: number;
  /** Of these, answered with a round-trip time, the late ones included. */
  readonly answered: number;
  /** Of these, lost. */
  readonly lost: number;
  /** Every sample by its status, `self_dropped` too. */
  readonly byStatus: Readonly<Record<Status, number>>;
  /** 100 x lost / sent; `NaN` when nothing was sent. */
  readonly lossPct: number;
  /** Shortest round trip in µs. */
  readonly minUs: number;
  /** Mean round trip in µs. */
  readonly meanUs: number;
  /** Standard deviation of the round trips in µs (population). */
  readonly stdDevUs: number;
  /** Median in µs; all percentiles are by nearest rank. */
  readonly p50Us: number;
  /** 95th percentile in µs. */
  readonly p95Us: number;
  /** 99th percentile in µs. */
  readonly p99Us: number;
  /** 99.9th percentile in µs. */
  readonly p999Us: number;
  /** What they may be wrong by: 0, or 1 % where minutes were summed up. */
  readonly percentileErrorPct: number;
  /** Longest round trip in µs. */
  readonly maxUs: number;
  /** Mean absolute IPDV in µs (RFC 3393). */
  readonly meanIpdvUs: number;
  /** RFC 3550 smoothed jitter at the end of the samples, µs. */
  readonly jitterUs: number;
  /** The highest RFC 3550 jitter within the samples, µs. */
  readonly maxJitterUs: number;
  /** The longest run of consecutive losses, or `null` without a loss. */
  readonly longestLossRun: LossRun | null;
  /**
   * 100 x the share of the probes sent that are not part of an outage, which
   * is a run of {@linkcode OUTAGE_PROBES} or more losses: a lone loss hurts,
   * but the line was there. `NaN` when nothing was sent.
   */
  readonly availabilityPct: number;
  /** How long bufferbane was not measuring within the period, ms. */
  readonly notMeasuredMs: number;
}

/**
 * Gathers the {@linkcode Statistics} of one series, fed in chunks. Holds four
 * bytes an answer, for the percentiles are exact, but of what comes summed up
 * nothing but its buckets.
 */
export class StatisticsGatherer {
  readonly #period: Period;
  readonly #gaps: readonly Period[];
  readonly #byStatus = new Float64Array(STATUSES.length);
  readonly #times = new Times();
  readonly #jitter = new SmoothedJitter();
  readonly #runs: LossRuns;
  #sent = 0;
  #lost = 0;
  #ipdvSumUs = 0;
  #ipdvCount = 0;
  #maxJitterUs = 0;
  #hasJitter = false;

  /**
   * Begins with nothing measured.
   *
   * @param period What lies outside is left out.
   * @param gaps When bufferbane was not measuring: in order, not overlapping.
   */
  constructor(period: Period, gaps: readonly Period[] = []) {
    this.#period = period;
    this.#gaps = gaps;
    this.#runs = new LossRuns(gaps, OUTAGE_PROBES);
  }

  /**
   * Takes the next chunk.
   *
   * @param columns Samples of one series, oldest first, none older than those
   * fed before.
   */
  add(columns: SampleColumns): void {
    const { atMs, rttUs, ipdvUs, status, length } = columns;
    const { fromMs, toMs } = this.#period;
    const fates = fateByCode(columns.series.probe);
    for (let i = 0; i < length; i++) {
      const at = atMs[i] ?? NaN;
      if (!(at >= fromMs && at < toMs)) continue;
      const code = status[i] ?? 0;
      this.#byStatus[code] = (this.#byStatus[code] ?? 0) + 1;
      const fate = fates[code];
      if (fate === FATE.uncounted) continue;
      this.#sent++;
      if (fate === FATE.lost) this.#lost++;
      this.#runs.add(at, fate === FATE.lost);
      if (fate === FATE.answered) this.#addRtt(rttUs[i] ?? -1);
      this.#addIpdv(ipdvUs[i] ?? -1);
    }
  }

  /**
   * Takes what followed, summed up.
   *
   * @param rollup Of the same series.
   * @param period What it sums up; within the period.
   */
  addRollup(rollup: Rollup, period: Period): void {
    for (const [code, count] of rollup.byStatus.entries()) {
      this.#byStatus[code] = (this.#byStatus[code] ?? 0) + count;
    }
    this.#sent += rollup.sent;
    this.#lost += rollup.lost;
    this.#runs.join(rollup.sent, rollup.losses, period);
    this.#times.merge(rollup.rtt);
    this.#ipdvSumUs += rollup.ipdvSumUs;
    this.#ipdvCount += rollup.ipdvCount;
  }

  /** The figures so far. */
  finish(): Statistics {
    const times = this.#times.figures();
    return {
      sent: this.#sent,
      answered: times.count,
      lost: this.#lost,
      byStatus: byStatus(this.#byStatus),
      lossPct: 100 * this.#lost / this.#sent,
      minUs: times.minUs,
      meanUs: times.meanUs,
      stdDevUs: times.stdDevUs,
      p50Us: times.percentile(50),
      p95Us: times.percentile(95),
      p99Us: times.percentile(99),
      p999Us: times.percentile(99.9),
      percentileErrorPct: times.percentileErrorPct,
      maxUs: times.maxUs,
      meanIpdvUs: this.#ipdvSumUs / this.#ipdvCount,
      jitterUs: this.#hasJitter ? this.#jitter.value : NaN,
      maxJitterUs: this.#hasJitter ? this.#maxJitterUs : NaN,
      longestLossRun: this.#runs.longest,
      availabilityPct: 100 * (1 - this.#runs.inLongRuns / this.#sent),
      notMeasuredMs: overlapMs(this.#gaps, this.#period),
    };
  }

  #addRtt(rttUs: number): void {
    if (rttUs >= 0) this.#times.push(rttUs);
  }

  #addIpdv(ipdvUs: number): void {
    if (ipdvUs < 0) return;
    this.#ipdvSumUs += ipdvUs;
    this.#ipdvCount++;
    this.#hasJitter = true;
    this.#jitter.add(ipdvUs);
    this.#maxJitterUs = Math.max(this.#maxJitterUs, this.#jitter.value);
  }
}

function byStatus(counts: Float64Array): Record<Status, number> {
  const entries = STATUSES.map((status, code) => [status, counts[code] ?? 0]);
  // fromEntries() forgets the keys' type; STATUSES has every Status once.
  return Object.fromEntries(entries) as Record<Status, number>;
}
