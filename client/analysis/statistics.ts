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
import { percentileOfSorted } from "./percentile.ts";
import { RttBuffer } from "./rtt_buffer.ts";

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
  /** Median in µs; all percentiles are by nearest rank, exact. */
  readonly p50Us: number;
  /** 95th percentile in µs. */
  readonly p95Us: number;
  /** 99th percentile in µs. */
  readonly p99Us: number;
  /** 99.9th percentile in µs. */
  readonly p999Us: number;
  /** Longest round trip in µs. */
  readonly maxUs: number;
  /** Mean absolute IPDV in µs (RFC 3393). */
  readonly meanIpdvUs: number;
  /** RFC 3550 smoothed jitter at the end of the period, µs. */
  readonly jitterUs: number;
  /** The highest RFC 3550 jitter within the period, µs. */
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
 * bytes an answer (10 MB a month at one a second), for the percentiles are
 * exact.
 */
export class StatisticsGatherer {
  readonly #period: Period;
  readonly #gaps: readonly Period[];
  readonly #byStatus = new Float64Array(STATUSES.length);
  readonly #rtts = new RttBuffer();
  readonly #jitter = new SmoothedJitter();
  readonly #runs: LossRuns;
  #sumOfSquares = 0;
  #originUs = 0;
  #sent = 0;
  #lost = 0;
  #answered = 0;
  #ipdvSumUs = 0;
  #ipdvCount = 0;
  #maxJitterUs = 0;

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

  /** @returns The figures so far. */
  finish(): Statistics {
    const sorted = this.#rtts.sorted();
    const count = sorted.length;
    const meanUs = count === 0 ? NaN : this.#rtts.sum / count;
    const shift = meanUs - this.#originUs;
    return {
      sent: this.#sent,
      answered: this.#answered,
      lost: this.#lost,
      byStatus: byStatus(this.#byStatus),
      lossPct: 100 * this.#lost / this.#sent,
      minUs: sorted[0] ?? NaN,
      meanUs,
      stdDevUs: Math.sqrt(
        Math.max(0, this.#sumOfSquares / count - shift * shift),
      ),
      p50Us: percentileOfSorted(sorted, 50),
      p95Us: percentileOfSorted(sorted, 95),
      p99Us: percentileOfSorted(sorted, 99),
      p999Us: percentileOfSorted(sorted, 99.9),
      maxUs: sorted.at(-1) ?? NaN,
      meanIpdvUs: this.#ipdvSumUs / this.#ipdvCount,
      jitterUs: this.#ipdvCount === 0 ? NaN : this.#jitter.value,
      maxJitterUs: this.#ipdvCount === 0 ? NaN : this.#maxJitterUs,
      longestLossRun: this.#runs.longest,
      availabilityPct: 100 * (1 - this.#runs.inLongRuns / this.#sent),
      notMeasuredMs: overlapMs(this.#gaps, this.#period),
    };
  }

  #addRtt(rttUs: number): void {
    if (rttUs < 0) return;
    // Squares are taken about the first value: about zero, a month of round
    // trips with a small spread would cancel away.
    if (this.#answered === 0) this.#originUs = rttUs;
    this.#answered++;
    this.#rtts.push(rttUs);
    this.#sumOfSquares += (rttUs - this.#originUs) ** 2;
  }

  #addIpdv(ipdvUs: number): void {
    if (ipdvUs < 0) return;
    this.#ipdvSumUs += ipdvUs;
    this.#ipdvCount++;
    this.#jitter.add(ipdvUs);
    this.#maxJitterUs = Math.max(this.#maxJitterUs, this.#jitter.value);
  }
}

function byStatus(counts: Float64Array): Record<Status, number> {
  const entries = STATUSES.map((status, code) => [status, counts[code] ?? 0]);
  // fromEntries() forgets the keys' type; STATUSES has every Status once.
  return Object.fromEntries(entries) as Record<Status, number>;
}
