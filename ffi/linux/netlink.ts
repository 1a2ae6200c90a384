/**
 * Netlink framing: requests out, messages and their attributes in. Knows no
 * message type of any family, opens nothing, and never throws on input: what
 * does not fit is left out.
 *
 * Integers are in host order, which is little-endian on every machine that
 * the program runs on.
 *
 * @see {@link https://man7.org/linux/man-pages/man7/netlink.7.html | netlink(7)}
 * @see linux/netlink.h, for every number here
 * @module
 */

/** struct nlmsghdr { u32 len; u16 type, flags; u32 seq, pid; } */
const HEADER_BYTES = 16;

/** struct nlattr { u16 len, type; } */
const ATTRIBUTE_HEADER_BYTES = 4;

/** NLA_TYPE_MASK: what is left without NLA_F_NESTED and NLA_F_NET_BYTEORDER. */
const ATTRIBUTE_TYPE_MASK = 0x3fff;

/** Message types that every family shares. */
export const NetlinkType = {
  /** NLMSG_ERROR: a refusal, or with errno 0 an acknowledgement. */
  error: 2,
  /** NLMSG_DONE: the end of a list. */
  done: 3,
} as const;

/** Message flags. */
export const NetlinkFlag = {
  /** NLM_F_REQUEST */
  request: 1,
  /** NLM_F_MULTI: more messages follow, up to {@linkcode NetlinkType}`.done`. */
  multipart: 2,
  /** NLM_F_DUMP_INTR: the list changed while it was being told. */
  interrupted: 0x10,
  /** NLM_F_DUMP = NLM_F_ROOT | NLM_F_MATCH: tell all there are. */
  dump: 0x300,
} as const;

/** An attribute to be sent. */
export interface NetlinkAttribute {
  /** Its number in the family's header file, 0 to 16383. */
  readonly type: number;
  /** Its value in host order, at most 65531 bytes. */
  readonly value: Uint8Array;
}

/** A message to be sent. */
export interface NetlinkRequest {
  /** The family's number for the question, e.g. RTM_GETLINK. */
  readonly type: number;
  /** {@linkcode NetlinkFlag}s, or'ed. */
  readonly flags: number;
  /** Comes back in every answer. */
  readonly sequence: number;
  /** The fixed part that the family puts first. */
  readonly header: Uint8Array;
  /** What follows it. */
  readonly attributes: readonly NetlinkAttribute[];
}

/** A message as received. */
export interface NetlinkMessage {
  /** A {@linkcode NetlinkType}, or the family's. */
  readonly type: number;
  /** {@linkcode NetlinkFlag}s, or'ed. */
  readonly flags: number;
  /** That of the request; 0 in a notification. */
  readonly sequence: number;
  /** The family's fixed part and attributes; a view, not a copy. */
  readonly body: Uint8Array;
}

/**
 * Writes a request.
 *
 * @example Usage
 * ```ts
 * import { strictEqual } from "node:assert/strict";
 * import { encodeNetlink, NetlinkFlag } from "@bufferbane/ffi";
 *
 * const RTM_GETLINK = 18;
 * const request = encodeNetlink({
 *   type: RTM_GETLINK,
 *   flags: NetlinkFlag.request | NetlinkFlag.dump,
 *   sequence: 1,
 *   header: new Uint8Array(16),
 *   attributes: [],
 * });
 * strictEqual(request.length, 32);
 * ```
 *
 * @param request What to say.
 * @returns The bytes to write to a netlink socket.
 */
export function encodeNetlink(request: NetlinkRequest): Uint8Array {
  const { type, flags, sequence, header, attributes } = request;
  let length = HEADER_BYTES + aligned(header.length);
  for (const { value } of attributes) {
    length += ATTRIBUTE_HEADER_BYTES + aligned(value.length);
  }
  const bytes = new Uint8Array(length);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, length, true);
  view.setUint16(4, type, true);
  view.setUint16(6, flags, true);
  view.setUint32(8, sequence, true);
  bytes.set(header, HEADER_BYTES);
  let at = HEADER_BYTES + aligned(header.length);
  for (const { type, value } of attributes) {
    view.setUint16(at, ATTRIBUTE_HEADER_BYTES + value.length, true);
    view.setUint16(at + 2, type, true);
    bytes.set(value, at + ATTRIBUTE_HEADER_BYTES);
    at += ATTRIBUTE_HEADER_BYTES + aligned(value.length);
  }
  return bytes;
}

/**
 * The messages in what one read gave. Ends before a message that is cut off
 * or whose length cannot be.
 *
 * @param bytes What was read.
 */
export function* netlinkMessages(
  bytes: Uint8Array,
): Generator<NetlinkMessage, void> {
  const view = viewOf(bytes);
  for (let at = 0; at + HEADER_BYTES <= bytes.length;) {
    const length = view.getUint32(at, true);
    if (length < HEADER_BYTES || at + length > bytes.length) return;
    yield {
      type: view.getUint16(at + 4, true),
      flags: view.getUint16(at + 6, true),
      sequence: view.getUint32(at + 8, true),
      body: bytes.subarray(at + HEADER_BYTES, at + length),
    };
    at += aligned(length);
  }
}

/**
 * The errno in a {@linkcode NetlinkType.error} or `done` message.
 *
 * @param message The message.
 * @returns 0 if it tells of no error.
 */
export function netlinkErrno({ body }: NetlinkMessage): number {
  // Errors are negative; a list's end may carry its length, which is not.
  return body.length < 4 ? 0 : Math.max(0, 0 - viewOf(body).getInt32(0, true));
}

/**
 * Attributes, looked up in place: nothing is copied or indexed, since a
 * message has some fifty of them and a reader asks for ten. One that is
 * absent, cut off or too short for what is asked reads as `undefined`; of two
 * alike the first counts.
 */
export class NetlinkAttributes {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;

  /** Reads from `bytes`: attributes, one after the other. */
  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = viewOf(bytes);
  }

  /** The value as it is; a view, not a copy. */
  bytes(type: number): Uint8Array | undefined {
    const at = this.#find(type, 0);
    if (at < 0) return undefined;
    const length = this.#view.getUint16(at, true);
    return this.#bytes.subarray(at + ATTRIBUTE_HEADER_BYTES, at + length);
  }

  /** An unsigned byte. */
  u8(type: number): number | undefined {
    const at = this.#find(type, 1);
    return at < 0 ? undefined : this.#view.getUint8(at + 4);
  }

  /** An unsigned 16-bit integer. */
  u16(type: number): number | undefined {
    const at = this.#find(type, 2);
    return at < 0 ? undefined : this.#view.getUint16(at + 4, true);
  }

  /** An unsigned 32-bit integer. */
  u32(type: number): number | undefined {
    const at = this.#find(type, 4);
    return at < 0 ? undefined : this.#view.getUint32(at + 4, true);
  }

  /** Text, up to its first NUL. */
  text(type: number): string | undefined {
    const bytes = this.bytes(type);
    if (bytes === undefined) return undefined;
    const end = bytes.indexOf(0);
    return new TextDecoder().decode(end < 0 ? bytes : bytes.subarray(0, end));
  }

  /** The attributes within an attribute. */
  nested(type: number): NetlinkAttributes | undefined {
    const bytes = this.bytes(type);
    return bytes === undefined ? undefined : new NetlinkAttributes(bytes);
  }

  /** Where an attribute with at least `minBytes` of value begins, or -1. */
  #find(type: number, minBytes: number): number {
    for (let at = 0; at + ATTRIBUTE_HEADER_BYTES <= this.#bytes.length;) {
      const length = this.#view.getUint16(at, true);
      if (
        length < ATTRIBUTE_HEADER_BYTES || at + length > this.#bytes.length
      ) return -1;
      const found = this.#view.getUint16(at + 2, true) & ATTRIBUTE_TYPE_MASK;
      if (found === type) {
        return length >= ATTRIBUTE_HEADER_BYTES + minBytes ? at : -1;
      }
      at += aligned(length);
    }
    return -1;
  }
}

/** NLMSG_ALIGN, NLA_ALIGN: up to the next multiple of 4. */
function aligned(length: number): number {
  return (length + 3) & ~3;
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
