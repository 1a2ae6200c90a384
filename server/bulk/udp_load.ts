import type { Libc } from "@bufferbane/ffi";
import {
  BULK_MODE,
  datagramBytes,
  encodePacket,
  MAX_TRAIN_PACKETS,
  type Packet,
} from "@bufferbane/protocol";
import type { ServerClock } from "../clock.ts";
import type { ServerSession } from "../sessions.ts";
import type { BulkSocket, TakeLoad } from "./bulk_socket.ts";
import { HEADER_BYTES, type LoadAsk } from "./load_ask.ts";
import { RateSearch } from "./rate_search.ts";

/** What was granted. */
export interface UdpLoadTerms {
  /** Which test. */
  readonly testId: number;
  /** `FLOW.up` or `FLOW.down`. */
  readonly direction: number;
  /** One of `BULK_MODE`, TCP apart. */
  readonly mode: number;
  /** The length of each datagram, 72 to 1400. */
  readonly datagramBytes: number;
  /** What IP and UDP add to it: 28 or 48. */
  readonly headerBytes: number;
  /** Datagrams at most; of a train, exactly. */
  readonly maxPackets: number;
  /** The highest rate, IP headers included, bit/s. */
  readonly rateBps: number;
  /** How long, ms. */
  readonly durationMs: number;
  /** Who asked. */
  readonly session: ServerSession;
  /** When it was granted, ms. */
  readonly grantedAtMs: number;
}

/** What a {@linkcode UdpLoad} works with. */
export interface UdpLoadTools {
  /** The library. */
  readonly libc: Libc;
  /** The thread's. */
  readonly clock: ServerClock;
  /** Opens the socket to the client. */
  readonly openSocket: (takeLoad: TakeLoad) => BulkSocket;
}

/** What so many datagrams carry, IP and UDP headers included, in bytes. */
export function carriedBytes(
  { datagramBytes, headerBytes }: UdpLoadTerms,
  packets: number,
): number {
  return packets * (datagramBytes + headerBytes);
}

/** The search that the terms ask for; `undefined`: the rate is fixed. */
export function searchFor(
  { mode, rateBps }: UdpLoadTerms,
): RateSearch | undefined {
  if (mode === BULK_MODE.adaptive) return new RateSearch("B", rateBps);
  if (mode === BULK_MODE.adaptiveFast) return new RateSearch("C", rateBps);
  return undefined;
}

/** Seals a packet and sends it to the client of a load. */
export function tell(
  packet: Packet,
  { session: { session } }: UdpLoadTerms,
  options: { readonly socket: BulkSocket; readonly clock: ServerClock },
): void {
  const datagram = new Uint8Array(datagramBytes(packet));
  encodePacket(packet, datagram);
  if (session.seal(datagram, options.clock.now)) options.socket.send(datagram);
}

/**
 * What is granted to whoever asks.
 *
 * @param ask Who, and what.
 * @param options What is left of all budgets; the operator's highest rate;
 * the time.
 */
export function udpTermsOf(
  ask: LoadAsk,
  options: {
    readonly maxBytes: number;
    readonly maxRateKbps: number;
    readonly nowMs: number;
  },
): UdpLoadTerms {
  const { request, family, direction, session } = ask;
  const { mode, datagramBytes, rateKbps } = request;
  const headerBytes = HEADER_BYTES[family];
  const rateBps = 1_000 * Math.min(rateKbps || Infinity, options.maxRateKbps);
  const packetsIn = (bytes: number) =>
    Math.floor(bytes / (datagramBytes + headerBytes));
  const maxPackets = packetsIn(options.maxBytes);
  return {
    ...request,
    direction,
    session,
    headerBytes,
    rateBps,
    grantedAtMs: options.nowMs,
    // A train is one burst: no longer than a second at the highest rate.
    maxPackets: mode === BULK_MODE.burst
      ? Math.min(maxPackets, MAX_TRAIN_PACKETS, packetsIn(rateBps / 8))
      : maxPackets,
  };
}
