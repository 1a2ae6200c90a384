import {
  type LinkSecond,
  type Measurement,
  type Series,
  unixMs,
} from "../model/mod.ts";
import type { PassiveBloat } from "./passive_bloat.ts";

/** What a probe said of a second, ns; `null`: nothing. */
export interface LatencySample {
  /** Round-trip time. */
  readonly rttNs: number | null;
  /** Of the way up, spent in queues. */
  readonly queueUpNs: number | null;
  /** Of the way down, spent in queues. */
  readonly queueDownNs: number | null;
}

/** Nothing is said any more of a probe that was sent so long ago, ms. */
const SETTLED_MS = 12_000;
/** More can wait only after the clock was set back: of no use any more. */
const MOST_WAITING = 400;
const UNKNOWN: LatencySample = {
  rttNs: null,
  queueUpNs: null,
  queueDownNs: null,
};
/** Whose delay tells most of the access line, best first. */
const ROLES: readonly Series["role"][] = ["server", "public", "isp", "custom"];

/**
 * Puts together what an interface did in a second and how long a probe took
 * then. An exact answer comes seconds later, so seconds wait for it; at most a
 * dozen do.
 */
export class PassiveFeed {
  readonly #passive: Pick<PassiveBloat, "add">;
  readonly #links = new Map<number, LinkSecond>();
  readonly #samples = new Map<number, LatencySample>();

  /**
   * Begins with nothing waiting.
   *
   * @param passive Is fed.
   */
  constructor(passive: Pick<PassiveBloat, "add">) {
    this.#passive = passive;
  }

  /** Takes what the interface did; its seconds in order of time. */
  link(second: LinkSecond): void {
    if (this.#links.size > MOST_WAITING) this.#forget();
    this.#links.set(second.atMs, second);
    this.#flush(second.atMs - SETTLED_MS);
  }

  /** Takes what a probe said, at Unix ms; a later word replaces it. */
  sample(atMs: number, sample: LatencySample): void {
    if (this.#samples.size > MOST_WAITING) this.#forget();
    this.#samples.set(atMs, sample);
  }

  /** Feeds all that still waits, as nothing more comes. */
  finish(): void {
    this.#flush(Infinity);
  }

  #forget(): void {
    this.#links.clear();
    this.#samples.clear();
  }

  #flush(untilMs: number): void {
    for (const [atMs, { sentBytes, receivedBytes, spanMs }] of this.#links) {
      if (atMs > untilMs) break;
      this.#links.delete(atMs);
      this.#passive.add({
        atMs,
        upBytes: 1000 * sentBytes / spanMs,
        downBytes: 1000 * receivedBytes / spanMs,
        ...this.#samples.get(atMs) ?? UNKNOWN,
      });
    }
    for (const atMs of this.#samples.keys()) {
      if (atMs > untilMs) break;
      this.#samples.delete(atMs);
    }
  }
}

/**
 * Whether a series tells of the access line, and how well.
 *
 * @param series Any.
 * @returns Less is better; `null`: not at all.
 */
export function passiveRank({ probe, role, family }: Series): number | null {
  if (probe !== "echo" && probe !== "icmp") return null;
  const rank = ROLES.indexOf(role);
  return rank < 0 ? null : 10 * rank + family;
}

/** What a measurement says of its second. */
export function latencyOf(
  { sentAt, outcome, echo }: Measurement,
): { readonly atMs: number; readonly sample: LatencySample } {
  return {
    atMs: unixMs(sentAt),
    sample: {
      rttNs: "rttNs" in outcome ? outcome.rttNs : null,
      queueUpNs: echo?.delay?.queueUpNs ?? null,
      queueDownNs: echo?.delay?.queueDownNs ?? null,
    },
  };
}
