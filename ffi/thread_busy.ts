import type { Libc } from "./libc.ts";

/**
 * How busy the calling thread is, so that a measurement can tell its own
 * limit from the network's. A thread knows only its own time: make it and ask
 * it on the same one.
 */
export class ThreadBusy {
  readonly #libc: Libc;
  readonly #sinceNs: bigint;
  readonly #busySinceNs: bigint;

  /**
   * Begins to count.
   *
   * @param libc The library.
   */
  constructor(libc: Libc) {
    this.#libc = libc;
    this.#sinceNs = libc.clock("monotonic");
    this.#busySinceNs = libc.clock("threadCpu");
  }

  /** Processor time since the beginning, percent of one core, 0 to 100. */
  pct(): number {
    const elapsedNs = Number(this.#libc.clock("monotonic") - this.#sinceNs);
    const busyNs = Number(this.#libc.clock("threadCpu") - this.#busySinceNs);
    return elapsedNs === 0 ? 0 : Math.min(100, 100 * busyNs / elapsedNs);
  }
}
