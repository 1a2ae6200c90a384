import type { ClockName, Libc } from "@bufferbane/ffi";

/** A machine whose wall clock can be set. */
export interface SteppedLibc extends Libc {
  /**
   * Sets the wall clock, as `date -s` does: no other clock changes.
   *
   * @param byNs Forwards, or back.
   */
  stepWall(byNs: bigint): void;
}

/**
 * A machine whose wall clock a test sets: what reads it, and the kernel's
 * stamps, which are by that clock. A stamp of before a step stays as it was.
 *
 * @param libc The real one, of `openLibc()`; disposed with this.
 */
export function stepLibc(libc: Libc): SteppedLibc {
  /** Newest first; since when, by the right clock. */
  let steps: readonly { readonly sinceNs: bigint; readonly byNs: bigint }[] =
    [];

  /** What the wall clock shows, or showed, when the right one shows this. */
  function wrong(trueNs: bigint): bigint {
    const step = steps.find(({ sinceNs }) => trueNs >= sinceNs);
    return trueNs + (step?.byNs ?? 0n);
  }

  return {
    ...libc,
    stepWall(byNs) {
      const sinceNs = libc.clock("realtime");
      steps = [{ sinceNs, byNs: (steps[0]?.byNs ?? 0n) + byNs }, ...steps];
    },
    clock: (name: ClockName) =>
      name === "realtime" ? wrong(libc.clock(name)) : libc.clock(name),
    receive(fd, batch, queue) {
      const count = libc.receive(fd, batch, queue);
      for (let slot = 0; slot < count; slot++) {
        const stampNs = batch.stampNs[slot] ?? 0n;
        if (stampNs !== 0n) batch.stampNs[slot] = wrong(stampNs);
      }
      return count;
    },
  };
}
