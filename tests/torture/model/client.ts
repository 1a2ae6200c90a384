import {
  type Aead,
  datagramBytes,
  decodePacket,
  Dialer,
  type EchoRequest,
  encodePacket,
  FEATURE,
  inspect,
  type Instant,
  type MonoNs,
  NonceSource,
  type Packet,
  type RandomBytes,
  type SecretKeys,
  type Session,
  TYPE,
  typeOf,
  type WallNs,
} from "@bufferbane/protocol";
import { nameOf, type Rules } from "./rules.ts";

/** What a {@linkcode ModelClient} is made with. */
export interface ModelClientOptions {
  /** What must hold. */
  readonly rules: Rules;
  /** The cipher, watched. */
  readonly aead: Aead;
  /** Chance. */
  readonly random: RandomBytes;
  /** Its secret. */
  readonly secret: SecretKeys;
  /** Where it is, as a native IPv4 address. */
  readonly address: Uint8Array;
}

interface Open {
  readonly session: Session;
  readonly sentSeqs: Set<number>;
  pathToken: Uint8Array;
}

/** The client's own parts, but for sockets, in virtual time. */
export class ModelClient {
  /** Where it is now. */
  address: Uint8Array;
  /** Whether its wall clock stands still. */
  isFrozen = false;
  /** Names of the sessions that it was ever granted. */
  readonly granted = new Set<string>();
  /** When to knock, and which answers count. */
  readonly dialer: Dialer;
  /** ECHOs that were answered. */
  answers = 0;
  readonly #options: ModelClientOptions;
  readonly #tools: {
    readonly aead: Aead;
    readonly nonces: NonceSource;
  };
  #wallNs = 1_700_000_000_000_000_000n;
  #nowNs: bigint;
  #open: Open[] = [];
  #seq = 0;

  /** Starts it. */
  constructor(options: ModelClientOptions, nowNs: number) {
    const { aead, random, secret } = options;
    this.#options = options;
    this.address = options.address;
    this.#nowNs = BigInt(nowNs);
    this.#tools = { aead, nonces: new NonceSource() };
    this.dialer = new Dialer({
      ...this.#tools,
      secret,
      features: FEATURE.kernelStamps | FEATURE.seenAddress,
      wantTtlS: 300,
      random,
    }, this.now.mono);
  }

  /** Its clocks. */
  get now(): Instant {
    // The model's own time, named here.
    return { mono: this.#nowNs as MonoNs, wall: this.#wallNs as WallNs };
  }

  /** Lets time pass. */
  advance(ns: number): void {
    this.#nowNs += BigInt(ns);
    if (!this.isFrozen) this.#wallNs += BigInt(ns);
  }

  /** Sets its wall clock, to anything from 1970 on. */
  setWall(wallNs: number): void {
    this.#wallNs = BigInt(Math.max(0, Math.round(wallNs)));
  }

  /** Whether it has a session to send by. */
  get isOpen(): boolean {
    return this.#current !== undefined;
  }

  /** The next KNOCK. */
  knock(): Uint8Array {
    return this.dialer.knock(this.now);
  }

  /** The next ECHO_REQUEST; `undefined` without a session. */
  echo(): Uint8Array | undefined {
    const open = this.#current;
    if (open === undefined) return undefined;
    open.sentSeqs.add(this.#seq);
    const request: EchoRequest = {
      kind: "echoRequest",
      seq: this.#seq++,
      flags: 0,
      errorEstimate: 0,
      t1: this.now.mono,
      pathToken: open.pathToken,
    };
    return this.#seal(request, open);
  }

  /** A request for a load test; `undefined` without a session. */
  download(): Uint8Array | undefined {
    const open = this.#current;
    if (open === undefined) return undefined;
    return this.#seal({
      kind: "downloadRequest",
      testId: this.#seq++,
      mode: 1,
      streams: 1,
      datagramBytes: 1200,
      rateKbps: 1_000_000,
      durationMs: 30_000,
      maxBytes: 1_000_000_000n,
      pathToken: open.pathToken,
    }, open);
  }

  /** Takes what came, which may be anything. */
  receive(datagram: Uint8Array): void {
    if (typeOf(datagram) === TYPE.knockAck) this.#takeAck(datagram);
    else this.#takeReply(datagram);
  }

  get #current(): Open | undefined {
    return this.#open.find(({ session }) =>
      session.state(this.now.mono) !== "expired"
    );
  }

  #takeAck(datagram: Uint8Array): void {
    const session = this.dialer.receive(datagram, this.now);
    if ("kind" in session) return;
    this.granted.add(nameOf(datagram));
    const { pathToken } = session.agreement.ack;
    const open = { session, pathToken, sentSeqs: new Set<number>() };
    this.#open = [open, ...this.#open].slice(0, 2);
  }

  #takeReply(datagram: Uint8Array): void {
    if (inspect(datagram) !== undefined) return;
    for (const open of this.#open) {
      const copy = datagram.slice();
      if (open.session.open(copy, this.now) !== undefined) continue;
      this.#takePacket(decodePacket(copy), open);
      return;
    }
  }

  #takePacket(packet: ReturnType<typeof decodePacket>, open: Open): void {
    const { rules } = this.#options;
    if ("pathToken" in packet) open.pathToken = packet.pathToken;
    if (packet.kind === "error") return;
    if (packet.kind !== "echoReply") {
      rules.break(`the client took a ${packet.kind}`);
      return;
    }
    if (!open.sentSeqs.delete(packet.seq)) {
      rules.break("a reply was taken that answers nothing, or twice");
    }
    this.answers += 1;
    this.dialer.hit();
  }

  #seal(packet: Packet, { session }: Open): Uint8Array | undefined {
    const datagram = new Uint8Array(datagramBytes(packet));
    encodePacket(packet, datagram);
    return session.seal(datagram, this.now) ? datagram : undefined;
  }
}
