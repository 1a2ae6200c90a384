import { type EchoReply, LossLocator, type MonoNs } from "@bufferbane/protocol";
import type { Unanswered } from "../model/mod.ts";
import {
  type EchoAttempt,
  OVERLOAD,
  OWN_BUFFER_FULL,
  TIMEOUT,
} from "./echo_attempt.ts";

/**
 * ECHOs are kept of which nothing tells where they were lost; older ones stay
 * so for good. As many as the store can still correct, with others between.
 */
const MAX_OPEN = 1024;

/** Takes what is known of a lost ECHO now. */
export type ReportLoss = (attempt: EchoAttempt, outcome: Unanswered) => void;

/**
 * One session's losses: who is to blame for each, the line in one of its
 * directions, the server or this end, as later replies tell it.
 */
export class EchoLosses {
  readonly #report: ReportLoss;
  readonly #locator = new LossLocator();
  /** Reported as lost, direction not known yet. */
  readonly #open = new Set<EchoAttempt>();
  /** What the server had dropped as too much, by the newest reply. */
  #overload = Infinity;

  /**
   * Begins without any.
   *
   * @param report Called once or twice for each loss; sets `lostOn` before.
   */
  constructor(report: ReportLoss) {
    this.#report = report;
  }

  /** What the server is known to have dropped as too much. */
  get overload(): number {
    return this.#overload;
  }

  /** Notes that a request was sent. */
  sent({ seq, monoNs }: EchoAttempt): void {
    // The locator compares instants of one clock, whichever it is.
    this.#locator.sent(seq, monoNs as MonoNs);
  }

  /** Learns from a reply; call {@linkcode locate} once it has been taken. */
  replied(reply: EchoReply): void {
    this.#locator.replied(reply);
    this.#overload = reply.dropLimit + reply.dropKernel;
  }

  /** Takes one whose time is up. */
  lose(attempt: EchoAttempt, drops: number): void {
    this.#open.add(attempt);
    if (drops > attempt.drops) this.#report(attempt, OWN_BUFFER_FULL);
    else if (!this.#locate(attempt)) this.#report(attempt, TIMEOUT);
  }

  /** Reports those of which is known by now where they were lost. */
  locate(): void {
    for (const attempt of this.#open) this.#locate(attempt);
  }

  /** Takes back one that was answered after all. */
  found(attempt: EchoAttempt): void {
    attempt.lostOn = null;
    this.#open.delete(attempt);
  }

  /** Whether a later reply may still tell more of it. */
  isOpen(attempt: EchoAttempt): boolean {
    return this.#open.has(attempt) && this.#open.size <= MAX_OPEN;
  }

  /** Forgets one whose fate is settled. */
  forget(attempt: EchoAttempt): void {
    this.#locator.forget(attempt.seq);
    this.#open.delete(attempt);
  }

  /** Forgets all that were lost so far. */
  clear(): void {
    this.#open.clear();
  }

  #locate(attempt: EchoAttempt): boolean {
    const direction = this.#locator.directionOf(attempt.seq);
    if (direction === "pending") return false;
    this.#open.delete(attempt);
    const isOurs = attempt.outcome?.kind === "self_dropped";
    if (direction === "up" && this.#overload > attempt.overload) {
      this.#report(attempt, OVERLOAD);
    } else if (direction === "up" || !isOurs) {
      attempt.lostOn = direction;
      this.#report(attempt, TIMEOUT);
    }
    return true;
  }
}
