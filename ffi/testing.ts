/** A libc without a kernel, for tests: virtual time, scripted network. @module */

import { DatagramBatch, Origin, Phase } from "./datagrams.ts";
import { LibcError } from "./errno.ts";
import type {
  ClockName,
  Libc,
  Priority,
  SocketAddress,
  SocketOption,
} from "./libc.ts";
import type { Poller } from "./poller.ts";
import { decodeFakeAddress, encodeFakeAddress } from "./testing/address.ts";
import { fillSlot } from "./testing/batch.ts";
import {
  FAKE_ERRNO,
  type FakeDatagram,
  type FakeNetwork,
  type FakeSocket,
  type OpenSocket,
} from "./testing/network.ts";
import { openFakePoller } from "./testing/poller.ts";

export {
  FAKE_ERRNO,
  type FakeConnect,
  type FakeDatagram,
  type FakeNetwork,
  type FakeSocket,
} from "./testing/network.ts";

/**
 * The fake. Time stands still except in `poller.wait`, which jumps to the
 * next arrival or to its deadline.
 */
export class FakeLibc implements Libc {
  /** Wall clock minus monotonic clock; change it to step the wall clock. */
  wallOffsetNs = 1_700_000_000_000_000_000n;
  /** Boot clock minus monotonic clock; raise it to have been suspended. */
  suspendedNs = 0n;
  /** What {@linkcode clockErrorNs} gives. */
  clockError: number | undefined = undefined;
  /** How long packets stay in this machine's own queue. */
  localQueueNs = 0;
  /** How long before that they wait for their neighbour's address. */
  keptNs = 0;
  #nowNs = 1_000_000_000n;
  #nextFd = 3;
  readonly #network: FakeNetwork;
  readonly #sockets = new Map<number, OpenSocket>();

  /** Opens nothing; `network` is the script. */
  constructor(network: FakeNetwork) {
    this.#network = network;
  }

  /** The sockets that are open now. */
  get sockets(): readonly FakeSocket[] {
    return [...this.#sockets.values()];
  }

  /** Moves time on. */
  advance(ns: number): void {
    this.#nowNs += BigInt(ns);
  }

  /** Puts a datagram into a socket's queue, `afterNs` from now. */
  deliver(socket: FakeSocket, afterNs: number, datagram: FakeDatagram): void {
    const queue = (datagram.origin ?? Origin.none) === Origin.none
      ? this.#open(socket.fd).data
      : this.#open(socket.fd).errors;
    queue.push({ atNs: this.#nowNs + BigInt(afterNs), datagram });
    queue.sort((a, b) => a.atNs < b.atNs ? -1 : a.atNs > b.atNs ? 1 : 0);
  }

  /** Lets a socket count datagrams that it dropped itself. */
  drop(socket: FakeSocket, count: number): void {
    this.#open(socket.fd).dropped += count;
  }

  socket(domain: string, type: string, protocol: number): number {
    const kind = `${domain} ${type} ${protocol}`;
    const errno = this.#network.onSocket?.(kind) ?? 0;
    if (errno !== 0) throw this.#error("socket", errno);
    const fd = this.#nextFd++;
    this.#sockets.set(fd, {
      fd,
      kind,
      options: new Map(),
      data: [],
      errors: [],
      stamps: "none",
      dropped: 0,
      connect: null,
      isConnectSeen: false,
    });
    return fd;
  }

  close(fd: number): void {
    if (!this.#sockets.delete(fd)) {
      throw new LibcError("close", "EBADF", "Bad file descriptor");
    }
  }

  bind(fd: number): void {
    this.#open(fd);
  }

  localAddress(): Uint8Array {
    return this.encodeAddress("127.0.0.1", 40_000);
  }

  setOption(
    fd: number,
    option: SocketOption,
    value: number | string | Uint8Array,
  ): void {
    this.#open(fd).options.set(option, value);
  }

  enableTimestamps(fd: number, sent: "all" | "asked" = "all"): void {
    this.#open(fd).stamps = sent;
  }

  attachFilter(fd: number): void {
    this.#open(fd);
  }

  getOption(fd: number, option: SocketOption, into: Uint8Array): number {
    const { connect } = this.#open(fd);
    if (option === "tcpInfo") {
      const info = connect?.info ?? new Uint8Array(0);
      into.set(info.subarray(0, into.length));
      return Math.min(info.length, into.length);
    }
    into.fill(0);
    if (option === "memoryInfo") {
      new DataView(into.buffer).setUint32(32, this.#open(fd).dropped, true);
    }
    if (option === "error") into[0] = connect?.errno ?? 0;
    return into.length;
  }

  listen(fd: number): void {
    this.#open(fd);
  }

  /** Nobody ever connects to a fake listener. */
  accept(fd: number): number {
    this.#open(fd);
    return -FAKE_ERRNO.EAGAIN;
  }

  connect(fd: number, address: Uint8Array): number {
    const socket = this.#open(fd);
    const outcome = this.#network.onConnect?.(
      socket,
      this.decodeAddress(address),
    );
    if (outcome === undefined) return 0;
    const { afterNs, errno, info } = outcome;
    if (afterNs === 0 && errno !== 0) return -errno;
    socket.connect = { atNs: this.#nowNs + BigInt(afterNs), errno, info };
    return -FAKE_ERRNO.EINPROGRESS;
  }

  write(fd: number, bytes: Uint8Array): number {
    const datagram = {
      payload: bytes.slice(),
      peer: { address: "", port: 0 },
    };
    const errno = this.#network.onSend?.(this.#open(fd), datagram) ?? 0;
    return errno === 0 ? bytes.length : -errno;
  }

  read(fd: number, into: Uint8Array): number {
    const { data } = this.#open(fd);
    const first = data[0];
    if (first === undefined || first.atNs > this.#nowNs) {
      return -FAKE_ERRNO.EAGAIN;
    }
    data.shift();
    if (first.datagram.errno !== undefined) return -first.datagram.errno;
    into.set(first.datagram.payload.subarray(0, into.length));
    return Math.min(into.length, first.datagram.payload.length);
  }

  discard(fd: number, maxBytes: number): number {
    return this.read(fd, new Uint8Array(maxBytes));
  }

  createBatch(capacity: number, slotBytes: number): DatagramBatch {
    return new DatagramBatch(capacity, slotBytes);
  }

  send(
    fd: number,
    batch: DatagramBatch,
    range: { readonly from: number; readonly to: number },
  ): number {
    const socket = this.#open(fd);
    for (let slot = range.from; slot < range.to; slot++) {
      const payload = batch.payload[slot]?.slice(0, batch.length[slot]);
      const address = batch.address[slot];
      if (payload === undefined || address === undefined) break;
      const peer = this.decodeAddress(address);
      const errno = this.#network.onSend?.(socket, { payload, peer }) ?? 0;
      if (errno !== 0) return slot > range.from ? slot - range.from : -errno;
      const { stamps } = socket;
      if (stamps === "asked" && batch.wantsStamp[slot] === 0) continue;
      if (stamps === "none") continue;
      const frame = new Uint8Array(14 + payload.length);
      frame.set(payload, 14);
      const stamp = { payload: frame, peer, origin: Origin.transmit };
      if (stamps === "all") {
        const scheduled = { ...stamp, phase: Phase.scheduled };
        this.deliver(socket, this.keptNs, scheduled);
      }
      const sentNs = this.keptNs + this.localQueueNs;
      this.deliver(socket, sentNs, { ...stamp, phase: Phase.sent });
    }
    return range.to - range.from;
  }

  receive(fd: number, batch: DatagramBatch, queue: "data" | "errors"): number {
    const socket = this.#open(fd);
    const waiting = queue === "data" ? socket.data : socket.errors;
    batch.dropped = socket.dropped;
    let count = 0;
    while (count < batch.capacity) {
      const next = waiting[0];
      if (next === undefined || next.atNs > this.#nowNs) break;
      waiting.shift();
      const stampNs = next.atNs + this.wallOffsetNs;
      fillSlot(batch, count++, { ...next.datagram, stampNs });
    }
    return count === 0 ? -FAKE_ERRNO.EAGAIN : count;
  }

  clock(name: ClockName): bigint {
    if (name === "realtime") return this.#nowNs + this.wallOffsetNs;
    if (name === "boottime") return this.#nowNs + this.suspendedNs;
    return this.#nowNs;
  }

  clockErrorNs(): number | undefined {
    return this.clockError;
  }

  openPoller(): Poller {
    return openFakePoller({
      sockets: this.#sockets,
      now: () => this.#nowNs,
      jump: (toNs) => void (this.#nowNs = toNs),
    });
  }

  errorCode(errno: number): string {
    const found = Object.entries(FAKE_ERRNO).find(([, code]) => code === errno);
    return found?.[0] ?? `errno ${errno}`;
  }

  errorText(errno: number): string {
    return this.errorCode(errno);
  }

  encodeAddress(address: string, port: number): Uint8Array {
    return encodeFakeAddress(address, port);
  }

  decodeAddress(native: Uint8Array): SocketAddress {
    return decodeFakeAddress(native);
  }

  releaseMemory(): void {}

  prioritise(): Priority {
    return "ordinary";
  }

  /** Forgets its sockets. */
  [Symbol.dispose](): void {
    this.#sockets.clear();
  }

  #open(fd: number): OpenSocket {
    const socket = this.#sockets.get(fd);
    if (socket === undefined) {
      throw new LibcError("socket", "EBADF", "Bad file descriptor");
    }
    return socket;
  }

  #error(call: string, errno: number): LibcError {
    return new LibcError(call, this.errorCode(errno), this.errorText(errno));
  }
}
