import type { Libc } from "@bufferbane/ffi";
import {
  chooseAead,
  datagramBytes,
  decodePacket,
  deriveSecretKeys,
  Dialer,
  type EchoReply,
  encodePacket,
  FEATURE,
  type HandshakeTools,
  type Instant,
  type MonoNs,
  NonceSource,
  type Packet,
  type Session,
  TYPE,
  typeOf,
  type WallNs,
} from "@bufferbane/protocol";
import { UdpClient, type UdpClientOptions } from "./udp_client.ts";

/** How long a test waits for what should come at once. */
export const PATIENCE_MS = 3000;

/** Both clocks of this machine. */
export function nowOf(libc: Libc): Instant {
  return {
    mono: libc.clock("monotonicRaw") as MonoNs, // the clock says which
    wall: libc.clock("realtime") as WallNs,
  };
}

/** Cipher and nonces; one for the whole test process. */
export const TOOLS: HandshakeTools = {
  aead: chooseAead(),
  nonces: new NonceSource(),
};

/** A dialer for a secret of 64 hex digits. */
export function dialerFor(
  secret: string,
  now: MonoNs,
  features: number = 0,
): Dialer {
  return new Dialer({
    ...TOOLS,
    secret: deriveSecretKeys(Uint8Array.fromHex(secret)),
    features: FEATURE.kernelStamps | FEATURE.seenAddress | features,
    wantTtlS: 300,
    random: (count) => crypto.getRandomValues(new Uint8Array(count)),
  }, now);
}

/** What {@linkcode EchoClient} is made of. */
export interface EchoClientOptions extends UdpClientOptions {
  /** The shared secret, 64 hex digits. */
  readonly secret: string;
  /** Bits of `FEATURE` to ask for, beside those of an ECHO client. */
  readonly features?: number;
}

/** A client with one session: knocks, sends ECHOs, reads replies. */
export class EchoClient implements Disposable {
  /** Its socket. */
  readonly udp: UdpClient;
  /** Every datagram it has sent, in order. */
  readonly recorded: Uint8Array[] = [];
  /** The token that the server gave last. */
  pathToken: Uint8Array = new Uint8Array(8);
  #session: Session | undefined;
  #seq = 0;
  readonly #libc: Libc;
  readonly #options: EchoClientOptions;

  /** Opens its socket. */
  constructor(libc: Libc, options: EchoClientOptions) {
    this.#libc = libc;
    this.#options = options;
    this.udp = new UdpClient(libc, options);
  }

  /** The session, once there is one. */
  get session(): Session {
    if (this.#session === undefined) throw new TypeError("Cannot: no session");
    return this.#session;
  }

  /**
   * Knocks once.
   *
   * @returns Whether the server granted a session.
   */
  knock(timeoutMs: number = PATIENCE_MS): boolean {
    const now = nowOf(this.#libc);
    const { secret, features } = this.#options;
    const dialer = dialerFor(secret, now.mono, features);
    this.send(dialer.knock(now));
    for (const datagram of this.udp.receive(timeoutMs)) {
      const session = dialer.receive(datagram, nowOf(this.#libc));
      if ("kind" in session) continue;
      this.#session = session;
      this.pathToken = session.agreement.ack.pathToken;
      return true;
    }
    return false;
  }

  /** Sends a datagram and keeps a copy. */
  send(datagram: Uint8Array): void {
    this.recorded.push(datagram.slice());
    this.udp.send(datagram);
  }

  /** Seals any packet. */
  seal(packet: Packet, extraBytes: number = 0): Uint8Array {
    const datagram = new Uint8Array(datagramBytes(packet) + extraBytes);
    encodePacket(packet, datagram);
    this.session.seal(datagram, nowOf(this.#libc));
    return datagram;
  }

  /** Seals the next ECHO_REQUEST. */
  echoRequest(extraBytes: number = 0): Uint8Array {
    return this.seal({
      kind: "echoRequest",
      seq: this.#seq++,
      flags: 0,
      errorEstimate: 0,
      t1: nowOf(this.#libc).mono,
      pathToken: this.pathToken,
    }, extraBytes);
  }

  /** Sends an ECHO and waits for its reply. */
  echo(timeoutMs: number = PATIENCE_MS): EchoReply | undefined {
    this.send(this.echoRequest());
    for (const packet of this.replies(timeoutMs)) {
      if (packet.kind === "echoReply") return packet;
    }
    return undefined;
  }

  /** Packets of the session that have come. */
  replies(timeoutMs: number = PATIENCE_MS): readonly Packet[] {
    return this.udp.receive(timeoutMs).flatMap((datagram) => {
      if (typeOf(datagram) === TYPE.knockAck) return [];
      const fault = this.session.open(datagram, nowOf(this.#libc));
      const packet = fault ?? decodePacket(datagram);
      if (packet.kind === "fault") {
        throw new Error(`Cannot read a reply: ${packet.reason}`);
      }
      if ("pathToken" in packet) this.pathToken = packet.pathToken;
      return [packet];
    });
  }

  [Symbol.dispose](): void {
    this.udp[Symbol.dispose]();
  }
}
