/** What one series of probes adds to the figures. @module */

import { SmoothedJitter } from "../analysis/jitter.ts";
import { FATE, fateByCode } from "../analysis/loss.ts";
import {
  type EchoColumns,
  LOST_ON,
  type LostOn,
  type ProbeKind,
  type SampleColumns,
  type Series,
  type Status,
  STATUSES,
} from "../model/mod.ts";
import { CallWindow } from "./call_window.ts";
import type { Figures, HistogramKey, Tally } from "./figures.ts";

const US_PER_S = 1e6;

/** What a round trip is, by what was sent. */
const TIME_OF: Readonly<Record<ProbeKind, HistogramKey>> = {
  icmp: "rtt",
  echo: "rtt",
  dns: "dns",
  tcp: "connect",
};
/** Errors that are no losses, but no good answers either. */
const FAILURES: readonly Status[] = ["refused", "reset", "rcode"];

/**
 * The values of a series' labels, in the catalogue's order.
 *
 * @param series The series.
 */
export function seriesLabels(series: Series): readonly string[] {
  const { interface: name, target, role, probe, family, variant, server } =
    series;
  return [name, target, role, probe, String(family), variant, server];
}

/** Counts the samples of one series. */
export class SeriesTally {
  readonly #labels: readonly string[];
  readonly #figures: Figures;
  readonly #fates: Uint8Array;
  readonly #time: HistogramKey;
  /** Steady streams only: others are too seldom to be compared. */
  readonly #steady: {
    readonly jitter: SmoothedJitter;
    readonly call: CallWindow;
  } | null;

  /**
   * Counts nothing yet.
   *
   * @param series What is counted.
   * @param labels Under which labels: {@linkcode seriesLabels}, capped.
   * @param figures Where.
   */
  constructor(series: Series, labels: readonly string[], figures: Figures) {
    this.#labels = labels;
    this.#figures = figures;
    this.#fates = fateByCode(series.probe);
    this.#time = TIME_OF[series.probe];
    const isSteady = series.probe === "icmp" || series.probe === "echo";
    this.#steady = isSteady
      ? { jitter: new SmoothedJitter(), call: new CallWindow() }
      : null;
    // A counter that is there from the beginning shows its first step.
    for (const key of ["sent", "late"] as const) this.#number(key);
    if (series.probe !== "echo") this.#lost("unknown");
    else for (const way of LOST_ON) this.#lost(way);
  }

  /**
   * Takes what followed.
   *
   * @param columns Samples of the series, oldest first.
   * @param untilMs Until when all are known now, Unix milliseconds.
   */
  add(columns: SampleColumns, untilMs: number): void {
    const { length, atMs, rttUs, ipdvUs, status, echo } = columns;
    for (let i = 0; i < length; i++) {
      const code = status[i] ?? 0;
      const name = STATUSES[code] ?? "ok";
      const fate = this.#fates[code];
      if (fate === FATE.uncounted) {
        this.#number("uncounted").value++;
        continue;
      }
      this.#number("sent").value++;
      if (name === "late") this.#number("late").value++;
      if (FAILURES.includes(name)) {
        this.#figures.number("failed", ...this.#labels, name).value++;
      }
      if (fate === FATE.lost) {
        this.#lost(LOST_ON[(echo?.lostOn[i] ?? 0) - 1] ?? "unknown").value++;
      }
      const answeredUs = fate === FATE.answered ? rttUs[i] ?? -1 : -1;
      this.#observe(this.#time, answeredUs);
      this.#steady?.call.add(atMs[i] ?? 0, answeredUs);
      this.#vary(ipdvUs[i] ?? -1);
      if (echo !== undefined) this.#addEcho(echo, i);
    }
    if (this.#steady === null) return;
    const mos = this.#steady.call.mos(untilMs);
    this.#number("mos").value = mos;
    if (!Number.isNaN(mos)) return;
    // Nothing has come back for a minute: how it was is not how it is.
    this.#number("jitter").value = NaN;
    this.#number("oneWayDelayError").value = NaN;
  }

  /**
   * Takes copies of answers.
   *
   * @param count How many.
   */
  addDuplicates(count: number): void {
    this.#number("duplicates").value += count;
  }

  #addEcho(echo: EchoColumns, i: number): void {
    this.#observe("oneWayDelay", echo.upUs[i] ?? -1, "up");
    this.#observe("oneWayDelay", echo.downUs[i] ?? -1, "down");
    this.#observe("queue", echo.queueUpUs[i] ?? -1, "up");
    this.#observe("queue", echo.queueDownUs[i] ?? -1, "down");
    const errorUs = echo.errorUs[i] ?? -1;
    if (errorUs >= 0) {
      this.#number("oneWayDelayError").value = errorUs / US_PER_S;
    }
  }

  #vary(ipdvUs: number): void {
    if (this.#steady === null || ipdvUs < 0) return;
    this.#observe("ipdv", ipdvUs);
    this.#steady.jitter.add(ipdvUs);
    this.#number("jitter").value = this.#steady.jitter.value / US_PER_S;
  }

  #observe(key: HistogramKey, us: number, ...way: readonly LostOn[]): void {
    if (us < 0) return;
    this.#figures.histogram(key, ...this.#labels, ...way).add(us / US_PER_S);
  }

  #number(
    key:
      | "sent"
      | "late"
      | "uncounted"
      | "duplicates"
      | "jitter"
      | "mos"
      | "oneWayDelayError",
  ): Tally {
    return this.#figures.number(key, ...this.#labels);
  }

  #lost(way: LostOn): Tally {
    return this.#figures.number("lost", ...this.#labels, way);
  }
}
