import { LibcError } from "@bufferbane/ffi";
import type { Outcome, Series, Unanswered, WallNs } from "../model/mod.ts";
import type { ProbeContext } from "./probe.ts";

/** What the kernel says when this program, not the line, has run out. */
const OWN_LIMITS: readonly string[] = ["EMFILE", "ENFILE", "ENOMEM", "ENOBUFS"];

/** Whose attempt it is: `Measurement.series` and `Measurement.sentAt`. */
export interface AttemptLabel {
  /** What the measurement belongs to. */
  readonly series: Series;
  /** The round. */
  readonly sentAt: WallNs;
}

/** One attempt under way, with what it holds open. */
export interface Attempt extends Disposable {
  /**
   * Its time is up. What has come and was not read yet is read now, which may
   * end it.
   *
   * @returns What to report for now, if it has not ended.
   */
  timedOut(): Unanswered;
}

/** How long and how many. */
export interface AttemptsOptions {
  /** An answer later than this is late, ns. */
  readonly timeoutNs: bigint;
  /** An answer later than this is not waited for, ns, >= `timeoutNs`. */
  readonly lateNs: bigint;
  /** Attempts under way at most, each with an open descriptor. */
  readonly limit: number;
}

interface Pending extends AttemptLabel {
  hold: Disposable | undefined;
  timer: Disposable | undefined;
  hasTimedOut: boolean;
}

/**
 * Attempts that each hold a socket of their own, at most so many at a time.
 * Each is reported when it ends, or when its time is up and again if an
 * answer comes after that; then its socket is closed.
 */
export class Attempts implements Disposable {
  readonly #context: ProbeContext;
  readonly #options: AttemptsOptions;
  /** Oldest first. */
  readonly #pending = new Set<Pending>();

  /**
   * Nothing is under way yet.
   *
   * @param context What to work with.
   * @param options How long and how many.
   */
  constructor(context: ProbeContext, options: AttemptsOptions) {
    this.#context = context;
    this.#options = options;
  }

  /** How many are under way, those that are waited for in vain included. */
  get size(): number {
    return this.#pending.size;
  }

  /**
   * Makes an attempt.
   *
   * @param label Whose it is.
   * @param open Begins it, and returns what it holds, or the outcome if that
   * is known at once. It is given the function to call, once and not before
   * it has returned, with the outcome. A `LibcError` that it throws is an
   * outcome too.
   */
  start(
    label: AttemptLabel,
    open: (end: (outcome: Outcome) => void) => Attempt | Unanswered,
  ): void {
    if (!this.#hasRoom()) {
      const detail = `${this.#options.limit} attempts are under way already`;
      return this.#report(label, { kind: "self_dropped", detail });
    }
    const startNs = this.#context.clock.mono();
    const pending: Pending = {
      ...label,
      hold: undefined,
      timer: undefined,
      hasTimedOut: false,
    };
    const attempt = tryTo(() => open((outcome) => this.#end(pending, outcome)));
    if ("kind" in attempt) return this.#report(label, attempt);
    pending.hold = attempt;
    this.#pending.add(pending);
    const { timeoutNs, lateNs } = this.#options;
    const { schedule } = this.#context;
    pending.timer = schedule.at(startNs + timeoutNs, () => {
      const outcome = attempt.timedOut();
      if (!this.#pending.has(pending)) return;
      pending.hasTimedOut = true;
      pending.timer = schedule.at(
        startNs + lateNs,
        () => this.#release(pending),
      );
      this.#report(label, outcome);
    });
  }

  /** Ends all without a report. */
  abandon(): void {
    for (const pending of this.#pending) this.#release(pending);
  }

  /** As {@linkcode abandon}. */
  [Symbol.dispose](): void {
    this.abandon();
  }

  #end(pending: Pending, outcome: Outcome): void {
    this.#release(pending);
    if ("rttNs" in outcome) {
      // Judged by its own time: reading it may have taken us longer.
      const isLate = outcome.rttNs > Number(this.#options.timeoutNs);
      this.#report(pending, isLate ? { ...outcome, kind: "late" } : outcome);
    } else if (!pending.hasTimedOut) {
      this.#report(pending, outcome);
    }
  }

  #release(pending: Pending): void {
    this.#pending.delete(pending);
    pending.timer?.[Symbol.dispose]();
    pending.hold?.[Symbol.dispose]();
  }

  /** Gives up one that is only waited for, if need be. */
  #hasRoom(): boolean {
    if (this.#pending.size < this.#options.limit) return true;
    const [oldest] = this.#pending;
    if (oldest === undefined || !oldest.hasTimedOut) return false;
    this.#release(oldest);
    return true;
  }

  #report(label: AttemptLabel, outcome: Outcome): void {
    const { series, sentAt } = label;
    this.#context.report({ series, sentAt, outcome });
  }
}

/**
 * Opens something; what the kernel refuses is an outcome.
 *
 * @param open Opens it.
 * @returns What was opened, or what to report instead.
 */
export function tryTo<T>(open: () => T): T | Unanswered {
  try {
    return open();
  } catch (error) {
    return openFailure(error);
  }
}

/**
 * What to report of a probe for which no socket could be had.
 *
 * @param error What was thrown.
 * @returns `self_dropped` if this program, not the line, has run out.
 * @throws {unknown} The error itself, if it is no {@linkcode LibcError}.
 */
export function openFailure(error: unknown): Unanswered {
  if (!(error instanceof LibcError)) throw error;
  const isOurs = OWN_LIMITS.includes(error.code);
  const kind = isOurs ? "self_dropped" : "send_failed";
  return { kind, detail: error.message };
}
