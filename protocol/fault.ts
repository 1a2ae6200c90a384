/**
 * Why a datagram is not acted upon.
 *
 * - `too_short`: no room for a header, a plaintext head and a tag.
 * - `too_long`: longer than any path may carry.
 * - `bad_magic`: not ours.
 * - `unknown_version`, `unknown_type`: ours, but not spoken here.
 * - `bad_length`: the header's length is not the datagram's, or too small for
 *   the type.
 * - `unknown_key`: no secret with this key id.
 * - `stale`: sealed 10 s before something already received.
 * - `not_authentic`: the tag does not fit: tampered with, or another key.
 * - `replayed`: authentic, but its number was used before, or is too old to
 *   tell.
 * - `bad_body`: authentic, but shorter than its type demands.
 * - `unexpected`: authentic, but nobody asked for it.
 * - `expired`: its session is over.
 */
export const FAULT_REASONS = [
  "too_short",
  "too_long",
  "bad_magic",
  "unknown_version",
  "unknown_type",
  "bad_length",
  "unknown_key",
  "stale",
  "not_authentic",
  "replayed",
  "bad_body",
  "unexpected",
  "expired",
] as const;

/** One of {@linkcode FAULT_REASONS}. */
export type FaultReason = typeof FAULT_REASONS[number];

/** What becomes of a datagram that is not acted upon; a value, not thrown. */
export interface PacketFault {
  /** Tells it from the packets. */
  readonly kind: "fault";
  /** Why; a name for counters and logs, never sent to anyone. */
  readonly reason: FaultReason;
}

/** One of each, made once: a flood of garbage must not allocate. */
export const FAULT: Readonly<Record<FaultReason, PacketFault>> = Object.freeze(
  // fromEntries() forgets the names; the list above has them all.
  Object.fromEntries(
    FAULT_REASONS.map((
      reason,
    ) => [reason, Object.freeze({ kind: "fault", reason })]),
  ) as Record<FaultReason, PacketFault>,
);
