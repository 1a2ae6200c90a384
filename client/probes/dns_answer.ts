/** Bytes before the question. */
const HEADER_BYTES = 12;
/** Type and class. */
const AFTER_QUESTION_BYTES = 4;
/** A name that begins so goes on elsewhere: RFC 1035 section 4.1.4. */
const POINTER = 0xc0;
/** Of a record: where type and length are after its name, and what follows. */
const RECORD = { type: 0, length: 8, bytes: 10 } as const;
const TYPE_A = 1;
/** More records than an answer to one question has. */
const MAX_RECORDS = 16;

/**
 * The first IPv4 address in an answer.
 *
 * @param bytes A response to one question, whole or not, malformed or not.
 * @returns Its bytes; `undefined` if there is none.
 */
export function firstAddressIn(bytes: Uint8Array): Uint8Array | undefined {
  if (bytes.length < HEADER_BYTES) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const records = Math.min(view.getUint16(6), MAX_RECORDS);
  let at = afterName(bytes, HEADER_BYTES) + AFTER_QUESTION_BYTES;
  for (let record = 0; record < records; record++) {
    at = afterName(bytes, at);
    const dataAt = at + RECORD.bytes;
    if (dataAt > bytes.length) return undefined;
    const length = view.getUint16(at + RECORD.length);
    if (dataAt + length > bytes.length) return undefined;
    if (view.getUint16(at + RECORD.type) === TYPE_A && length === 4) {
      return bytes.subarray(dataAt, dataAt + length);
    }
    at = dataAt + length;
  }
  return undefined;
}

/** Beyond the end if there is none. */
function afterName(bytes: Uint8Array, startsAt: number): number {
  for (let at = startsAt; at < bytes.length;) {
    const length = bytes[at] ?? 0;
    if (length === 0) return at + 1;
    if (length >= POINTER) return at + 2;
    at += 1 + length;
  }
  return bytes.length;
}

/**
 * Whether only a local network has an IPv4 address: RFC 1918, RFC 6598, RFC
 * 3927 and this machine's own.
 *
 * @param address Its bytes.
 */
export function isLocalIpv4(
  [a = 0, b = 0]: ArrayLike<number> & Iterable<number>,
): boolean {
  return a === 10 || a === 127 || (a === 172 && b >= 16 && b < 32) ||
    (a === 192 && b === 168) || (a === 169 && b === 254) ||
    (a === 100 && b >= 64 && b < 128);
}
