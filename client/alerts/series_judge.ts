import { Baseline } from "../analysis/baseline.ts";
import { SmoothedJitter } from "../analysis/jitter.ts";
import { FATE, fateByCode } from "../analysis/loss.ts";
import type { LossesNeeded } from "../analysis/loss_confidence.ts";
import type { Series } from "../model/mod.ts";
import { LossWindow } from "./loss_window.ts";
import type { JudgeOptions } from "./options.ts";
import { RecentProbes } from "./recent_probes.ts";
import { Rule } from "./rule.ts";

const NS_PER_MS = 1e6;
/** Between the usual and the limit, good begins this far up. */
const GOOD_SHARE = 0.7;
/** A spike is over after so long below it. */
const SPIKE_CLEAR_MS = 10_000;
/** Jitter is over after so long below it; it has a memory of 16 probes. */
const JITTER_CLEAR_MS = 30_000;
/** One slow packet alone lifts the jitter of the next dozen: so many must be. */
const JUMPS_OF_16 = 4;
/** A run of losses is over when answers have come for so long. */
const BURST_CLEAR_MS = 10_000;
/** Half of what shows loss, in another series, shows that it shares it. */
const SUSPECT_LOSSES = 2;

/** What a series' judge has to know. */
export interface SeriesJudgeOptions extends JudgeOptions {
  /** How many losses are too many; shared, since it remembers. */
  readonly needed: LossesNeeded;
}

/**
 * Judges one series of pings or ECHOs, probe by probe, in constant memory and
 * without allocating. Probes may come a little out of order, and corrected.
 */
export class SeriesJudge {
  /** Whose probes. */
  readonly series: Series;
  /** What tells it from the others of its interface. */
  readonly name: string;
  /** Round trips far above the usual. */
  readonly spike: Rule;
  /** Round trips that vary. */
  readonly jitter: Rule;
  /** Loss over a minute or ten. */
  readonly loss: Rule;
  /** Losses in a row. */
  readonly burst: Rule;
  /** The losses that {@linkcode loss} counts. */
  readonly window = new LossWindow();
  /** What is usual, ns. */
  readonly baseline: Baseline;
  /** Whether it ever answered; who never did cannot have stopped. */
  hasAnswered = false;
  /** Whether the line carries so much now that round trips are not idle ones. */
  isLoaded = false;
  /** Losses since the newest answer, by the time of sending. */
  lostInARow = 0;
  /** The first of them, Unix milliseconds. */
  lostFromMs = NaN;
  /** The newest of them, Unix milliseconds. */
  lastLostMs = NaN;
  /** Its status, an index into `STATUSES`. */
  lastLossCode = 0;
  /** The newest probe of all, Unix milliseconds; `NaN` before any. */
  newestMs = NaN;
  /** The newest probe that was answered, however late, Unix milliseconds. */
  answeredMs = NaN;
  /** Of the probes that were taken out of every account, those answered since. */
  cameLate = 0;
  /** The longest round trip of a spike so far, ns. */
  peakNs = 0;
  /** The highest jitter so far, ns. */
  peakJitterNs = 0;
  /** The highest loss over a minute so far, percent. */
  peakLossPct = 0;
  /** The most losses in a row so far. */
  longestRun = 0;
  /** Probes lost since the trouble began. */
  lost = 0;

  readonly #options: JudgeOptions;
  readonly #fates: Uint8Array;
  readonly #recent = new RecentProbes();
  readonly #smoothed = new SmoothedJitter();
  readonly #needed: LossesNeeded;
  #jumps = 0;
  #clusterMs = NaN;
  #newestLossMs = NaN;
  #ignoreUntilMs = -Infinity;

  /**
   * Begins without any probes, and nothing known to be usual.
   *
   * @param series Whose probes.
   * @param options When something counts as trouble.
   */
  constructor(series: Series, options: SeriesJudgeOptions) {
    const { thresholds, hourOfWeek } = options;
    const { probe, target, server, family } = series;
    this.series = series;
    this.name = `${probe} ${target} ${server} ${family}`;
    this.#options = options;
    this.#fates = fateByCode(series.probe);
    this.#needed = options.needed;
    this.baseline = new Baseline(hourOfWeek);
    this.spike = new Rule({
      raiseAfterMs: thresholds.latencySpikeS * 1000,
      clearAfterMs: SPIKE_CLEAR_MS,
    });
    this.jitter = new Rule({
      raiseAfterMs: thresholds.jitterS * 1000,
      clearAfterMs: JITTER_CLEAR_MS,
    });
    this.loss = new Rule({ raiseAfterMs: 0, clearAfterMs: 0 });
    this.burst = new Rule({ raiseAfterMs: 0, clearAfterMs: BURST_CLEAR_MS });
  }

  /** Whether there is trouble. */
  get isRaised(): boolean {
    return this.spike.isRaised || this.jitter.isRaised || this.loss.isRaised ||
      this.burst.isRaised;
  }

  /** Whether it may be slow, so that it shares the trouble of another series. */
  get isSuspectOfDelay(): boolean {
    return this.spike.isRaised || this.jitter.isRaised ||
      this.spike.badInARow > 1 || this.jitter.badInARow > 1;
  }

  /** Whether it may lose, so that it shares the trouble of another series. */
  get isSuspectOfLoss(): boolean {
    return this.loss.isRaised || this.burst.isRaised ||
      this.window.lostShort >= SUSPECT_LOSSES;
  }

  /**
   * Takes a probe, or the correction of one.
   *
   * @param atMs When it was sent, Unix milliseconds.
   * @param code What became of it: an index into `STATUSES`.
   * @param rttNs Its round trip; anything where it has none.
   * @param ipdvNs Its absolute IPDV; `NaN` where undefined.
   */
  add(atMs: number, code: number, rttNs: number, ipdvNs: number): void {
    const fate = this.#fates[code];
    if (fate === FATE.uncounted) return;
    if (atMs < this.#ignoreUntilMs) {
      if (fate === FATE.answered) this.cameLate++;
      return;
    }
    if (!(atMs <= this.newestMs)) this.newestMs = atMs;
    const isLost = fate === FATE.lost;
    const before = this.#recent.add(atMs, isLost);
    if (before === "old" || before === (isLost ? "lost" : "answered")) return;
    if (before === "lost") this.window.correct(atMs);
    else if (before === "new") this.window.add(atMs, isLost);
    if (isLost) this.#lost(atMs, code);
    else this.#answered(atMs);
    if (fate === FATE.answered) this.#roundTrip(atMs, rttNs, ipdvNs);
    if (this.window.lostLong > 0 || this.loss.isRaised) this.#judgeLoss(atMs);
  }

  /**
   * Takes what was lost until an instant out of every account: the line was
   * down, which is said elsewhere.
   *
   * @param untilMs What was sent earlier is not looked at any more.
   */
  forgive(untilMs: number): void {
    this.#ignoreUntilMs = Math.max(this.#ignoreUntilMs, untilMs);
    this.window.reset();
    this.#recent.reset();
    for (const rule of [this.spike, this.jitter, this.loss, this.burst]) {
      rule.reset();
    }
    this.lostInARow = this.cameLate = 0;
    this.#jumps = 0;
    this.#newestLossMs = NaN;
    this.forgetPeaks();
  }

  /** How many probes that were sent at an instant or later are lost. */
  lostSince(atMs: number): number {
    return this.#recent.lostSince(atMs);
  }

  /** The trouble has been told: what comes is another one. */
  forgetPeaks(): void {
    this.peakNs = this.peakJitterNs = this.peakLossPct = 0;
    this.longestRun = this.lost = 0;
  }

  #lost(atMs: number, code: number): void {
    this.lost++;
    this.lastLossCode = code;
    if (!(atMs < this.#newestLossMs)) this.#newestLossMs = atMs;
    if (this.window.lostShort <= 1) this.#clusterMs = atMs;
    this.lostInARow = this.#recent.lostInARow;
    this.lostFromMs = this.#recent.atMsBack(this.lostInARow - 1);
    if (this.lostInARow > 0) this.lastLostMs = this.#recent.atMsBack(0);
    const { length, fromMs } = this.#recent.runAround(atMs);
    if (length < this.#options.thresholds.lossBurstWarning) return;
    this.longestRun = Math.max(this.longestRun, length);
    this.burst.bad(atMs, fromMs);
  }

  #answered(atMs: number): void {
    this.hasAnswered = true;
    if (!(atMs <= this.answeredMs)) this.answeredMs = atMs;
    if (this.lostInARow > 0) this.lostInARow = this.#recent.lostInARow;
    if (this.lostInARow > 0) return;
    const wasRaised = this.burst.isRaised;
    this.burst.good(atMs);
    if (wasRaised && !this.burst.isRaised) this.#forgetBurst();
  }

  /** What one burst lost, and little else was, is no lasting loss. */
  #forgetBurst(): void {
    if (this.window.lostShort - this.longestRun >= SUSPECT_LOSSES) return;
    this.window.reset();
  }

  #roundTrip(atMs: number, rttNs: number, ipdvNs: number): void {
    if (!this.isLoaded) this.baseline.add(atMs, rttNs);
    this.#judgeSpike(atMs, rttNs);
    if (ipdvNs >= 0) this.#judgeJitter(atMs, ipdvNs);
  }

  #judgeSpike(atMs: number, rttNs: number): void {
    const { latencySpikeFactor, latencySpikeMs } = this.#options.thresholds;
    const usualNs = this.baseline.value;
    if (Number.isNaN(usualNs)) return;
    const limitNs = Math.max(
      usualNs * latencySpikeFactor,
      usualNs + latencySpikeMs * NS_PER_MS,
    );
    if (rttNs > limitNs) {
      this.spike.bad(atMs);
      this.peakNs = Math.max(this.peakNs, rttNs);
    } else if (rttNs <= usualNs + GOOD_SHARE * (limitNs - usualNs)) {
      this.spike.good(atMs);
    } else this.spike.between();
  }

  #judgeJitter(atMs: number, ipdvNs: number): void {
    const limitNs = this.#options.thresholds.jitterMs * NS_PER_MS;
    this.#smoothed.add(ipdvNs);
    this.#jumps = (this.#jumps << 1 | Number(ipdvNs > limitNs)) & 0xffff;
    const jitterNs = this.#smoothed.value;
    if (jitterNs > limitNs && bits(this.#jumps) >= JUMPS_OF_16) {
      this.jitter.bad(atMs);
      this.peakJitterNs = Math.max(this.peakJitterNs, jitterNs);
    } else if (jitterNs <= GOOD_SHARE * limitNs) this.jitter.good(atMs);
    else this.jitter.between();
  }

  #judgeLoss(atMs: number): void {
    const { sentShort, lostShort, sentLong, lostLong } = this.window;
    const short = this.#needed.of(sentShort);
    const long = this.#needed.of(sentLong);
    if (lostShort >= short || lostLong >= long) {
      // Ten minutes still hold what a minute without loss has shown to be over.
      if (lostShort === 0) this.loss.good(atMs);
      else this.loss.bad(this.#newestLossMs, this.#clusterMs);
      this.peakLossPct = Math.max(
        this.peakLossPct,
        100 * lostShort / sentShort,
      );
    } else if (
      lostShort === 0 || 2 * lostShort < short && 2 * lostLong < long
    ) this.loss.good(atMs);
    else this.loss.between();
  }
}

function bits(word: number): number {
  let count = 0;
  for (let rest = word; rest > 0; rest &= rest - 1) count++;
  return count;
}
