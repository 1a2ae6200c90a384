import type { ClockName, Libc, Poller } from "@bufferbane/ffi";

/** Clocks that are wrong, as a test wishes. */
export interface SkewedLibc extends Libc {
  /**
   * Sets all clocks, ns; they go on from there at their wrong rate.
   *
   * @param byNs Forwards, or back.
   */
  step(byNs: bigint): void;
}

/**
 * A machine whose clocks run at a wrong rate and can be set: everything that
 * it reads and every stamp that it gets. Its waits end when its own, wrong
 * clock says so.
 *
 * @param libc The real one, of `openLibc()`; disposed with this.
 * @param ratePpm How much faster its clocks run.
 */
export function skewLibc(libc: Libc, ratePpm: number): SkewedLibc {
  const origins = new Map<ClockName, bigint>();
  let stepNs = 0n;

  /** What the wrong clock shows when the right one shows `trueNs`. */
  function wrong(name: ClockName, trueNs: bigint): bigint {
    const originNs = origins.get(name) ?? trueNs;
    origins.set(name, originNs);
    const sinceNs = Number(trueNs - originNs);
    return trueNs + BigInt(Math.round(sinceNs * ratePpm * 1e-6)) + stepNs;
  }

  /** When the wrong monotonic clock will show `wrongNs`, near enough. */
  function right(wrongNs: bigint): bigint {
    const originNs = origins.get("monotonic") ?? wrongNs;
    const sinceNs = Number(wrongNs - stepNs - originNs);
    return originNs + BigInt(Math.ceil(sinceNs / (1 + ratePpm * 1e-6)));
  }

  return {
    ...libc,
    step: (byNs) => void (stepNs += byNs),
    clock: (name) => wrong(name, libc.clock(name)),
    receive(fd, batch, queue) {
      const count = libc.receive(fd, batch, queue);
      for (let slot = 0; slot < count; slot++) {
        const stampNs = batch.stampNs[slot] ?? 0n;
        if (stampNs !== 0n) batch.stampNs[slot] = wrong("realtime", stampNs);
      }
      return count;
    },
    openPoller(): Poller {
      const poller = libc.openPoller();
      return {
        add: (fd, interest, onReady) => poller.add(fd, interest, onReady),
        remove: (fd) => poller.remove(fd),
        wake: () => poller.wake(),
        wait: (untilNs) => poller.wait(right(untilNs)),
        block: (timeoutMs) => poller.block(timeoutMs),
        [Symbol.dispose]: () => poller[Symbol.dispose](),
      };
    },
  };
}
