/** One captured packet. */
export interface CapturedPacket {
  /** When the kernel saw it, nanoseconds since the Unix epoch. */
  readonly atNs: bigint;
  /** Its bytes from the link layer on, possibly cut short by the capture. */
  readonly bytes: Uint8Array;
}

const FILE_HEADER_BYTES = 24;
const RECORD_HEADER_BYTES = 16;
/** The first word tells the byte order and what the fraction counts. */
const MICROSECONDS = 0xa1b2_c3d4;
const NANOSECONDS = 0xa1b2_3c4d;
const LINKTYPE_ETHERNET = 1;

/**
 * Reads a capture of an Ethernet device, as `tcpdump -w` writes it. A record
 * that is not complete, as at the end of a running capture, is left out.
 *
 * @example Usage
 * ```ts ignore
 * for (const { atNs, bytes } of readPcap(await Deno.readFile(file))) {
 *   const frame = parseFrame(bytes);
 * }
 * ```
 *
 * @see {@link https://www.ietf.org/archive/id/draft-ietf-opsawg-pcap-04.html | PCAP}
 *
 * @param file The whole file.
 * @yields Its packets in the order captured.
 * @throws {SyntaxError} If it is no pcap file, or not of an Ethernet device.
 */
export function* readPcap(file: Uint8Array): Generator<CapturedPacket> {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const { littleEndian, fractionNs } = readHeader(view);
  let at = FILE_HEADER_BYTES;
  while (at + RECORD_HEADER_BYTES <= file.length) {
    const seconds = view.getUint32(at, littleEndian);
    const fraction = view.getUint32(at + 4, littleEndian);
    const size = view.getUint32(at + 8, littleEndian);
    at += RECORD_HEADER_BYTES;
    if (at + size > file.length) return;
    yield {
      atNs: BigInt(seconds) * 1_000_000_000n + BigInt(fraction) * fractionNs,
      bytes: file.subarray(at, at + size),
    };
    at += size;
  }
}

function readHeader(
  view: DataView,
): { readonly littleEndian: boolean; readonly fractionNs: bigint } {
  if (view.byteLength < FILE_HEADER_BYTES) {
    throw new SyntaxError(
      `Cannot read the capture: found ${view.byteLength} bytes (allowed: 24 or more)`,
    );
  }
  for (const littleEndian of [true, false]) {
    const magic = view.getUint32(0, littleEndian);
    if (magic !== MICROSECONDS && magic !== NANOSECONDS) continue;
    const linkType = view.getUint32(20, littleEndian) & 0xffff;
    if (linkType !== LINKTYPE_ETHERNET) {
      throw new SyntaxError(
        `Cannot read the capture: found link type ${linkType} (allowed: 1, Ethernet)`,
      );
    }
    return { littleEndian, fractionNs: magic === NANOSECONDS ? 1n : 1_000n };
  }
  const found = view.getUint32(0).toString(16).padStart(8, "0");
  throw new SyntaxError(
    `Cannot read the capture: found 0x${found} at its start (allowed: pcap, not pcapng)`,
  );
}
