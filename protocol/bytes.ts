// Big-endian numbers in byte arrays. `DataView` would do the same, but needs
// one more object per datagram; receive and send loops touch 100,000 a second.
//
// Reads past the end give 0: whoever reads has checked the length before.

/** Eight bytes seen as numbers, since only a `DataView` can read a `bigint`. */
const U64_VIEW = new DataView(new ArrayBuffer(8));
const U64_BYTES = new Uint8Array(U64_VIEW.buffer);

/**
 * Reads two bytes.
 *
 * @param bytes Where from.
 * @param offset The first byte's index.
 * @returns 0 to 65535.
 */
export function readU16(bytes: Uint8Array, offset: number): number {
  return ((bytes[offset] ?? 0) << 8) | (bytes[offset + 1] ?? 0);
}

/**
 * Reads four bytes.
 *
 * @param bytes Where from.
 * @param offset The first byte's index.
 * @returns 0 to 2^32 - 1.
 */
export function readU32(bytes: Uint8Array, offset: number): number {
  return (
    ((bytes[offset] ?? 0) << 24) | ((bytes[offset + 1] ?? 0) << 16) |
    ((bytes[offset + 2] ?? 0) << 8) | (bytes[offset + 3] ?? 0)
  ) >>> 0;
}

/**
 * Reads eight bytes.
 *
 * @param bytes Where from.
 * @param offset The first byte's index.
 * @returns 0 to 2^64 - 1.
 */
export function readU64(bytes: Uint8Array, offset: number): bigint {
  for (let i = 0; i < 8; i++) U64_BYTES[i] = bytes[offset + i] ?? 0;
  return U64_VIEW.getBigUint64(0);
}

/**
 * Writes two bytes.
 *
 * @param bytes Where to.
 * @param offset The first byte's index.
 * @param value 0 to 65535; higher bits are cut off.
 */
export function writeU16(
  bytes: Uint8Array,
  offset: number,
  value: number,
): void {
  bytes[offset] = value >>> 8;
  bytes[offset + 1] = value;
}

/**
 * Writes four bytes.
 *
 * @param bytes Where to.
 * @param offset The first byte's index.
 * @param value 0 to 2^32 - 1; higher bits are cut off.
 */
export function writeU32(
  bytes: Uint8Array,
  offset: number,
  value: number,
): void {
  bytes[offset] = value >>> 24;
  bytes[offset + 1] = value >>> 16;
  bytes[offset + 2] = value >>> 8;
  bytes[offset + 3] = value;
}

/**
 * Writes eight bytes.
 *
 * @param bytes Where to.
 * @param offset The first byte's index.
 * @param value 0 to 2^64 - 1; higher bits are cut off.
 */
export function writeU64(
  bytes: Uint8Array,
  offset: number,
  value: bigint,
): void {
  U64_VIEW.setBigUint64(0, value);
  for (let i = 0; i < 8; i++) bytes[offset + i] = U64_BYTES[i] ?? 0;
}

/**
 * Copies a few bytes. For 8 to 32 bytes a loop is faster than `set()` of a
 * `subarray()`, and makes no object.
 *
 * @param from Where from, and the first byte's index there.
 * @param to Where to, and the first byte's index there.
 * @param count How many bytes.
 */
export function copyBytes(
  from: readonly [bytes: Uint8Array, offset: number],
  to: readonly [bytes: Uint8Array, offset: number],
  count: number,
): void {
  const [source, sourceOffset] = from;
  const [target, targetOffset] = to;
  for (let i = 0; i < count; i++) {
    target[targetOffset + i] = source[sourceOffset + i] ?? 0;
  }
}

/**
 * Compares without telling by its timing where the first difference is.
 *
 * @param left Bytes.
 * @param right Bytes.
 * @returns Whether they are the same; `false` if the lengths differ.
 */
export function equalBytes(left: Uint8Array, right: Uint8Array): boolean {
  if (left.length !== right.length) return false;
  let difference = 0;
  for (let i = 0; i < left.length; i++) {
    difference |= (left[i] ?? 0) ^ (right[i] ?? 0);
  }
  return difference === 0;
}

/**
 * How much newer `a` is than `b`, for counters that wrap at 2^32.
 *
 * @see {@link https://www.rfc-editor.org/rfc/rfc1982 | RFC 1982, section 3.2}
 *
 * @param a A counter, 0 to 2^32 - 1.
 * @param b A counter, 0 to 2^32 - 1.
 * @returns -2^31 to 2^31 - 1; negative if `a` is older.
 */
export function serialDistance(a: number, b: number): number {
  return (a - b) | 0;
}
