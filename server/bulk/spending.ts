import { type BulkRequest, FLOW, type WallNs } from "@bufferbane/protocol";
import type { Counters } from "../counters.ts";
import type { SharedMemory } from "../shared.ts";
import { DailyBudget } from "./budget.ts";
import type { BulkLoad } from "./bulk_load.ts";

/** What may be spent on load tests. */
export interface Allowance {
  /** Bytes of one test, both directions. */
  readonly maxTestBytes: number;
  /** Bytes of one secret's tests in a day; 0 = no load tests. */
  readonly maxDailyBytes: number;
}

/** What {@linkcode Spending} works with. */
export interface SpendingTools {
  /** What the threads share. */
  readonly shared: SharedMemory;
  /** The thread's. */
  readonly counters: Counters;
}

/** What the loads of one thread have carried: of their test, of their day. */
export class Spending {
  readonly #maxTestBytes: number;
  readonly #budget: DailyBudget;
  readonly #counters: Counters;
  readonly #charged = new WeakMap<BulkLoad, number>();
  /** By all loads of the last test. */
  #carried = { testId: 0, bytes: 0 };

  /** Nothing is spent in this thread yet. */
  constructor(
    { shared, counters }: SpendingTools,
    allowance: Allowance,
  ) {
    this.#counters = counters;
    this.#maxTestBytes = allowance.maxTestBytes;
    this.#budget = new DailyBudget(shared, allowance.maxDailyBytes);
  }

  /** What a secret may still use today, in bytes. */
  leftToday(quotaSlot: number, now: WallNs): number {
    return this.#budget.leftBytes(quotaSlot, now);
  }

  /** What earlier loads of the same test have left of it, in bytes. */
  leftOfTest({ testId, maxBytes }: BulkRequest): number {
    if (this.#carried.testId !== testId) this.#carried = { testId, bytes: 0 };
    const left = Math.max(0, this.#maxTestBytes - this.#carried.bytes);
    return maxBytes === 0n ? left : Math.min(left, Number(maxBytes));
  }

  /** Charges what a load has carried since it was last charged. */
  charge(load: BulkLoad, now: WallNs): void {
    const bytes = load.bytes - (this.#charged.get(load) ?? 0);
    if (bytes === 0) return;
    this.#charged.set(load, load.bytes);
    this.#budget.charge(load.terms.session.owner.key.quotaSlot, bytes, now);
    this.#carried.bytes += bytes;
    const isUp = load.terms.direction === FLOW.up;
    this.#counters.add(isUp ? "load_up_bytes" : "load_down_bytes", bytes);
  }
}
