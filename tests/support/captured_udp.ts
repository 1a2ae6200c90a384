import { parseFrame } from "./frame.ts";
import type { CapturedPacket } from "./pcap.ts";

/** A request and its reply as they passed the captured device. */
export interface CapturedExchange {
  /** What the request carried; the same wherever it was captured. */
  readonly request: Uint8Array;
  /** From the request to its reply, ns; `undefined` when none came. */
  readonly rttNs: number | undefined;
}

/** Which datagrams are looked at. */
export interface ExchangeOptions {
  /** The server's UDP port. */
  readonly port: number;
  /** Whether a payload is one of those asked about; the rest is ignored. */
  readonly isWanted: (payload: Uint8Array) => boolean;
}

/**
 * Pairs UDP requests with their replies by turns: a reply belongs to the
 * request before it, which holds as long as each is answered before the next
 * is sent. (What is sealed cannot be paired by what it says.)
 *
 * @param packets The capture, in order.
 * @param options Which datagrams.
 * @returns A pair a request, in the order of the requests.
 */
export function capturedExchanges(
  packets: Iterable<CapturedPacket>,
  options: ExchangeOptions,
): readonly CapturedExchange[] {
  const exchanges: CapturedExchange[] = [];
  let sentNs: bigint | undefined;
  for (const { atNs, bytes } of packets) {
    const frame = parseFrame(bytes);
    if (frame?.kind !== "udp" || !options.isWanted(frame.payload)) continue;
    if (frame.destinationPort === options.port) {
      sentNs = atNs;
      exchanges.push({ request: frame.payload, rttNs: undefined });
    } else if (frame.sourcePort === options.port && sentNs !== undefined) {
      const open = exchanges.pop();
      if (open === undefined) continue;
      exchanges.push({ ...open, rttNs: Number(atNs - sentNs) });
      sentNs = undefined;
    }
  }
  return exchanges;
}

/**
 * The round trips without the server's own time: what passed at the client
 * minus what passed at the server.
 *
 * @param atClient Captured where the client sends.
 * @param atServer Captured where the server receives.
 * @returns By request in the order of sending, ns; `undefined` where one of
 * the two captures has no reply.
 */
export function networkRtts(
  atClient: readonly CapturedExchange[],
  atServer: readonly CapturedExchange[],
): readonly (number | undefined)[] {
  const dwells = new Map(
    atServer.map(({ request, rttNs }) => [request.toHex(), rttNs]),
  );
  return atClient.map(({ request, rttNs }) => {
    const dwellNs = dwells.get(request.toHex());
    return rttNs === undefined || dwellNs === undefined
      ? undefined
      : rttNs - dwellNs;
  });
}
