import type { DatagramBatch, Libc } from "@bufferbane/ffi";
import {
  type Dialer,
  encodePacket,
  instanceOf,
  keyIdOf,
  type Session,
  TYPE,
  typeOf,
} from "@bufferbane/protocol";
import { dialerFor, nowOf } from "./echo_client.ts";

/** Datagrams to a system call. */
const BATCH = 64;

const ECHO_BYTES = 164;

/** Knocking at a time. */
const GROUP = 500;

/** The server lets 5 KNOCKs of a /24 through at once. */
const PER_NETWORK = 4;

/** One client of a {@linkcode Crowd}. */
export interface Member {
  /** Knocks. */
  readonly dialer: Dialer;
  /** Its address in 127.0.0.0/8. */
  readonly local: Uint8Array;
  /** Its session; `undefined` until the server has answered. */
  session: Session | undefined;
  /** Its next ECHO. */
  seq: number;
  /** Replies it has got. */
  replies: number;
}

/** Who a crowd is. */
export interface CrowdOptions {
  /** The server's port on 127.0.0.1. */
  readonly port: number;
  /** Secrets, used in turn. */
  readonly secrets: readonly string[];
  /** How many clients. */
  readonly members: number;
}

/**
 * Many clients behind one socket, each with an address of its own in
 * 127.0.0.0/8, four to a /24.
 */
export class Crowd implements Disposable {
  /** All clients. */
  readonly members: readonly Member[];
  /** What has come and is no KNOCK_ACK, since last set to 0. */
  received = 0;
  /** Called with every reply, of which the bytes are only lent. */
  onReply: (reply: Uint8Array, member: Member) => void = () => {};
  readonly #libc: Libc;
  readonly #fd: number;
  readonly #peer: Uint8Array;
  readonly #outgoing: DatagramBatch;
  readonly #incoming: DatagramBatch;
  readonly #byName = new Map<number, Member>();
  #waiting = 0;

  /** Opens the socket. */
  constructor(libc: Libc, { port, secrets, members }: CrowdOptions) {
    this.#libc = libc;
    this.#fd = libc.socket("inet", "datagram", 0);
    libc.setOption(this.#fd, "receiveBuffer", 16_000_000);
    libc.setOption(this.#fd, "sendBuffer", 4_000_000);
    this.#peer = libc.encodeAddress("127.0.0.1", port) ?? new Uint8Array();
    this.#outgoing = libc.createBatch(BATCH, ECHO_BYTES + 300);
    this.#incoming = libc.createBatch(BATCH, ECHO_BYTES + 300);
    const { mono } = nowOf(libc);
    this.members = Array.from({ length: members }, (_, i) => {
      const network = Math.floor(i / PER_NETWORK);
      return {
        dialer: dialerFor(secrets[i % secrets.length] ?? "", mono),
        local: Uint8Array.of(
          127,
          1 + (network >> 8),
          network & 255,
          1 + (i % PER_NETWORK),
        ),
        session: undefined,
        seq: 0,
        replies: 0,
      };
    });
  }

  /** How many have a session that the server has confirmed. */
  get admitted(): number {
    return this.members.filter(({ replies }) => replies > 0).length;
  }

  /**
   * Lets everybody without a session knock, and confirm the session by a
   * first ECHO, few at a time: the server keeps 1,024 unconfirmed ones.
   *
   * @param waitMs How long to wait for the last answers of a group.
   */
  open(waitMs: number): void {
    const outside = this.members.filter(({ replies }) => replies === 0);
    for (let i = 0; i < outside.length; i += GROUP) {
      const group = outside.slice(i, i + GROUP);
      for (const member of group) {
        member.session = undefined;
        const datagram = member.dialer.knock(nowOf(this.#libc));
        this.#byName.set(nameOf(datagram), member);
        this.enqueue(member, datagram);
      }
      this.flush();
      this.wait(waitMs);
      for (const member of group) {
        if (member.session === undefined) continue;
        this.enqueue(member, this.echoRequest(member, member.session));
      }
      this.flush();
      this.wait(waitMs);
    }
  }

  /** Seals a member's next ECHO_REQUEST. */
  echoRequest(member: Member, session: Session): Uint8Array {
    const now = nowOf(this.#libc);
    const request = new Uint8Array(ECHO_BYTES);
    encodePacket({
      kind: "echoRequest",
      seq: member.seq++,
      flags: 0,
      errorEstimate: 0,
      t1: now.mono,
      pathToken: session.agreement.ack.pathToken,
    }, request);
    session.seal(request, now);
    return request;
  }

  /** Sends a datagram from a member's address, with the next ones. */
  enqueue({ local }: Member, datagram: Uint8Array): void {
    const slot = this.#waiting++;
    const outgoing = this.#outgoing;
    outgoing.payload[slot]?.set(datagram);
    outgoing.length[slot] = datagram.length;
    outgoing.address[slot]?.set(this.#peer);
    outgoing.local[slot]?.set(local);
    outgoing.localBytes[slot] = 4;
    if (this.#waiting === BATCH) this.flush();
  }

  /** Sends what waits. */
  flush(): void {
    for (let from = 0; from < this.#waiting;) {
      const range = { from, to: this.#waiting };
      const sent = this.#libc.send(this.#fd, this.#outgoing, range);
      if (sent > 0) from += sent;
      else this.drain(); // its queue is full: the server needs a moment
    }
    this.#waiting = 0;
  }

  /** Takes what has come, without waiting. */
  drain(): void {
    for (;;) {
      const count = this.#libc.receive(this.#fd, this.#incoming, "data");
      for (let slot = 0; slot < count; slot++) this.#take(slot);
      if (count < BATCH) return;
    }
  }

  /** Takes what comes until nothing has come for so long. */
  wait(quietMs: number): void {
    using poller = this.#libc.openPoller();
    let isQuiet = false;
    poller.add(this.#fd, "read", () => {
      isQuiet = false;
      this.drain();
    });
    while (!isQuiet) {
      isQuiet = true;
      poller.block(quietMs);
    }
  }

  [Symbol.dispose](): void {
    this.#libc.close(this.#fd);
  }

  #take(slot: number): void {
    const payload = this.#incoming.payload[slot];
    if (payload === undefined) return;
    const datagram = payload.subarray(0, this.#incoming.length[slot]);
    const member = this.#byName.get(nameOf(datagram));
    if (member === undefined) return;
    if (typeOf(datagram) === TYPE.knockAck) {
      const session = member.dialer.receive(datagram, nowOf(this.#libc));
      if (!("kind" in session)) member.session = session;
      return;
    }
    this.received += 1;
    member.replies += 1;
    this.onReply(datagram, member);
  }
}

/** Key id and instance as a number that a double holds. */
function nameOf(datagram: Uint8Array): number {
  return (keyIdOf(datagram) & 0x1f_ffff) * 2 ** 32 + instanceOf(datagram);
}
