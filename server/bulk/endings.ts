import type { BulkLoad } from "./bulk_load.ts";

/** The socket of a load that is over stays: what was sent to it is answered. */
const LINGER_MS = 1_000;

/**
 * Loads that are over, until nobody asks about them any more: a client that
 * has not heard how its test ended asks again.
 */
export class Endings implements Disposable {
  /** Those of the test that its client ended last. */
  #last: readonly BulkLoad[] = [];
  /** Those whose sockets have to make room for others'. */
  readonly #leaving: BulkLoad[] = [];
  readonly #overAtMs = new WeakMap<BulkLoad, number>();

  /** Keeps the loads of a test that its client has ended. */
  keep(loads: readonly BulkLoad[]): void {
    this.#leaving.push(...this.#last);
    this.#last = loads;
  }

  /** Those kept that are meant, uploads first. */
  find(isMeant: (load: BulkLoad) => boolean): readonly BulkLoad[] {
    return this.#last.filter(isMeant)
      .toSorted((a, b) => a.terms.direction - b.terms.direction);
  }

  /**
   * Makes room for another load. Whoever asks for it may do so by a socket of
   * these, which first has to answer: see {@linkcode makeRoom}.
   */
  leave(loads: readonly BulkLoad[]): void {
    this.#leaving.push(...this.#last, ...loads);
  }

  /** Closes the sockets that are in the way of others. */
  makeRoom(): void {
    for (const load of this.#leaving.splice(0)) load[Symbol.dispose]();
  }

  /** Closes the sockets that nobody asks any more. */
  close(loads: readonly BulkLoad[], nowMs: number): void {
    for (const load of [...loads, ...this.#last]) {
      if (!load.isOver) continue;
      const overAtMs = this.#overAtMs.get(load) ?? nowMs;
      this.#overAtMs.set(load, overAtMs);
      if (nowMs - overAtMs > LINGER_MS) load[Symbol.dispose]();
    }
  }

  [Symbol.dispose](): void {
    this.leave([]);
    this.makeRoom();
  }
}
