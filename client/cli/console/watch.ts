import { isAnswer, isCounted, isLoss } from "../../analysis/loss.ts";
import type { Measurement, Series, WallNs } from "../../model/mod.ts";
import { ms, span } from "./format.ts";

/** Losses in a row after which a target is called silent. */
const SILENT_LOSSES = 3;

/** No probe waits longer for its answer. */
const OLDEST_ANSWER_NS = 60_000_000_000n;

interface Silence {
  losses: number;
  since: WallNs;
  /** Whether it has been said that answers come, but late. */
  isLate: boolean;
}

/**
 * Says, once each, that a target stopped answering and that it answers again.
 * Incidents with causes are another stage's work; this is what one glance at
 * the console must tell.
 */
export class SilenceWatch {
  readonly #silences = new Map<Series, Silence>();

  /**
   * Takes a measurement.
   *
   * @param measurement Of any series.
   * @returns A sentence when something has changed, else `null`.
   */
  add(measurement: Measurement): string | null {
    const { series, sentAt, outcome, isCorrection } = measurement;
    if (!isCounted(outcome.kind)) return null;
    const silence = this.#silences.get(series);
    if (isLoss(outcome.kind, series.probe)) {
      if (isCorrection === true) return null;
      if (silence === undefined) {
        const fresh = { losses: 1, since: sentAt, isLate: false };
        this.#silences.set(series, fresh);
        return null;
      }
      silence.losses++;
      return silence.losses === SILENT_LOSSES
        ? `${nameOf(series)} does not answer${reasonOf(outcome.detail)}`
        : null;
    }
    if (silence === undefined || !isAnswer(outcome.kind)) return null;
    // A late answer to an old probe does not end a later silence; one that is
    // older than any can be shows that the clock was set back.
    const olderNs = silence.since - sentAt;
    if (olderNs > 0n && olderNs < OLDEST_ANSWER_NS) return null;
    const isTold = silence.losses >= SILENT_LOSSES;
    if (outcome.kind === "late" && isTold) {
      // Nor any silence: on a line this slow the next probe times out, too.
      if (silence.isLate) return null;
      silence.isLate = true;
      return `${nameOf(series)} answers late, after ${ms(outcome.rttNs)} ms`;
    }
    this.#silences.delete(series);
    if (!isTold) return null;
    if (olderNs > 0n) return `${nameOf(series)} answers again`;
    const seconds = Number(-olderNs / 1_000_000_000n);
    return `${nameOf(series)} answers again after ${span(seconds)}`;
  }
}

/** What a person calls a series. */
export function nameOf(series: Series): string {
  const { probe, target, role, variant } = series;
  switch (probe) {
    case "dns":
      return `resolver ${target} (${variant} name)`;
    case "tcp":
      return variant === "hold"
        ? `held connection to ${target}`
        : `TCP ${target}`;
    case "echo":
      return `server ${series.server}`;
    default:
      return role === "gateway" || role === "isp"
        ? `${role} ${target}`
        : target;
  }
}

function reasonOf(detail: string): string {
  return detail === "" ? "" : ` (${detail})`;
}
