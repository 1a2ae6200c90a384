import type { Apparent } from "./clock_offset_envelope.ts";

/** Less is noise, and does no harm. */
const STEP_NS = 500_000;
/** So many samples in a row are no accident. */
const SAMPLES = 3;
/** Before so many samples the envelopes are not worth comparing with. */
const WARM_UP = 30;

/**
 * Notices that a clock was set by less than a round trip, which contradicts no
 * bound: both apparent delays leave their envelope on the same side, though
 * the way there is not the way back. What looks like it is held back until
 * three in a row are sure.
 */
export class StepWatch {
  #judged = 0;
  #suspicious = 0;

  /**
   * Judges a sample before it is believed.
   *
   * @param apparent What it says.
   * @param envelope What the samples before it said, for the same instant.
   * @returns `"step"` once it is sure: forget what was before.
   */
  judge(
    apparent: Apparent,
    envelope: Apparent,
  ): "plain" | "suspicious" | "step" {
    this.#judged++;
    const upNs = apparent.upNs - envelope.upNs;
    const downNs = apparent.downNs - envelope.downNs;
    const isForward = Math.min(upNs, downNs) > STEP_NS;
    const isBack = Math.max(upNs, downNs) < -STEP_NS;
    if (this.#judged <= WARM_UP || !(isForward || isBack)) {
      this.#suspicious = 0;
      return "plain";
    }
    this.#suspicious++;
    return this.#suspicious < SAMPLES ? "suspicious" : "step";
  }

  /** Begins anew. */
  clear(): void {
    this.#judged = 0;
  }
}
