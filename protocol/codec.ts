import { readU16, writeU16 } from "./bytes.ts";
import { FAULT, type PacketFault } from "./fault.ts";
import {
  AT,
  BODY_OFFSET,
  MIN_DATAGRAM_BYTES,
  OVERHEAD_BYTES,
  TAG_BYTES,
  TYPE,
  typeOf,
} from "./header.ts";
import type { Layout } from "./layout.ts";
import { layoutOf, layoutOfType, type Packet } from "./packet.ts";

/**
 * How long a packet's datagram must be at least.
 *
 * @param packet Any packet; of DATA, the part before the filler.
 * @returns Bytes of UDP payload, before any random padding.
 */
export function datagramBytes(packet: Packet): number {
  const bodyBytes = layoutOf(packet).bytesOf(packet);
  return Math.max(
    MIN_DATAGRAM_BYTES[packet.kind],
    OVERHEAD_BYTES + bodyBytes,
  );
}

/**
 * Writes a packet where sealing wants it: type, body and padding. The rest of
 * the header, the packet number and the tag are {@linkcode Sealer.seal}'s.
 *
 * @example Usage
 * ```ts
 * import { deepStrictEqual } from "node:assert/strict";
 *
 * const packet = { kind: "bufferbloatEnd", testId: 7, reason: 0 } as const;
 * const datagram = new Uint8Array(datagramBytes(packet));
 * encodePacket(packet, datagram);
 * deepStrictEqual(decodePacket(datagram), packet);
 * ```
 *
 * @param packet Any packet.
 * @param datagram Where to; what is longer than needed becomes padding. Old
 * contents do not show through.
 * @throws {RangeError} When a value does not fit its field, or the packet does
 * not fit the datagram.
 */
export function encodePacket(packet: Packet, datagram: Uint8Array): void {
  const neededBytes = datagramBytes(packet);
  if (datagram.length < neededBytes) {
    throw new RangeError(
      `Cannot encode ${packet.kind} into ${datagram.length} bytes (allowed: from ${neededBytes})`,
    );
  }
  const type = TYPE[packet.kind];
  encodeBody({ layout: layoutOf(packet), type, packet }, datagram);
}

/**
 * Reads an opened datagram. Bytes that a newer version has added at the end of
 * a body are ignored.
 *
 * @param datagram Opened by {@linkcode Opener.open}, hence authentic.
 * @returns The packet, or a fault if it is shorter than it has to be.
 */
export function decodePacket(datagram: Uint8Array): Packet | PacketFault {
  const layout = layoutOfType(typeOf(datagram));
  if (layout === undefined) return FAULT.unknown_type;
  return decodeBody(layout, datagram);
}

/**
 * Writes any message by its layout; `encodePacket()` is for datagrams.
 *
 * @param message What to write: layout, type byte, values.
 * @param target Where to.
 * @throws {RangeError} When a value does not fit its field, or the body does
 * not fit the target.
 */
export function encodeBody<P extends { readonly kind: string }>(
  message: {
    readonly layout: Layout<P>;
    readonly type: number;
    readonly packet: P;
  },
  target: Uint8Array,
): void {
  const { layout, type, packet } = message;
  const bodyBytes = layout.bytesOf(packet);
  const neededBytes = OVERHEAD_BYTES + bodyBytes;
  if (target.length < neededBytes) {
    throw new RangeError(
      `Cannot encode ${layout.kind} into ${target.length} bytes (allowed: from ${neededBytes})`,
    );
  }
  target[AT.type] = type;
  writeU16(target, AT.bodyLength, bodyBytes);
  writeU16(target, AT.pflags, 0);
  target.fill(0, BODY_OFFSET, target.length - TAG_BYTES);
  layout.write(target.subarray(BODY_OFFSET, BODY_OFFSET + bodyBytes), packet);
}

/**
 * Reads any opened message by its layout; `decodePacket()` is for datagrams.
 *
 * @param layout What it has to be.
 * @param message Opened, hence authentic.
 * @returns What it says, or a fault if it is shorter than it has to be.
 */
export function decodeBody<P extends { readonly kind: string }>(
  layout: Layout<P>,
  message: Uint8Array,
): P | PacketFault {
  const bodyBytes = readU16(message, AT.bodyLength);
  const roomBytes = message.length - OVERHEAD_BYTES;
  if (bodyBytes > roomBytes || bodyBytes < layout.minBytes) {
    return FAULT.bad_body;
  }
  return layout.read(message.subarray(BODY_OFFSET, BODY_OFFSET + bodyBytes));
}
