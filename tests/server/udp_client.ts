import type { DatagramBatch, Libc } from "@bufferbane/ffi";

/** Longer than any datagram of the protocol. */
const SLOT_BYTES = 2048;

/** How an {@linkcode UdpClient} is opened. */
export interface UdpClientOptions {
  /** The server's address. */
  readonly server: string;
  /** Its port. */
  readonly port: number;
  /** Where to send from; any address and port if left out. */
  readonly from?: { readonly address: string; readonly port: number };
}

/** A UDP socket of a test: sends anything, waits for what comes. */
export class UdpClient implements Disposable {
  readonly #libc: Libc;
  readonly #fd: number;
  readonly #peer: Uint8Array;
  readonly #outgoing: DatagramBatch;
  readonly #incoming: DatagramBatch;
  /** Bytes sent so far, UDP payloads. */
  sentBytes = 0;
  /** Bytes received so far, UDP payloads. */
  receivedBytes = 0;

  /**
   * Opens it.
   *
   * @param libc The library.
   * @param options Whom to talk to.
   */
  constructor(libc: Libc, options: UdpClientOptions) {
    const { server, port, from } = options;
    this.#libc = libc;
    const peer = libc.encodeAddress(server, port);
    if (peer === undefined) throw new TypeError(`Cannot send to ${server}`);
    this.#peer = peer;
    const domain = server.includes(":") ? "inet6" : "inet";
    this.#fd = libc.socket(domain, "datagram", 0);
    libc.setOption(this.#fd, "receiveBuffer", 4_000_000);
    if (from !== undefined) {
      const native = libc.encodeAddress(from.address, from.port);
      if (native === undefined) throw new TypeError(`Cannot use ${from}`);
      libc.bind(this.#fd, native);
    }
    this.#outgoing = libc.createBatch(1, 65_507);
    this.#incoming = libc.createBatch(64, SLOT_BYTES);
  }

  /** Its own port; 0 before it has sent. */
  get port(): number {
    return this.#libc.decodeAddress(this.#libc.localAddress(this.#fd))?.port ??
      0;
  }

  /** Takes datagrams from the server's address only, from now on. */
  connect(): void {
    this.#libc.connect(this.#fd, this.#peer);
  }

  /** Sends a datagram. */
  send(datagram: Uint8Array): void {
    this.#outgoing.payload[0]?.set(datagram);
    this.#outgoing.address[0]?.set(this.#peer);
    this.#outgoing.length[0] = datagram.length;
    for (;;) {
      const range = { from: 0, to: 1 };
      const sent = this.#libc.send(this.#fd, this.#outgoing, range);
      if (sent === 1) break;
      const code = this.#libc.errorCode(-sent);
      // A full queue empties; an ICMP error is told once, and is not its own.
      if (code !== "EAGAIN" && code !== "ECONNREFUSED") {
        throw new Error(`Cannot send ${datagram.length} bytes: ${code}`);
      }
    }
    this.sentBytes += datagram.length;
  }

  /**
   * What has come, waiting for the first of it.
   *
   * @param timeoutMs How long to wait at most.
   * @returns Copies; none if nothing came.
   */
  receive(timeoutMs: number): readonly Uint8Array[] {
    using poller = this.#libc.openPoller();
    poller.add(this.#fd, "read", () => {});
    let count = this.#libc.receive(this.#fd, this.#incoming, "data");
    if (count <= 0) {
      poller.block(timeoutMs);
      count = this.#libc.receive(this.#fd, this.#incoming, "data");
    }
    const datagrams: Uint8Array[] = [];
    for (let slot = 0; slot < count; slot++) {
      const length = this.#incoming.length[slot] ?? 0;
      const payload = this.#incoming.payload[slot];
      if (payload !== undefined) datagrams.push(payload.slice(0, length));
      this.receivedBytes += length;
    }
    return datagrams;
  }

  [Symbol.dispose](): void {
    this.#libc.close(this.#fd);
  }
}
