import type { WallNs } from "./time.ts";

/** Leaves 2^53 further nonces below 2^63 even if the clock shows the end. */
const LATEST = (1n << 63n) - (1n << 53n);

/**
 * Numbers that never repeat in one process: the wall clock in nanoseconds, or
 * one more than the last where the clock stands still, is coarse, or steps
 * back. One instance serves all sessions and keys of a process.
 *
 * A bare counter would do as long as the process lives, but would repeat after
 * a virtual machine is set back to a snapshot; wall time has moved on by then.
 * The receiver never reads a nonce as a time.
 *
 * @example Usage
 * ```ts
 * import { strictEqual } from "node:assert/strict";
 * import type { WallNs } from "./time.ts";
 *
 * const nonces = new NonceSource();
 * strictEqual(nonces.next(1_000n as WallNs), 1_000n);
 * strictEqual(nonces.next(400n as WallNs), 1_001n);
 * ```
 */
export class NonceSource {
  #last = -1n;

  /**
   * The next number.
   *
   * @param now The wall clock; any value, also a wrong one, is fine.
   * @returns More than every number before; 0 to 2^63 - 1.
   */
  next(now: WallNs): bigint {
    const wall = now > LATEST ? LATEST : now;
    this.#last = wall > this.#last ? wall : this.#last + 1n;
    return this.#last;
  }
}
