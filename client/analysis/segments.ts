import type { Period, SampleColumns } from "../model/mod.ts";
import { overlapMs } from "./gaps.ts";
import { FATE, fateByCode } from "./loss.ts";
import type { RolledWay } from "./rolled_way.ts";
import { Times } from "./times.ts";

/**
 * What is known of a segment: `measured` has probes in it (perhaps all of
 * them lost), `gap` means that bufferbane was not running for most of it, and
 * `empty` that no probe was due (a 10 s series in 1 s segments).
 */
export type SegmentState = "measured" | "gap" | "empty";

/** One stretch of a series, reduced to its figures. */
export interface Segment {
  /** First millisecond, Unix time. */
  readonly fromMs: number;
  /** First millisecond after it. */
  readonly toMs: number;
  /** Whether the figures mean anything. */
  readonly state: SegmentState;
  /** Probes that count: all but `self_dropped`. */
  readonly sent: number;
  /** Of these, lost. */
  readonly lost: number;
  /** Of these, answered with a round-trip time. */
  readonly answered: number;
  /** Shortest round trip in µs; `NaN`, like the others, without an answer. */
  readonly minUs: number;
  /** Mean round trip in µs. */
  readonly meanUs: number;
  /** Median round trip in µs. */
  readonly p50Us: number;
  /** 95th percentile in µs. */
  readonly p95Us: number;
  /** 99th percentile in µs. */
  readonly p99Us: number;
  /** Longest round trip in µs. */
  readonly maxUs: number;
  /** Mean absolute IPDV in µs (RFC 3393); `NaN` without one. */
  readonly ipdvMeanUs: number;
}

/** How {@linkcode Segmenter} cuts the period. */
export interface SegmenterOptions {
  /** How many segments, 1 to 100,000; 100 by default. */
  readonly segments?: number;
  /** When bufferbane was not measuring; in any order. */
  readonly gaps?: readonly Period[];
}

/**
 * Reduces one series' samples, fed in chunks, to segments of equal length
 * with exact percentiles, and what comes summed up to such with percentiles
 * right to 1 %. Holds one segment's round trips at a time.
 *
 * @example Usage
 * ```ts
 * import { deepStrictEqual } from "node:assert/strict";
 * import type { Series } from "../model/mod.ts";
 *
 * const series: Series = {
 *   probe: "icmp", interface: "eth0", connectionType: "wired",
 *   target: "192.0.2.1", role: "custom", family: 4, variant: "", server: "",
 * };
 * const segmenter = new Segmenter({ fromMs: 0, toMs: 4_000 }, { segments: 2 });
 * segmenter.add({
 *   series,
 *   length: 3,
 *   atMs: Float64Array.of(0, 1_000, 2_000),
 *   rttUs: Int32Array.of(9_000, 11_000, -1),
 *   ipdvUs: Int32Array.of(-1, 2_000, -1),
 *   status: Uint8Array.of(0, 0, 2),
 * });
 * const segments = segmenter.finish();
 * deepStrictEqual(segments.map(({ meanUs }) => meanUs), [10_000, NaN]);
 * deepStrictEqual(segments.map(({ lost }) => lost), [0, 1]);
 * ```
 */
export class Segmenter {
  readonly #period: Period;
  readonly #gaps: readonly Period[];
  readonly #count: number;
  readonly #stepMs: number;
  readonly #times = new Times();
  readonly #segments: Segment[] = [];
  #sent = 0;
  #lost = 0;
  #ipdvSumUs = 0;
  #ipdvCount = 0;

  /**
   * Begins with nothing measured.
   *
   * @param period What to cut up.
   * @param options Into how many pieces, and what was not measured.
   * @throws {RangeError} When the period is empty or the count impossible.
   */
  constructor(period: Period, options: SegmenterOptions = {}) {
    const count = options.segments ?? 100;
    if (!(Number.isInteger(count) && count >= 1 && count <= 100_000)) {
      throw new RangeError(
        `Cannot cut a period into ${count} segments (allowed: 1 to 100000)`,
      );
    }
    if (!(period.toMs > period.fromMs)) {
      throw new RangeError(
        `Cannot cut up a period that ends at ${period.toMs} and begins at ${period.fromMs}`,
      );
    }
    this.#period = period;
    this.#gaps = options.gaps ?? [];
    this.#count = count;
    this.#stepMs = (period.toMs - period.fromMs) / count;
  }

  /**
   * Takes the next chunk.
   *
   * @param columns Samples of one series, oldest first, none older than those
   * fed before; what lies outside the period is left out.
   */
  add(columns: SampleColumns): void {
    const { atMs, rttUs, ipdvUs, status, length } = columns;
    const fates = fateByCode(columns.series.probe);
    const { fromMs, toMs } = this.#period;
    let endMs = -Infinity;
    for (let i = 0; i < length; i++) {
      const at = atMs[i] ?? NaN;
      if (!(at >= fromMs && at < toMs)) continue;
      if (at >= endMs) endMs = this.#openAt(at);
      const fate = fates[status[i] ?? 0];
      if (fate === FATE.uncounted) continue;
      this.#sent++;
      if (fate === FATE.lost) this.#lost++;
      const rtt = rttUs[i] ?? -1;
      if (fate === FATE.answered && rtt >= 0) this.#times.push(rtt);
      const ipdv = ipdvUs[i] ?? -1;
      if (ipdv >= 0) {
        this.#ipdvSumUs += ipdv;
        this.#ipdvCount++;
      }
    }
  }

  /**
   * Takes what followed, summed up. It counts for the segment that its middle
   * lies in.
   *
   * @param period What is summed up, nothing of it older than what was fed
   * before; left out if its middle is outside the period.
   * @param way What is drawn of it.
   */
  addSummed(period: Period, way: RolledWay): void {
    const middleMs = (period.fromMs + period.toMs) / 2;
    const { fromMs, toMs } = this.#period;
    if (!(middleMs >= fromMs && middleMs < toMs)) return;
    this.#openAt(middleMs);
    this.#sent += way.sent;
    this.#lost += way.lost;
    this.#times.merge(way.times);
    this.#ipdvSumUs += way.ipdvSumUs;
    this.#ipdvCount += way.ipdvCount;
  }

  /**
   * Closes what is open.
   *
   * @returns Every segment of the period, in order.
   */
  finish(): readonly Segment[] {
    while (this.#segments.length < this.#count) this.#close();
    return this.#segments;
  }

  /** Where a segment begins; the last edge is the period's own end. */
  #edgeMs(index: number): number {
    return index >= this.#count
      ? this.#period.toMs
      : this.#period.fromMs + index * this.#stepMs;
  }

  /** Closes segments up to the one with this instant; returns its end. */
  #openAt(atMs: number): number {
    for (;;) {
      const endMs = this.#edgeMs(this.#segments.length + 1);
      if (atMs < endMs) return endMs;
      this.#close();
    }
  }

  #close(): void {
    const fromMs = this.#edgeMs(this.#segments.length);
    const toMs = this.#edgeMs(this.#segments.length + 1);
    const { count, minUs, meanUs, maxUs, percentile } = this.#times.figures();
    this.#segments.push({
      fromMs,
      toMs,
      state: this.#sent > 0
        ? "measured"
        : 2 * overlapMs(this.#gaps, { fromMs, toMs }) > toMs - fromMs
        ? "gap"
        : "empty",
      sent: this.#sent,
      lost: this.#lost,
      answered: count,
      minUs,
      meanUs,
      p50Us: percentile(50),
      p95Us: percentile(95),
      p99Us: percentile(99),
      maxUs,
      ipdvMeanUs: this.#ipdvSumUs / this.#ipdvCount,
    });
    this.#times.clear();
    this.#sent = 0;
    this.#lost = 0;
    this.#ipdvSumUs = 0;
    this.#ipdvCount = 0;
  }
}
