/** Bit 15: somebody keeps the clock. */
const SYNCHRONISED = 0x8000;

/** Six bits of scale, eight of multiplier. */
const MAX_SCALE = 63;
const MAX_MULTIPLIER = 255;

/** An unsynchronised clock: as far off as can be written. */
const UNKNOWN = (MAX_SCALE << 8) | MAX_MULTIPLIER;

/** One 2^32nd of a second, in ns. */
const UNIT_NS = 1e9 / 2 ** 32;

/**
 * Writes how far a clock may be off: `multiplier * 2^scale / 2^32` seconds in
 * 16 bits, rounded up.
 *
 * @example Usage
 * ```ts
 * import { strictEqual } from "node:assert/strict";
 *
 * strictEqual(decodeErrorEstimate(encodeErrorEstimate(1e6)), 1_007_080.078125);
 * strictEqual(decodeErrorEstimate(encodeErrorEstimate(undefined)), undefined);
 * ```
 *
 * @see {@link https://www.rfc-editor.org/rfc/rfc4656#section-4.1.2 | RFC 4656, section 4.1.2}
 *
 * @param errorNs Nanoseconds, not negative; `undefined` if nobody keeps it.
 * @returns 16 bits: synchronised, 0, scale, multiplier.
 */
export function encodeErrorEstimate(errorNs: number | undefined): number {
  if (errorNs === undefined) return UNKNOWN;
  const units = Math.max(1, errorNs / UNIT_NS);
  let scale = 0;
  while (units > MAX_MULTIPLIER * 2 ** scale && scale < MAX_SCALE) scale += 1;
  const multiplier = Math.min(MAX_MULTIPLIER, Math.ceil(units / 2 ** scale));
  return SYNCHRONISED | (scale << 8) | multiplier;
}

/**
 * Reads how far a clock may be off.
 *
 * @param estimate 16 bits from {@linkcode encodeErrorEstimate}.
 * @returns Nanoseconds; `undefined` if nobody keeps it.
 */
export function decodeErrorEstimate(estimate: number): number | undefined {
  if ((estimate & SYNCHRONISED) === 0) return undefined;
  const scale = (estimate >> 8) & MAX_SCALE;
  return (estimate & MAX_MULTIPLIER) * 2 ** scale * UNIT_NS;
}
