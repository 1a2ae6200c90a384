import type { Answered } from "../model/mod.ts";

/** A difference between two clock readings that cannot be a reading error. */
const CLOCK_STEP_NS = 1_000_000n;

/** When a datagram left. */
export interface Departure {
  /** Monotonic clock just before the call that sent it. */
  readonly monoNs: bigint;
  /** Wall minus monotonic clock then. */
  readonly clockOffsetNs: bigint;
  /** Kernel stamp, wall clock: into this machine's own queue; 0 = none. */
  scheduledNs: bigint;
  /** Kernel stamp, wall clock: out of that queue; 0 = none. */
  leftNs: bigint;
}

/** When its answer came. */
export interface Arrival {
  /** Monotonic clock when it was read. */
  readonly monoNs: bigint;
  /** Wall minus monotonic clock then. */
  readonly clockOffsetNs: bigint;
  /** Kernel stamp, wall clock; 0 = none. */
  readonly stampNs: bigint;
}

/**
 * The time from departure to arrival: by the kernel's stamps, from the
 * entrance of this machine's own queue, so that a queue here is not hidden; or,
 * where a stamp is missing or the wall clock was set in between, by the
 * program's own clock, which says so.
 *
 * @param departure When it left.
 * @param arrival When the answer came.
 * @returns The timing fields of an `Answered`.
 */
export function roundTrip(
  departure: Departure,
  arrival: Arrival,
): Pick<Answered, "rttNs" | "localQueueNs" | "stamps"> {
  const { scheduledNs, leftNs } = departure;
  const { stampNs } = arrival;
  const stepNs = arrival.clockOffsetNs - departure.clockOffsetNs;
  const isStepped = stepNs > CLOCK_STEP_NS || stepNs < -CLOCK_STEP_NS;
  if (isStepped || scheduledNs === 0n || stampNs <= scheduledNs) {
    const rttNs = Number(arrival.monoNs - departure.monoNs);
    return { rttNs, localQueueNs: 0, stamps: "user" };
  }
  return {
    rttNs: Number(stampNs - scheduledNs),
    localQueueNs: leftNs > scheduledNs ? Number(leftNs - scheduledNs) : 0,
    stamps: "kernel",
  };
}
