/** What became possible on a descriptor. */
export interface Readiness {
  /** There is something to read, or the peer closed. */
  readonly canRead: boolean;
  /** There is room to write, or a connect has ended. */
  readonly canWrite: boolean;
  /** The error queue holds something, or the connection failed. */
  readonly hasError: boolean;
}

/**
 * Waits on many descriptors and one deadline at once, without blocking the
 * event loop: the one place where the program sleeps.
 */
export interface Poller extends Disposable {
  /**
   * Watches a descriptor until {@linkcode remove}.
   *
   * @param fd The descriptor; watched once.
   * @param interest `"read"`, or `"write"` for a connect in progress. Errors
   * are always reported.
   * @param onReady Called by {@linkcode wait}, as long as it is ready.
   * @throws {LibcError} If the kernel refuses.
   */
  add(
    fd: number,
    interest: "read" | "write",
    onReady: (readiness: Readiness) => void,
  ): void;

  /** Stops watching; harmless if it was not watched. Call it before closing. */
  remove(fd: number): void;

  /**
   * Waits for a descriptor, the deadline or {@linkcode wake}, then calls
   * the handlers of what is ready.
   *
   * @param untilNs Monotonic clock, ns; one that has passed only looks.
   */
  wait(untilNs: bigint): Promise<void>;

  /**
   * Like {@linkcode wait}, but blocks the thread: for one that does nothing
   * else.
   *
   * @param timeoutMs 0 only looks.
   */
  block(timeoutMs: number): void;

  /** Ends a {@linkcode wait}, or the next one. */
  wake(): void;
}
