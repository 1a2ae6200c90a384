import { DatagramBatch, Origin, SOCKADDR_BYTES } from "../datagrams.ts";
import { AF_INET, CMSG, TX_SOFTWARE } from "./constants.ts";
import {
  CMSGHDR,
  EXTENDED_ERROR,
  IOVEC,
  MMSGHDR,
  PKTINFO4,
  PKTINFO6,
  SOCKADDR,
} from "./structs.ts";

/** Room for every control message that we ask for, with some to spare. */
const CONTROL_BYTES = 256;

/** A batch with the `mmsghdr` array that `sendmmsg` and `recvmmsg` take. */
export class LinuxBatch extends DatagramBatch {
  readonly #headers: ArrayBuffer;
  readonly #view: DataView;
  /** `view` as 32-bit words: faster, and the layout is word-aligned. */
  readonly #words: Uint32Array;
  readonly #controlStart: number;
  readonly #pointers: readonly Deno.PointerObject[];
  // The kernel writes through addresses taken from it: it must stay alive.
  readonly #memory: ArrayBuffer;

  /** Allocates, and points every header at its slot. */
  constructor(capacity: number, slotBytes: number) {
    const memory = new ArrayBuffer(capacity * (32 + slotBytes));
    super(capacity, slotBytes, memory);
    this.#memory = memory;
    const iovStart = capacity * MMSGHDR.bytes;
    this.#controlStart = iovStart + capacity * IOVEC.bytes;
    this.#headers = new ArrayBuffer(
      this.#controlStart + capacity * CONTROL_BYTES,
    );
    this.#view = new DataView(this.#headers);
    this.#words = new Uint32Array(this.#headers);
    const headers = addressOf(this.#headers);
    const data = addressOf(this.#memory);
    const pointers: Deno.PointerObject[] = [];
    for (let slot = 0; slot < capacity; slot++) {
      const header = slot * MMSGHDR.bytes;
      const iov = iovStart + slot * IOVEC.bytes;
      const payload = data + BigInt(capacity * 32 + slot * slotBytes);
      this.#view.setBigUint64(iov + IOVEC.base, payload, true);
      this.#view.setBigUint64(
        header + MMSGHDR.name,
        data + BigInt(slot * 32),
        true,
      );
      this.#view.setBigUint64(
        header + MMSGHDR.iov,
        headers + BigInt(iov),
        true,
      );
      this.#view.setBigUint64(header + MMSGHDR.iovLength, 1n, true);
      this.#view.setBigUint64(
        header + MMSGHDR.control,
        headers + BigInt(this.#controlStart + slot * CONTROL_BYTES),
        true,
      );
      pointers.push(pointerAt(headers + BigInt(header)));
    }
    this.#pointers = pointers;
  }

  /** Where the header of a slot is. */
  pointer(slot: number): Deno.PointerObject {
    const pointer = this.#pointers[slot];
    if (pointer === undefined) throw new RangeError(noSlot(slot, this));
    return pointer;
  }

  /** Fills in the lengths for sending slots `from` to `to`. */
  prepareSend(from: number, to: number): void {
    for (let slot = from; slot < to; slot++) {
      const header = slot * MMSGHDR.bytes;
      this.#setWord(header + MMSGHDR.nameLength, this.#addressBytes(slot));
      this.#setWord(header + MMSGHDR.controlLength, this.#writeControl(slot));
      this.#setWord(header + MMSGHDR.flags, 0);
      this.#setWord(this.#iovLengthAt(slot), this.length[slot] ?? 0);
    }
  }

  /** Resets what the kernel overwrites, so that every slot can receive. */
  prepareReceive(): void {
    for (let slot = 0; slot < this.capacity; slot++) {
      const header = slot * MMSGHDR.bytes;
      this.#setWord(header + MMSGHDR.nameLength, SOCKADDR_BYTES);
      this.#setWord(header + MMSGHDR.controlLength, CONTROL_BYTES);
      this.#setWord(header + MMSGHDR.flags, 0);
      this.#setWord(this.#iovLengthAt(slot), this.slotBytes);
    }
  }

  /** Reads what the kernel wrote about the first `count` slots. */
  decode(count: number): void {
    for (let slot = 0; slot < count; slot++) {
      const header = slot * MMSGHDR.bytes;
      this.length[slot] = this.#word(header + MMSGHDR.length);
      this.stampNs[slot] = 0n;
      this.ttl[slot] = 0;
      this.tos[slot] = 0;
      this.localBytes[slot] = 0;
      this.segmentBytes[slot] = 0;
      this.origin[slot] = Origin.none;
      const start = this.#controlStart + slot * CONTROL_BYTES;
      const end = start + this.#word(header + MMSGHDR.controlLength);
      for (let at = start; at + CMSGHDR.data <= end;) {
        const bytes = this.#word(at + CMSGHDR.length);
        if (bytes < CMSGHDR.data || at + bytes > end) break;
        this.#decodeControl(slot, at, bytes);
        at += (bytes + 7) & ~7;
      }
    }
  }

  #decodeControl(slot: number, at: number, bytes: number): void {
    const view = this.#view;
    const level = view.getInt32(at + CMSGHDR.level, true);
    const type = view.getInt32(at + CMSGHDR.type, true);
    const data = at + CMSGHDR.data;
    if (is(CMSG.timestamping, level, type)) {
      this.stampNs[slot] = view.getBigInt64(data, true) * 1_000_000_000n +
        view.getBigInt64(data + 8, true);
    } else if (is(CMSG.error4, level, type) || is(CMSG.error6, level, type)) {
      this.origin[slot] = view.getUint8(data + EXTENDED_ERROR.origin);
      this.icmpType[slot] = view.getUint8(data + EXTENDED_ERROR.type);
      this.icmpCode[slot] = view.getUint8(data + EXTENDED_ERROR.code);
      this.phase[slot] = view.getUint8(data + EXTENDED_ERROR.info);
      const offender = this.offender[slot];
      const from = data + EXTENDED_ERROR.offender;
      const length = Math.min(SOCKADDR_BYTES, at + bytes - from);
      offender?.set(new Uint8Array(this.#headers, from, Math.max(0, length)));
    } else if (is(CMSG.segment, level, type)) {
      this.segmentBytes[slot] = view.getUint32(data, true);
    } else if (is(CMSG.dropped, level, type)) {
      this.dropped = view.getUint32(data, true);
    } else if (is(CMSG.ttl4, level, type) || is(CMSG.hops6, level, type)) {
      this.ttl[slot] = view.getUint8(data);
    } else if (is(CMSG.tos4, level, type) || is(CMSG.class6, level, type)) {
      this.tos[slot] = view.getUint8(data);
    } else if (is(CMSG.local4, level, type)) {
      this.#takeLocal(slot, data + PKTINFO4.specDst, 4);
    } else if (is(CMSG.local6, level, type)) {
      this.#takeLocal(slot, data + PKTINFO6.address, 16);
    }
  }

  #takeLocal(slot: number, from: number, bytes: 4 | 16): void {
    this.localBytes[slot] = bytes;
    const local = this.local[slot];
    for (let i = 0; local !== undefined && i < bytes; i++) {
      local[i] = this.#view.getUint8(from + i);
    }
  }

  /** Writes what a slot asks for besides sending; gives the bytes it takes. */
  #writeControl(slot: number): number {
    const start = this.#controlStart + slot * CONTROL_BYTES;
    let at = start;
    const localBytes = this.localBytes[slot] ?? 0;
    if (localBytes !== 0) {
      const is4 = localBytes === 4;
      const kind = is4 ? CMSG.local4 : CMSG.local6;
      const dataBytes = is4 ? PKTINFO4.bytes : PKTINFO6.bytes;
      this.#writeControlHeader(at, kind, dataBytes);
      const data = at + CMSGHDR.data;
      for (let i = 0; i < dataBytes; i += 4) this.#setWord(data + i, 0);
      const to = data + (is4 ? PKTINFO4.specDst : PKTINFO6.address);
      const local = this.local[slot];
      for (let i = 0; local !== undefined && i < localBytes; i++) {
        this.#view.setUint8(to + i, local[i] ?? 0);
      }
      at += (CMSGHDR.data + dataBytes + 7) & ~7;
    }
    if (this.wantsStamp[slot] === 1) {
      this.#writeControlHeader(at, CMSG.timestamping, 4);
      this.#setWord(at + CMSGHDR.data, TX_SOFTWARE);
      at += (CMSGHDR.data + 4 + 7) & ~7;
    }
    return at - start;
  }

  #writeControlHeader(
    at: number,
    kind: { readonly level: number; readonly type: number },
    dataBytes: number,
  ): void {
    this.#setWord(at + CMSGHDR.length, CMSGHDR.data + dataBytes);
    this.#setWord(at + CMSGHDR.length + 4, 0);
    this.#setWord(at + CMSGHDR.level, kind.level);
    this.#setWord(at + CMSGHDR.type, kind.type);
  }

  /** 0 for a connected socket (all zero), else by the address family. */
  #addressBytes(slot: number): number {
    const address = this.address[slot];
    if (address === undefined) return 0;
    const family = address[0] ?? 0;
    if (family === 0) return 0;
    return family === AF_INET ? SOCKADDR.v4Bytes : SOCKADDR.v6Bytes;
  }

  #iovLengthAt(slot: number): number {
    return this.capacity * MMSGHDR.bytes + slot * IOVEC.bytes + IOVEC.length;
  }

  #word(offset: number): number {
    return this.#words[offset >> 2] ?? 0;
  }

  #setWord(offset: number, value: number): void {
    this.#words[offset >> 2] = value;
  }
}

function is(
  kind: { readonly level: number; readonly type: number },
  level: number,
  type: number,
): boolean {
  return kind.level === level && kind.type === type;
}

function addressOf(buffer: ArrayBuffer): bigint {
  return BigInt(Deno.UnsafePointer.value(Deno.UnsafePointer.of(buffer)));
}

function pointerAt(address: bigint): Deno.PointerObject {
  const pointer = Deno.UnsafePointer.create(address);
  if (pointer === null) throw new TypeError("Cannot use a null address");
  return pointer;
}

function noSlot(slot: number, batch: DatagramBatch): string {
  return `Cannot use slot ${slot} of a batch of ${batch.capacity}`;
}
