import type { Unanswered, WallNs } from "../model/mod.ts";
import { RESTART } from "./echo_attempt.ts";

/** As many are kept as the store can still correct. */
const MAX_KEPT = 1024;

/** A round that found no session. */
interface Unsent {
  readonly sentAt: WallNs;
  readonly monoNs: bigint;
  isTold: boolean;
}

/** Takes what became of a round. */
export type ReportUnsent = (
  sentAt: WallNs,
  outcome: Unanswered,
  isCorrection: boolean,
) => void;

/**
 * Rounds that found no session since the server was last heard. Each waits for
 * one until its timeout; and if the server then proves to have restarted, all
 * of them were its doing.
 */
export class UnsentRounds {
  readonly #report: ReportUnsent;
  /** Oldest first. */
  #rounds: Unsent[] = [];

  /**
   * Begins without any.
   *
   * @param report Called at each round's timeout, and perhaps once more.
   */
  constructor(report: ReportUnsent) {
    this.#report = report;
  }

  /** Takes a round that could not be sent. */
  add(sentAt: WallNs, monoNs: bigint): void {
    const kept = this.#rounds.slice(1 - MAX_KEPT);
    this.#rounds = [...kept, { sentAt, monoNs, isTold: false }];
  }

  /**
   * Reports those whose time is up.
   *
   * @param untilNs Those that began then or before; monotonic clock.
   * @param outcome What became of them.
   */
  expire(untilNs: bigint, outcome: Unanswered): void {
    for (const round of this.#rounds) {
      if (round.monoNs > untilNs) break;
      if (round.isTold) continue;
      round.isTold = true;
      this.#report(round.sentAt, outcome, false);
    }
  }

  /**
   * There is a session again; all are forgotten.
   *
   * @param isRestart Whether the server was away since it was last heard.
   * @returns The rounds that are still waiting for it.
   */
  settle(isRestart: boolean): readonly WallNs[] {
    const rounds = this.#rounds;
    this.#rounds = [];
    for (const { sentAt, isTold } of rounds) {
      if (isRestart && isTold) this.#report(sentAt, RESTART, true);
    }
    return rounds.filter(({ isTold }) => !isTold).map(({ sentAt }) => sentAt);
  }

  /** Forgets all without a word. */
  abandon(): void {
    this.#rounds = [];
  }
}
