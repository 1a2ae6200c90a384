import { durationText } from "../alerts/words.ts";
import { type Clock, type StoredEvent, unixMs } from "../model/mod.ts";

const NS_PER_MS = 1_000_000n;
/** Daemons that keep time slew by half a millisecond a second at most. */
const STEP_NS = 1_000_000_000n;

/**
 * Notices that this machine's wall clock was set: what was measured before
 * bears other times than what follows, and nobody else would say why.
 */
export class WallSteps {
  readonly #clock: Clock;
  #offsetNs: bigint;

  /**
   * Notes how the clocks stand to each other now.
   *
   * @param clock The machine's; the one since boot runs in a suspend, too.
   */
  constructor(clock: Clock) {
    this.#clock = clock;
    this.#offsetNs = clock.wall() - clock.boot();
  }

  /**
   * Looks again; call it every round.
   *
   * @returns `clock_stepped` if it was set by more than a second since.
   */
  check(): StoredEvent | null {
    const nowNs = this.#clock.wall();
    const offsetNs = nowNs - this.#clock.boot();
    const byNs = offsetNs - this.#offsetNs;
    this.#offsetNs = offsetNs;
    const sizeNs = byNs < 0n ? -byNs : byNs;
    if (sizeNs < STEP_NS) return null;
    const byMs = Number(byNs / NS_PER_MS);
    const direction = byMs > 0 ? "forward" : "back";
    return {
      atMs: unixMs(nowNs),
      type: "clock_stepped",
      severity: "info",
      interface: "",
      target: "",
      server: "",
      description: `This machine's clock was set ${direction} by ${
        durationText(Math.abs(byMs))
      }: what was measured before bears the old time`,
      durationMs: 0,
      metrics: { "step_ms": byMs },
    };
  }
}
