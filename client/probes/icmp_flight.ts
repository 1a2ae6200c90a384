import { Phase } from "@bufferbane/ffi";
import type { Outcome, Series, Unanswered, WallNs } from "../model/mod.ts";
import { type Arrival, type Departure, roundTrip } from "./round_trip.ts";

/** So many copies of a reply are counted: a flood may not fill the disk. */
const MAX_DUPLICATES = 100;

/** A request that is under way, or has been answered and may be again. */
export interface Pending extends Departure {
  /** What the measurement belongs to. */
  readonly series: Series;
  /** Whom it went to. */
  readonly native: Uint8Array;
  /** The round. */
  readonly sentAt: WallNs;
  /** What was reported so far. */
  outcome: Outcome | undefined;
  /** What the own socket had dropped by then. */
  readonly dropsBefore: number;
}

/** How long replies may take, and who is told of each. */
export interface IcmpFlightOptions {
  /** A reply later than this is late, ns. */
  readonly timeoutNs: bigint;
  /** A reply later than this is not waited for, ns. */
  readonly lateNs: bigint;
  /** Takes what became of a request, and each correction. */
  readonly report: (pending: Pending, outcome: Outcome) => void;
}

/** One probe's requests under way, by their numbers: what becomes of each. */
export class IcmpFlight {
  readonly #options: IcmpFlightOptions;
  /** In the order of sending. */
  readonly #pending = new Map<number, Pending>();

  /** Nothing is under way yet. */
  constructor(options: IcmpFlightOptions) {
    this.#options = options;
  }

  /** Notes that one was sent. */
  add(number: number, pending: Pending): void {
    this.#pending.set(number, pending);
  }

  /** Reports one that could not be sent; nothing is waited for. */
  refuse(pending: Pending, detail: string): void {
    this.#report(pending, { kind: "send_failed", detail });
  }

  /** The kernel's word on when it was queued, or left. */
  stamp(number: number, phase: number, stampNs: bigint): void {
    const pending = this.#pending.get(number);
    if (pending === undefined) return;
    if (phase === Phase.scheduled) pending.scheduledNs = stampNs;
    else pending.leftNs = stampNs;
  }

  /** Somebody says that one could not be delivered to this host. */
  fail(number: number, to: Uint8Array, why: () => Unanswered): void {
    const pending = this.#pending.get(number);
    if (pending === undefined || !isSameHost(pending.native, to)) return;
    if (pending.outcome === undefined) this.#report(pending, why());
  }

  /** What a request belongs to; `undefined` for what is not waited for. */
  seriesOf(number: number): Series | undefined {
    return this.#pending.get(number)?.series;
  }

  /** A reply came, for the first time or again. */
  answer(number: number, arrival: Arrival): void {
    const pending = this.#pending.get(number);
    if (pending === undefined) return;
    const { timeoutNs, lateNs } = this.#options;
    const before = pending.outcome;
    if (before?.kind === "ok" || before?.kind === "late") {
      const duplicates = before.duplicates + 1;
      if (duplicates > MAX_DUPLICATES) return;
      return this.#report(pending, { ...before, duplicates });
    }
    const timing = roundTrip(pending, arrival);
    // By its own time: a program that was stopped reads it later still.
    if (timing.rttNs > lateNs || heldNs(pending) > timeoutNs) return;
    this.#report(pending, {
      kind: timing.rttNs <= timeoutNs ? "ok" : "late",
      ...timing,
      duplicates: 0,
      detail: "",
    });
  }

  /**
   * Reports those whose time is up; they are still waited for.
   *
   * @param nowNs Monotonic clock.
   * @param countDrops What the own socket has dropped so far; asked if needed.
   */
  expire(nowNs: bigint, countDrops: () => number): void {
    const limitNs = nowNs - this.#options.timeoutNs;
    let drops = -1;
    for (const pending of this.#pending.values()) {
      if (pending.monoNs > limitNs) break;
      if (pending.outcome !== undefined) continue;
      if (drops < 0) drops = countDrops();
      this.#report(
        pending,
        drops > pending.dropsBefore
          ? { kind: "self_dropped", detail: "receive buffer full" }
          : { kind: "timeout", detail: "" },
      );
    }
  }

  /** Drops those that are not waited for any more. */
  forget(nowNs: bigint): void {
    const limitNs = nowNs - this.#options.lateNs;
    for (const [number, pending] of this.#pending) {
      if (pending.monoNs > limitNs) break;
      this.#pending.delete(number);
    }
  }

  /** Forgets all without a word. */
  clear(): void {
    this.#pending.clear();
  }

  #report(pending: Pending, outcome: Outcome): void {
    pending.outcome = outcome;
    this.#options.report(pending, outcome);
  }
}

/**
 * How long a request was kept in this machine before it got in line to leave:
 * while the cable is out, the kernel waits for its neighbour. One that left
 * when its time was up says nothing of when it was sent.
 */
function heldNs(departure: Departure): bigint {
  const { scheduledNs, monoNs, clockOffsetNs } = departure;
  return scheduledNs === 0n ? 0n : scheduledNs - (monoNs + clockOffsetNs);
}

/** Compares the addresses in two socket addresses, not ports or scopes. */
function isSameHost(a: Uint8Array, b: Uint8Array): boolean {
  const [from, to] = a.length === 16 ? [4, 8] : [8, 24];
  for (let at = from; at < to; at++) if (a[at] !== b[at]) return false;
  return true;
}
