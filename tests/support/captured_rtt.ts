import { parseFrame } from "./frame.ts";
import type { CapturedPacket } from "./pcap.ts";

/** A request and its reply as they passed the captured device. */
export interface CapturedRtt {
  /** Who was asked, text form. */
  readonly target: string;
  /** The asking program's ident. */
  readonly ident: number;
  /** The request's sequence number, 16 bits. */
  readonly seq: number;
  /** When the request passed, nanoseconds since the Unix epoch. */
  readonly sentNs: bigint;
  /** From the request to its first reply, ns; `undefined` when none came. */
  readonly rttNs: number | undefined;
}

/**
 * Pairs the ICMP echoes of a capture by target, ident and sequence number. A
 * sequence number that comes round begins a new pair; a second reply counts
 * for nothing.
 *
 * @param packets The capture, in order.
 * @returns A pair a request, in the order of the requests.
 */
export function capturedRtts(
  packets: Iterable<CapturedPacket>,
): readonly CapturedRtt[] {
  const pairs: CapturedRtt[] = [];
  const openPairs = new Map<string, number>();
  for (const { atNs, bytes } of packets) {
    const frame = parseFrame(bytes);
    if (frame === undefined || frame.kind === "udp") continue;
    const { ident, seq } = frame;
    if (frame.kind === "echo_request") {
      const target = frame.destination;
      openPairs.set(`${target} ${ident} ${seq}`, pairs.length);
      pairs.push({ target, ident, seq, sentNs: atNs, rttNs: undefined });
      continue;
    }
    const key = `${frame.source} ${ident} ${seq}`;
    const index = openPairs.get(key);
    const pair = index === undefined ? undefined : pairs[index];
    if (index === undefined || pair === undefined) continue;
    openPairs.delete(key);
    pairs[index] = { ...pair, rttNs: Number(atNs - pair.sentNs) };
  }
  return pairs;
}
