import type { LineLoad } from "../alerts/options.ts";
import { BusyLine } from "../analysis/busy_line.ts";
import type { LinkSecond } from "../model/mod.ts";

/** From bytes in a millisecond to bits in a second. */
const BITS_MS = 8_000;
/** Less fills no line. */
const LEAST_BPS = 500e3;
/** From this share of the most it has carried, a line may have a queue. */
const FULL_SHARE = 0.5;
/** What it has carried is forgotten slowly, ms: it may be another line. */
const FORGOTTEN_MS = 7 * 86_400_000;

/** The most that a direction has carried for two seconds. */
interface Carried {
  lastBps: number;
  mostBps: number;
}

/** How much one line is used by the user's own traffic, second by second. */
export class LineUse {
  readonly #busy = new BusyLine();
  readonly #up: Carried = { lastBps: 0, mostBps: 0 };
  readonly #down: Carried = { lastBps: 0, mostBps: 0 };

  /**
   * Takes the next second.
   *
   * @param second What the interface did.
   * @returns How much the line is used now.
   */
  add({ spanMs, sentBytes, receivedBytes }: LinkSecond): LineLoad {
    const up = BITS_MS * sentBytes / spanMs;
    const down = BITS_MS * receivedBytes / spanMs;
    this.#busy.add({ up, down });
    const isFull = [
      isMuch(this.#up, up, spanMs),
      isMuch(this.#down, down, spanMs),
    ].some(Boolean);
    if (!this.#busy.isBusy) return "idle";
    return isFull ? "full" : "used";
  }
}

function isMuch(carried: Carried, bps: number, spanMs: number): boolean {
  const sustainedBps = Math.min(bps, carried.lastBps);
  carried.lastBps = bps;
  carried.mostBps = Math.max(
    sustainedBps,
    carried.mostBps * (1 - spanMs / FORGOTTEN_MS),
  );
  return sustainedBps >= LEAST_BPS &&
    sustainedBps >= FULL_SHARE * carried.mostBps;
}
