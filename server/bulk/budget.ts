import type { WallNs } from "@bufferbane/protocol";
import type { SharedMemory } from "../shared.ts";

const DAY_NS = 86_400_000_000_000n;

/**
 * How many bytes of load each secret may still cause today (UTC). All threads
 * share the count; only the holder of the one slot for tests adds to it.
 */
export class DailyBudget {
  readonly #bytes: Float64Array;
  readonly #days: Float64Array;
  readonly #bytesPerDay: number;

  /**
   * @param shared What the threads share.
   * @param bytesPerDay For each secret.
   */
  constructor({ bulkBytes, bulkDays }: SharedMemory, bytesPerDay: number) {
    this.#bytes = bulkBytes;
    this.#days = bulkDays;
    this.#bytesPerDay = bytesPerDay;
  }

  /** What a secret has left, in bytes, >= 0. */
  leftBytes(quotaSlot: number, now: WallNs): number {
    const isToday = this.#days[quotaSlot] === dayOf(now);
    const used = isToday ? this.#bytes[quotaSlot] ?? 0 : 0;
    return Math.max(0, this.#bytesPerDay - used);
  }

  /** Takes away what was sent or received. */
  charge(quotaSlot: number, bytes: number, now: WallNs): void {
    const left = this.leftBytes(quotaSlot, now);
    this.#bytes[quotaSlot] = this.#bytesPerDay - left + bytes;
    this.#days[quotaSlot] = dayOf(now);
  }
}

function dayOf(now: WallNs): number {
  return Number(now / DAY_NS);
}
