import {
  type DatagramBatch,
  DatagramSocket,
  LibcError,
  Origin,
} from "@bufferbane/ffi";
import { MAX_DATAGRAM_BYTES, SAFE_DATAGRAM_BYTES } from "@bufferbane/protocol";
import { type IcmpNotice, icmpNotice } from "./icmp_notice.ts";
import type { ProbeContext } from "./probe.ts";
import { bytesIn, drain } from "./received.ts";
import type { ServerSessionOptions } from "./server_listener.ts";

/** Datagrams to a system call. */
const BATCH = 64;
/** The longest datagram, looped back in a frame, and some room. */
const SLOT_BYTES = MAX_DATAGRAM_BYTES + 128;
/** Room for half a minute of replies and stamps at 100 a second. */
const RECEIVE_BUFFER_BYTES = 4 << 20;
/** Room for a packet train, and for 5 ms at 3 Gbit/s. */
const SEND_BUFFER_BYTES = 4 << 20;
/** Where the AEAD's tag ends: with the datagram. Its last half tells enough. */
const TOKEN_BYTES = 8;
/**
 * linux/in.h: IP_PMTUDISC_PROBE, the same for IPv6: never fragment, and never
 * believe a forged "too big".
 */
const MTU_PROBE = 3;
/** linux/in.h: IPPROTO_UDP. */
const UDP = 17;

/** Who is told what comes in a {@linkcode SessionSocket}. */
export interface SocketListener {
  /** A datagram, opened in place by whoever takes it; 0 = no stamp. */
  onDatagram(datagram: Uint8Array, stampNs: bigint): void;
  /** When a datagram left; see {@linkcode tokenOf}. */
  onStamp(token: bigint, phase: number, stampNs: bigint): void;
  /** What somebody on the way says. */
  onNotice(notice: IcmpNotice): void;
}

/** The one UDP socket to a server, over one interface and IP version. */
export class SessionSocket implements Disposable {
  readonly #context: ProbeContext;
  readonly #listener: SocketListener;
  readonly #socket: DatagramSocket;
  readonly #outgoing: DatagramBatch;
  readonly #incoming: DatagramBatch;

  /**
   * Opens it.
   *
   * @param context What to work with.
   * @param options Which server.
   * @param listener Who is told.
   * @throws {TypeError} If the address is none.
   * @throws {LibcError} E.g. `ENODEV` when there is no such interface.
   */
  constructor(
    context: ProbeContext,
    options: ServerSessionOptions,
    listener: SocketListener,
  ) {
    const { libc, poller } = context;
    const { address, port, device, isForLoad = false } = options;
    const native = libc.encodeAddress(address, port);
    if (native === undefined) {
      throw new TypeError(
        `Cannot open a session with "${address}" as it is no address`,
      );
    }
    this.#context = context;
    this.#listener = listener;
    // What ends a packet train is padded to the length of its answer.
    const slotBytes = isForLoad ? SAFE_DATAGRAM_BYTES : SLOT_BYTES;
    this.#outgoing = libc.createBatch(1, slotBytes);
    this.#outgoing.address[0]?.set(native);
    this.#incoming = libc.createBatch(BATCH, SLOT_BYTES);
    const isIpv6 = address.includes(":");
    this.#socket = new DatagramSocket(libc, {
      domain: isIpv6 ? "inet6" : "inet",
      type: "datagram",
      protocol: UDP,
      device,
      receiveBufferBytes: RECEIVE_BUFFER_BYTES,
    });
    try {
      const option = isIpv6 ? "v6MtuDiscover" : "v4MtuDiscover";
      libc.setOption(this.fd, option, MTU_PROBE);
      if (isForLoad) this.#prepareForLoad(native);
      poller.add(this.fd, "read", () => this.receive());
    } catch (error) {
      this.#socket[Symbol.dispose]();
      throw error;
    }
  }

  /** Its descriptor. */
  get fd(): number {
    return this.#socket.fd;
  }

  /** Datagrams that it dropped as nobody read it in time. */
  countDrops(): number {
    return this.#socket.countDrops();
  }

  /** Where to write the next datagram to {@linkcode send}. */
  room(bytes: number): Uint8Array {
    const [payload] = this.#outgoing.payload;
    if (payload === undefined) throw new RangeError("Cannot send without room");
    return payload.subarray(0, bytes);
  }

  /**
   * Sends what was written.
   *
   * @param bytes How long it is.
   * @returns Why the kernel refused it; 0 if it did not.
   */
  send(bytes: number): number {
    this.#outgoing.length[0] = bytes;
    this.#socket.send(this.#outgoing, 1);
    return this.#outgoing.errno[0] ?? 0;
  }

  /** Takes what waits in it; the poller calls it too. */
  receive(): void {
    const batch = this.#incoming;
    // The error queue first: it holds the stamps that the replies need.
    this.receiveNotices();
    drain(this.#socket, { batch, queue: "data" }, (count) => {
      for (let slot = 0; slot < count; slot++) {
        this.#listener.onDatagram(
          bytesIn(batch, slot),
          batch.stampNs[slot] ?? 0n,
        );
      }
    });
  }

  /** Takes what waits in its error queue. */
  receiveNotices(): void {
    const batch = this.#incoming;
    drain(this.#socket, { batch, queue: "errors" }, (count) => {
      for (let slot = 0; slot < count; slot++) this.#takeNotice(slot);
    });
  }

  /**
   * Lets somebody else read it, who calls {@linkcode receiveNotices}.
   *
   * @param receive Called whenever there is something to read.
   * @returns Dispose of it to end that.
   */
  lend(receive: () => void): Disposable {
    const { poller } = this.#context;
    poller.remove(this.fd);
    poller.add(this.fd, "read", receive);
    return {
      [Symbol.dispose]: () => {
        poller.remove(this.fd);
        poller.add(this.fd, "read", () => this.receive());
      },
    };
  }

  /** Closes it. */
  [Symbol.dispose](): void {
    this.#context.poller.remove(this.fd);
    this.#socket[Symbol.dispose]();
  }

  /**
   * Load is stamped on arrival only: the stamps of what is sent would come
   * back with all of it. And only who is connected is told at once that the
   * server's host knows nothing of it any more.
   */
  #prepareForLoad(peer: Uint8Array): void {
    const { libc } = this.#context;
    libc.enableTimestamps(this.fd, "asked");
    try {
      libc.setOption(this.fd, "sendBufferForce", SEND_BUFFER_BYTES);
    } catch (error) {
      if (!(error instanceof LibcError)) throw error;
      // Without CAP_NET_ADMIN: as far as net.core.wmem_max goes.
      libc.setOption(this.fd, "sendBuffer", SEND_BUFFER_BYTES);
    }
    // Where there is no route there is none for a KNOCK either: told later.
    libc.connect(this.fd, peer);
  }

  #takeNotice(slot: number): void {
    const batch = this.#incoming;
    if (batch.origin[slot] === Origin.transmit) {
      const token = tokenOf(bytesIn(batch, slot));
      const stampNs = batch.stampNs[slot] ?? 0n;
      return this.#listener.onStamp(token, batch.phase[slot] ?? 0, stampNs);
    }
    const notice = icmpNotice(batch, slot, this.#context);
    if (notice !== undefined) this.#listener.onNotice(notice);
  }
}

/**
 * What a datagram is known by in the kernel's stamps: the end of its tag,
 * since the kernel gives back the whole frame and nothing comes after it.
 *
 * @param bytes A sealed datagram, or a frame that ends with one.
 */
export function tokenOf(bytes: Uint8Array): bigint {
  const at = bytes.length - TOKEN_BYTES;
  return at < 0 ? 0n : new DataView(bytes.buffer, bytes.byteOffset + at)
    .getBigUint64(0);
}
