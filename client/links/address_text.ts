/**
 * The text of an address: dotted IPv4, or IPv6 as RFC 5952 wants it, so that
 * one address always reads the same.
 *
 * @param bytes 4 or 16 bytes, in network order.
 * @returns The text; `undefined` for any other length.
 * @see {@link https://www.rfc-editor.org/rfc/rfc5952#section-4 | RFC 5952, 4}
 */
export function addressText(bytes: Uint8Array): string | undefined {
  if (bytes.length === 4) return bytes.join(".");
  if (bytes.length !== 16) return undefined;
  const mapped = mappedPrefix(bytes);
  if (mapped !== undefined) return `${mapped}${bytes.subarray(12).join(".")}`;
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  const groups = Array.from({ length: 8 }, (_, i) => view.getUint16(i * 2));
  const zeros = longestZeros(groups);
  const text = (part: readonly number[]) =>
    part.map((group) => group.toString(16)).join(":");
  if (zeros.length < 2) return text(groups);
  const head = groups.slice(0, zeros.from);
  const tail = groups.slice(zeros.from + zeros.length);
  return `${text(head)}::${text(tail)}`;
}

/** `"::ffff:"` (RFC 4291, 2.5.5.2) or the older `"::"` before an IPv4 address. */
function mappedPrefix(bytes: Uint8Array): string | undefined {
  if (bytes.subarray(0, 10).some((byte) => byte !== 0)) return undefined;
  const [marker, next] = [bytes.subarray(10, 12), bytes.subarray(12, 14)];
  if (marker.every((byte) => byte === 0xff)) return "::ffff:";
  const isCompatible = marker.every((byte) => byte === 0) &&
    next.some((byte) => byte !== 0);
  return isCompatible ? "::" : undefined;
}

/** The first longest run of zero groups. */
function longestZeros(
  groups: readonly number[],
): { readonly from: number; readonly length: number } {
  let best = { from: 0, length: 0 };
  for (let from = 0; from < groups.length; from++) {
    let length = 0;
    while (groups[from + length] === 0) length++;
    if (length > best.length) best = { from, length };
  }
  return best;
}
