import {
  type Measurement,
  type Outcome,
  type ProbeKind,
  STATUSES,
  type WallNs,
} from "../model/mod.ts";
import { Ipdv, SmoothedJitter } from "./jitter.ts";
import { isAnswer, isCounted, isLoss } from "./loss.ts";
import { percentileOfSorted } from "./percentile.ts";

/**
 * Reports come out of order: a loss is only known when its time is up, and by
 * then younger probes have been answered. Further back than any timeout is no
 * order any more, but a clock that was set back.
 */
const REORDERED_NS = 60_000_000_000n;

/** What a {@linkcode RollingWindow} looks at. */
export interface RollingWindowOptions {
  /** What the series sends; decides what a refusal means. */
  readonly probe: ProbeKind;
  /** How far it looks back, in seconds; 60 by default. */
  readonly spanS?: number;
  /**
   * How many probes it holds at most, the oldest dropped first; 1024 by
   * default, enough for 100 s at ten a second.
   */
  readonly capacity?: number;
}

/** The last seconds of one series. Times are `NaN` where none is known. */
export interface WindowSummary {
  /** Probes that count: all but `self_dropped`. */
  readonly sent: number;
  /** Of these, lost. */
  readonly lost: number;
  /** 100 x lost / sent; `NaN` when nothing was sent. */
  readonly lossPct: number;
  /** The newest probe's round trip in ns; `NaN` when it found none. */
  readonly lastNs: number;
  /** Mean round trip in ns. */
  readonly meanNs: number;
  /** Shortest round trip in ns. */
  readonly minNs: number;
  /** Longest round trip in ns. */
  readonly maxNs: number;
  /** Median in ns; percentiles are by nearest rank. */
  readonly p50Ns: number;
  /** 95th percentile in ns. */
  readonly p95Ns: number;
  /** 99th percentile in ns. */
  readonly p99Ns: number;
  /** Mean absolute IPDV within the window, ns. */
  readonly meanIpdvNs: number;
  /** RFC 3550 smoothed jitter, which looks back about 16 probes, ns. */
  readonly jitterNs: number;
  /** The longest run of consecutive losses. */
  readonly longestLossRun: number;
  /** Round trips in ns, oldest first, for a sparkline; `NaN`: no answer. */
  readonly recentNs: Float64Array;
}

/**
 * The live figures of one series over its last seconds. Constant memory: a
 * ring, into which a late answer's correction is written; every figure is
 * worked out from it when asked for, so that corrected and first-hand figures
 * cannot differ.
 */
export class RollingWindow {
  readonly #probe: ProbeKind;
  readonly #spanNs: bigint;
  readonly #sentAt: BigInt64Array;
  readonly #rttNs: Float64Array;
  readonly #status: Uint8Array;
  #first = 0;
  #length = 0;

  /**
   * Begins with nothing measured.
   *
   * @param options The span and what is sent.
   * @throws {RangeError} When span or capacity is not positive.
   */
  constructor(options: RollingWindowOptions) {
    const { probe, spanS = 60, capacity = 1024 } = options;
    if (!(spanS > 0 && Number.isInteger(capacity) && capacity > 0)) {
      throw new RangeError(
        `Cannot keep ${capacity} probes of ${spanS} s: both must be above 0`,
      );
    }
    this.#probe = probe;
    this.#spanNs = BigInt(Math.round(spanS * 1e9));
    this.#sentAt = new BigInt64Array(capacity);
    this.#rttNs = new Float64Array(capacity);
    this.#status = new Uint8Array(capacity);
  }

  /**
   * Takes a measurement, a little out of order as it may be, or the correction
   * of an earlier one (same `sentAt`). A correction of what has left the window
   * changes nothing.
   *
   * @param measurement Of this window's series.
   */
  add({ sentAt, outcome, isCorrection }: Measurement): void {
    const same = this.#find(sentAt);
    if (same >= 0) {
      this.#write(this.#slot(same), outcome);
      return;
    }
    const aheadNs = this.#length > 0 ? this.#at(this.#length - 1) - sentAt : 0n;
    const isOld = aheadNs > 0n;
    if (isOld && (outcome.kind === "late" || isCorrection === true)) return;
    // The wall clock was set back: nothing kept can be placed any more.
    if (aheadNs > REORDERED_NS) this.#length = 0;
    this.#insert(sentAt, outcome);
  }

  /**
   * The figures of the span that ends now.
   *
   * @param now The wall clock.
   */
  summary(now: WallNs): WindowSummary {
    this.#evict(now - this.#spanNs);
    const recentNs = new Float64Array(this.#length);
    const ipdv = new Ipdv();
    const jitter = new SmoothedJitter();
    let [sent, lost, run, longestLossRun] = [0, 0, 0, 0];
    let [sumNs, answered, ipdvSumNs, ipdvs] = [0, 0, 0, 0];
    for (let i = 0; i < this.#length; i++) {
      const slot = this.#slot(i);
      const rttNs = this.#rttNs[slot] ?? NaN;
      const status = STATUSES[this.#status[slot] ?? 0] ?? "ok";
      recentNs[i] = rttNs;
      const variationNs = ipdv.next(Number.isNaN(rttNs) ? null : rttNs);
      if (variationNs !== null) {
        ipdvSumNs += variationNs;
        ipdvs++;
        jitter.add(variationNs);
      }
      if (!isCounted(status)) continue;
      sent++;
      run = isLoss(status, this.#probe) ? run + 1 : 0;
      if (run > 0) lost++;
      longestLossRun = Math.max(longestLossRun, run);
      if (isAnswer(status)) {
        sumNs += rttNs;
        answered++;
      }
    }
    const sorted = recentNs.filter((rttNs) => !Number.isNaN(rttNs)).sort();
    return {
      sent,
      lost,
      lossPct: 100 * lost / sent,
      lastNs: recentNs.at(-1) ?? NaN,
      meanNs: sumNs / answered,
      minNs: sorted[0] ?? NaN,
      maxNs: sorted.at(-1) ?? NaN,
      p50Ns: percentileOfSorted(sorted, 50),
      p95Ns: percentileOfSorted(sorted, 95),
      p99Ns: percentileOfSorted(sorted, 99),
      meanIpdvNs: ipdvSumNs / ipdvs,
      jitterNs: ipdvs === 0 ? NaN : jitter.value,
      longestLossRun,
      recentNs,
    };
  }

  /** At its place, which is at the end or a few before it. */
  #insert(sentAt: bigint, outcome: Outcome): void {
    if (this.#length === this.#sentAt.length) {
      if (sentAt < this.#at(0)) return;
      this.#drop();
    }
    let slot = this.#slot(this.#length++);
    for (let i = this.#length - 2; i >= 0 && this.#at(i) > sentAt; i--) {
      const before = this.#slot(i);
      this.#sentAt[slot] = this.#at(i);
      this.#rttNs[slot] = this.#rttNs[before] ?? NaN;
      this.#status[slot] = this.#status[before] ?? 0;
      slot = before;
    }
    this.#sentAt[slot] = sentAt;
    this.#write(slot, outcome);
  }

  #write(slot: number, outcome: Outcome): void {
    this.#status[slot] = STATUSES.indexOf(outcome.kind);
    this.#rttNs[slot] = "rttNs" in outcome ? outcome.rttNs : NaN;
  }

  #evict(until: bigint): void {
    while (this.#length > 0 && this.#at(0) <= until) this.#drop();
  }

  #drop(): void {
    this.#first = this.#slot(1);
    this.#length--;
  }

  /** From the newest back: a correction is at most seconds old. */
  #find(sentAt: bigint): number {
    let i = this.#length - 1;
    while (i >= 0 && this.#at(i) > sentAt) i--;
    return i >= 0 && this.#at(i) === sentAt ? i : -1;
  }

  #at(index: number): bigint {
    return this.#sentAt[this.#slot(index)] ?? 0n;
  }

  #slot(index: number): number {
    return (this.#first + index) % this.#sentAt.length;
  }
}
