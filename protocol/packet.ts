import {
  DOWNLOAD_DATA,
  DOWNLOAD_END,
  DOWNLOAD_REQUEST,
  type DownloadData,
  type DownloadEnd,
  type DownloadRequest,
  THROUGHPUT_DATA,
  THROUGHPUT_END,
  THROUGHPUT_START,
  type ThroughputData,
  type ThroughputEnd,
  type ThroughputStart,
} from "./bulk_packets.ts";
import {
  BUFFERBLOAT_END,
  BUFFERBLOAT_START,
  type BufferbloatEnd,
  type BufferbloatStart,
  ERROR,
  type ErrorPacket,
  THROUGHPUT_STATS,
  type ThroughputStats,
} from "./control_packets.ts";
import {
  ECHO_REPLY,
  ECHO_REQUEST,
  type EchoReply,
  type EchoRequest,
} from "./echo_packets.ts";
import { type PacketKind, TYPE } from "./header.ts";
import {
  KNOCK,
  type Knock,
  KNOCK_ACK,
  type KnockAck,
} from "./knock_packets.ts";
import type { Layout } from "./layout.ts";

/** Everything that a datagram can say. */
export type Packet =
  | Knock
  | KnockAck
  | EchoRequest
  | EchoReply
  | ThroughputStart
  | ThroughputData
  | ThroughputEnd
  | ThroughputStats
  | DownloadRequest
  | DownloadData
  | DownloadEnd
  | BufferbloatStart
  | BufferbloatEnd
  | ErrorPacket;

/** The packet of a kind. */
type PacketOf<Kind extends PacketKind> = Extract<Packet, { kind: Kind }>;

/** Every kind of packet has a layout; the compiler counts them. */
const LAYOUTS: { readonly [Kind in PacketKind]: Layout<PacketOf<Kind>> } = {
  knock: KNOCK,
  knockAck: KNOCK_ACK,
  echoRequest: ECHO_REQUEST,
  echoReply: ECHO_REPLY,
  throughputStart: THROUGHPUT_START,
  throughputData: THROUGHPUT_DATA,
  throughputEnd: THROUGHPUT_END,
  throughputStats: THROUGHPUT_STATS,
  downloadRequest: DOWNLOAD_REQUEST,
  downloadData: DOWNLOAD_DATA,
  downloadEnd: DOWNLOAD_END,
  bufferbloatStart: BUFFERBLOAT_START,
  bufferbloatEnd: BUFFERBLOAT_END,
  error: ERROR,
};

const LAYOUT_OF_TYPE = new Map<number, Layout<Packet>>(
  Object.entries(LAYOUTS).map(([kind, layout]) => [
    TYPE[kind as PacketKind],
    // Reading gives some packet; writing is only done by layoutOf(), below,
    // with the packet's own layout.
    layout as unknown as Layout<Packet>,
  ]),
);

/**
 * The layout that belongs to a type byte.
 *
 * @param type Byte 5 of a datagram.
 * @returns `undefined` for an unknown type.
 */
export function layoutOfType(type: number): Layout<Packet> | undefined {
  return LAYOUT_OF_TYPE.get(type);
}

/**
 * The layout that belongs to a packet.
 *
 * @param packet Any packet.
 * @returns The one of its own kind, so it may write it.
 */
export function layoutOf(packet: Packet): Layout<Packet> {
  return LAYOUTS[packet.kind] as unknown as Layout<Packet>;
}
