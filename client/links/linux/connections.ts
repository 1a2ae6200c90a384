/**
 * TCP and UDP sockets by sock_diag(7), as ss(8) finds them.
 *
 * @see linux/inet_diag.h, linux/sock_diag.h, for every number here
 * @module
 */

import {
  decodeTcpInfo,
  type Libc,
  NetlinkAttributes,
  type NetlinkMessage,
} from "@bufferbane/ffi";
import { addressText } from "../address_text.ts";
import type {
  Connection,
  ConnectionState,
  Endpoint,
  SocketOwner,
  TcpFigures,
} from "../connections.ts";
import { AF_INET, AF_INET6 } from "./constants.ts";
import { list, NETLINK_SOCK_DIAG } from "./rtnetlink.ts";

/** SOCK_DIAG_BY_FAMILY: the question and its answers. */
const BY_FAMILY = 20;

/** struct inet_diag_req_v2 { u8 family, protocol, ext, pad; u32 states;
 * struct inet_diag_sockid { ... 48 bytes } id; } */
const REQUEST = { bytes: 56, family: 0, protocol: 1, extensions: 2, states: 4 };

/** struct inet_diag_msg { u8 family, state, timer, retrans; struct
 * inet_diag_sockid { be16 sport, dport; be32 src[4], dst[4]; u32 if,
 * cookie[2]; }; u32 expires, rqueue, wqueue, uid, inode; } */
const MESSAGE = {
  bytes: 72,
  family: 0,
  state: 1,
  localPort: 4,
  remotePort: 6,
  local: 8,
  remote: 24,
  interface: 40,
  receiveQueue: 56,
  sendQueue: 60,
  userId: 64,
  inode: 68,
} as const;

/** INET_DIAG_INFO: struct tcp_info; asked for by its bit in `ext`. */
const TCP_INFO = 2;

/** IPPROTO_TCP, IPPROTO_UDP. */
const PROTOCOLS = { tcp: 6, udp: 17 } as const;

/** net/tcp_states.h: TCP_ESTABLISHED to TCP_BOUND_INACTIVE. */
const STATES: Readonly<Record<number, ConnectionState>> = {
  1: "established",
  2: "syn sent",
  3: "syn received",
  4: "fin wait 1",
  5: "fin wait 2",
  6: "time wait",
  7: "closed",
  8: "close wait",
  9: "last ack",
  10: "listening",
  11: "closing",
  12: "syn received",
  13: "bound",
};
const LISTENING = 10;
const TIME_WAIT = 6;

/**
 * All TCP and UDP sockets of this network namespace.
 *
 * @param libc The library.
 * @param owners Who holds which socket, by inode.
 * @returns In the kernel's order.
 * @throws {LibcError} If the kernel will not say.
 */
export function linuxConnections(
  libc: Libc,
  owners: ReadonlyMap<number, readonly SocketOwner[]>,
): readonly Connection[] {
  return (["tcp", "udp"] as const).flatMap((protocol) =>
    [AF_INET, AF_INET6].flatMap((family) => {
      const header = new Uint8Array(REQUEST.bytes);
      header[REQUEST.family] = family;
      header[REQUEST.protocol] = PROTOCOLS[protocol];
      header[REQUEST.extensions] = 1 << (TCP_INFO - 1);
      header.fill(0xff, REQUEST.states, REQUEST.states + 4);
      return list(libc, {
        protocol: NETLINK_SOCK_DIAG,
        type: BY_FAMILY,
        header,
        attributes: [],
      }).flatMap((message) => readConnection(message, protocol, owners) ?? []);
    })
  );
}

/**
 * Reads a socket.
 *
 * @param message An answer.
 * @param protocol What was asked about: the answer does not say.
 * @param owners Who holds which socket, by inode.
 * @returns `undefined` for any other message.
 */
export function readConnection(
  { type, body }: NetlinkMessage,
  protocol: "tcp" | "udp",
  owners: ReadonlyMap<number, readonly SocketOwner[]>,
): Connection | undefined {
  if (type !== BY_FAMILY || body.length < MESSAGE.bytes) return undefined;
  const view = new DataView(body.buffer, body.byteOffset, body.byteLength);
  const isV4 = view.getUint8(MESSAGE.family) === AF_INET;
  const endpoint = (addressAt: number, portAt: number): Endpoint => ({
    address:
      addressText(body.subarray(addressAt, addressAt + (isV4 ? 4 : 16))) ?? "",
    port: view.getUint16(portAt),
  });
  const state = view.getUint8(MESSAGE.state);
  const inode = view.getUint32(MESSAGE.inode, true);
  const isTcp = protocol === "tcp";
  return {
    protocol,
    family: isV4 ? 4 : 6,
    // An unconnected UDP socket is said to be closed.
    state: !isTcp && state !== 1 ? "open" : STATES[state] ?? "closed",
    local: endpoint(MESSAGE.local, MESSAGE.localPort),
    remote: endpoint(MESSAGE.remote, MESSAGE.remotePort),
    interfaceIndex: view.getUint32(MESSAGE.interface, true),
    // Sockets that nobody holds any more have the inode 0.
    owners: inode === 0 ? [] : owners.get(inode) ?? [],
    userId: view.getUint32(MESSAGE.userId, true),
    receiveQueue: view.getUint32(MESSAGE.receiveQueue, true),
    sendQueue: view.getUint32(MESSAGE.sendQueue, true),
    tcp: isTcp && state !== LISTENING && state !== TIME_WAIT
      ? figuresIn(body.subarray(MESSAGE.bytes))
      : null,
  };
}

function figuresIn(bytes: Uint8Array): TcpFigures | null {
  const info = new NetlinkAttributes(bytes).bytes(TCP_INFO);
  if (info === undefined) return null;
  const { rttUs, rttVarUs, totalRetransmits, ackedBytes, receivedBytes } =
    decodeTcpInfo(info);
  return {
    rttNs: rttUs > 0 ? rttUs * 1000 : null,
    rttVariationNs: rttUs > 0 ? rttVarUs * 1000 : null,
    retransmissions: totalRetransmits,
    sentBytes: ackedBytes,
    receivedBytes,
  };
}
