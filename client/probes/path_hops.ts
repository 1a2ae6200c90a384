import type { PathHop } from "../model/mod.ts";

/** Nobody on the internet is farther away. */
export const MAX_TTL = 30;

/** What one time-to-live has shown. */
interface Seen {
  sent: number;
  /** How often each router answered. */
  readonly answers: Map<string, number>;
  readonly rttNs: number[];
}

/** Gathers what the probes of a traceroute meet. Pure. */
export class PathHops {
  readonly #seen = new Map<number, Seen>();
  #reachedTtl = Infinity;

  /** The shortest time-to-live that reached the target; else infinity. */
  get reachedTtl(): number {
    return this.#reachedTtl;
  }

  /** Whether nobody in a row so long has answered, so that the rest is silent. */
  isSilentFor(count: number): boolean {
    const last = Math.max(0, ...this.#seen.keys());
    const answered = [...this.#seen].filter(([, { answers }]) =>
      answers.size > 0
    ).map(([ttl]) => ttl);
    return last - Math.max(0, ...answered) >= count;
  }

  /** Notes that a probe left. */
  send(ttl: number): void {
    this.#of(ttl).sent++;
  }

  /**
   * Notes an answer.
   *
   * @param ttl The probe's.
   * @param from Who answered.
   * @param of The round trip, ns, and whether it was the target itself.
   */
  answer(
    ttl: number,
    from: string,
    of: { readonly rttNs: number; readonly isTarget: boolean },
  ): void {
    const { answers, rttNs } = this.#of(ttl);
    answers.set(from, (answers.get(from) ?? 0) + 1);
    rttNs.push(of.rttNs);
    if (of.isTarget) this.#reachedTtl = Math.min(this.#reachedTtl, ttl);
  }

  /** Where several routers answered, as they take turns. */
  get balancedTtls(): readonly number[] {
    return [...this.#seen].filter(([ttl, { answers }]) =>
      ttl < this.#reachedTtl && answers.size > 1
    ).map(([ttl]) => ttl);
  }

  /** The hops up to the target; else up to the last that answered. */
  finish(): readonly PathHop[] {
    const answering = [...this.#seen].filter(([, { answers }]) =>
      answers.size > 0
    ).map(([ttl]) => ttl);
    const last = Math.min(this.#reachedTtl, Math.max(0, ...answering));
    return [...this.#seen].toSorted(([a], [b]) => a - b)
      .filter(([ttl]) => ttl <= last)
      .map(([ttl, { sent, answers, rttNs }]) => {
        const sorted = rttNs.toSorted((a, b) => a - b);
        const [most] = [...answers].toSorted(([, a], [, b]) => b - a);
        return {
          ttl,
          address: most?.[0] ?? null,
          rttNs: sorted[0] ?? null,
          medianNs: sorted[Math.ceil(sorted.length / 2) - 1] ?? null,
          sent,
          lost: Math.max(0, sent - rttNs.length),
        };
      });
  }

  #of(ttl: number): Seen {
    const seen = this.#seen.get(ttl) ??
      { sent: 0, answers: new Map<string, number>(), rttNs: [] };
    this.#seen.set(ttl, seen);
    return seen;
  }
}
