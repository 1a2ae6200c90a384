import type { Baseline, StoredBaseline } from "../analysis/baseline.ts";
import {
  type Measurement,
  type Series,
  type Tick,
  type TrafficSecond,
  unixMs,
} from "../model/mod.ts";
import { Failover } from "./failover.ts";
import type { Finding, Notice } from "./incident.ts";
import { Incidents, type StoredIncidents } from "./incidents.ts";
import { InterfaceJudge } from "./interface_judge.ts";
import { type JudgedSample, judgedSampleOf } from "./judged_sample.ts";
import type { JudgeOptions, LineLoad } from "./options.ts";
import { ownTraffic } from "./own_traffic.ts";

/** An interface on which nothing answers. */
export interface Deaf {
  /** Its name. */
  readonly interface: string;
  /** Since when, Unix milliseconds. */
  readonly sinceMs: number;
}

/**
 * Judges everything that is measured, live or from the store: no clock, no
 * input or output, the same in gives the same out. Feed it each sample, and
 * ask it at least every second.
 *
 * @example Usage
 * ```ts ignore
 * const judge = new Judge(options);
 * for (const measurement of measurements) judge.sample(measurement, null);
 * for (const { kind, incident } of judge.step(nowMs)) {
 *   say(kind, incident.type, incident.cause);
 * }
 * ```
 */
export class Judge {
  readonly #options: JudgeOptions;
  readonly #interfaces = new Map<string, InterfaceJudge>();
  readonly #incidents: Incidents;
  readonly #failover: Failover | null;
  readonly #reported = new Map<string, Finding>();
  #spoiltFromMs = NaN;
  #spoiltToMs = NaN;

  /**
   * Begins with no interface; each is added as it comes.
   *
   * @param options When something counts as trouble.
   */
  constructor(options: JudgeOptions) {
    this.#options = options;
    this.#incidents = new Incidents(options.reopenMs);
    this.#failover = options.failover === null
      ? null
      : new Failover(options.failover);
  }

  /** The open incidents, and those that may come again. */
  get incidents(): Incidents {
    return this.#incidents;
  }

  /**
   * Notes how exactly a round began: what the program itself has spoilt says
   * nothing of the line.
   *
   * @param tick The round; before its samples.
   */
  tick({ at, isSpoilt, lagNs, lateNs }: Tick): void {
    if (!isSpoilt) return;
    this.#spoiltToMs = unixMs(at);
    this.#spoiltFromMs = this.#spoiltToMs - Math.max(lagNs, lateNs) / 1e6;
  }

  /**
   * Takes a live measurement.
   *
   * @param measurement What was measured.
   * @param ipdvNs Absolute IPDV in ns; `null` where undefined.
   */
  sample(measurement: Measurement, ipdvNs: number | null): void {
    this.add(measurement.series, judgedSampleOf(measurement, ipdvNs));
  }

  /**
   * Takes a sample as numbers.
   *
   * @param series What it belongs to.
   * @param sample What was measured.
   */
  add(series: Series, sample: JudgedSample): void {
    const { atMs, code, rttNs, ipdvNs, detail } = sample;
    if (atMs >= this.#spoiltFromMs && atMs <= this.#spoiltToMs) return;
    if (this.#options.isOwnLoad(series.interface, atMs)) return;
    const own = this.#interface(series.interface);
    switch (series.probe) {
      case "icmp":
      case "echo":
        own.ping(series).add(atMs, code, rttNs, ipdvNs);
        return;
      case "dns":
        own.resolver(series).add(atMs, { code, rttNs, detail, series });
        return;
      case "tcp":
        own.connection(series).add(atMs, code);
        if (rttNs > 0) own.connected.add(atMs, series.family);
    }
  }

  /**
   * Says whether an interface can send at all.
   *
   * @param name The interface.
   * @param isUp Whether it is up, with a carrier.
   * @param atMs Since when, Unix milliseconds.
   */
  link(name: string, isUp: boolean, atMs: number): void {
    this.#interface(name).linkDownMs = isUp ? NaN : atMs;
  }

  /**
   * Says that an interface is not measured any more: what went on there ends.
   *
   * @param name The interface.
   * @param nowMs Unix milliseconds.
   */
  release(name: string, nowMs: number): void {
    const own = this.#interfaces.get(name);
    if (own === undefined) return;
    own.linkDownMs = NaN;
    own.forgive(nowMs);
  }

  /**
   * Says how much a line is used by the user's own traffic.
   *
   * @param name The interface.
   * @param load How much.
   */
  load(name: string, load: LineLoad): void {
    this.#interface(name).load = load;
  }

  /**
   * Says what the user's own traffic is.
   *
   * @param second It, in the last second.
   */
  traffic(second: TrafficSecond): void {
    this.#interface(second.interface).traffic = ownTraffic(second);
  }

  /** Takes what others have found: it goes on until it is withdrawn. */
  report(finding: Finding): void {
    this.#reported.set(finding.slot, finding);
  }

  /** What others have found is over. */
  withdraw(slot: string): void {
    this.#reported.delete(slot);
  }

  /**
   * Says that nothing was measured until now: the machine was suspended, or
   * the program stood still.
   *
   * @param nowMs Unix milliseconds.
   */
  pause(nowMs: number): void {
    this.#incidents.pause(nowMs);
    for (const own of this.#interfaces.values()) own.forgive(nowMs);
  }

  /**
   * Judges.
   *
   * @param nowMs Unix milliseconds.
   * @returns What has become of the incidents.
   */
  step(nowMs: number): readonly Notice[] {
    let findings = NOTHING;
    for (const own of this.#interfaces.values()) {
      if (own.isCalm) continue;
      findings = [...findings, ...own.findings(this.#incidents, nowMs)];
    }
    for (const finding of this.#reported.values()) {
      findings = [...findings, finding];
    }
    const advice = this.#failover?.finding({
      incidents: this.#incidents,
      isAnswering: (name) =>
        this.#interfaces.get(name)?.isAnswering(nowMs) ?? false,
      nowMs,
    });
    if (advice) findings = [...findings, advice];
    if (findings.length === 0 && this.#incidents.isEmpty) return NO_NOTICES;
    const notices = this.#incidents.update(findings, nowMs);
    for (const { kind, incident } of notices) {
      if (kind !== "ended") continue;
      this.#interfaces.get(incident.interface)?.forgetPeaks();
    }
    return notices;
  }

  /**
   * On which interfaces nothing answers, for two rounds at least: said before
   * it is sure that it is more than a moment.
   *
   * @param nowMs Unix milliseconds.
   */
  deaf(nowMs: number): readonly Deaf[] {
    return [...this.#interfaces].map(([name, own]) => ({
      interface: name,
      sinceMs: own.isCalm ? NaN : own.deafSinceMs(nowMs),
    })).filter(({ sinceMs }) => !Number.isNaN(sinceMs));
  }

  /**
   * Lets go of what is not measured any more; call it now and again.
   *
   * @param oldestMs What was measured last before it, Unix milliseconds.
   * @returns The series of pings and ECHOs that were let go.
   */
  prune(oldestMs: number): readonly Series[] {
    return [...this.#interfaces.values()].flatMap((own) => own.prune(oldestMs));
  }

  /** What is usual for a series of pings or ECHOs. */
  baseline(series: Series): Baseline {
    return this.#interface(series.interface).ping(series).baseline;
  }

  /**
   * Goes on with what an earlier run learnt of a series.
   *
   * @param series Which.
   * @param stored What its baseline was.
   * @param nowMs Unix milliseconds.
   */
  restoreBaseline(
    series: Series,
    stored: StoredBaseline,
    nowMs: number,
  ): void {
    const judge = this.#interface(series.interface).ping(series);
    judge.baseline.restore(stored, nowMs);
    judge.hasAnswered = true;
  }

  /**
   * Goes on with the incidents of an earlier run.
   *
   * @param stored What they were.
   * @param nowMs Unix milliseconds.
   * @returns What has ended meanwhile.
   */
  restore(stored: StoredIncidents, nowMs: number): readonly Notice[] {
    return this.#incidents.restore(stored, nowMs);
  }

  #interface(name: string): InterfaceJudge {
    let own = this.#interfaces.get(name);
    if (own === undefined) {
      own = new InterfaceJudge(name, this.#options);
      this.#interfaces.set(name, own);
    }
    return own;
  }
}

/** Mostly: no need for a new one each second. */
const NOTHING: readonly Finding[] = [];
const NO_NOTICES: readonly Notice[] = [];
