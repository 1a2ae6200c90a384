/**
 * A server in memory and a line to it, for tests: what is lost, delayed,
 * repeated or overtaken is the test's to say, and so is known.
 *
 * @module
 */

import { Origin } from "@bufferbane/ffi";
import {
  FAKE_ERRNO,
  type FakeDatagram,
  FakeLibc,
  type FakeSocket,
} from "@bufferbane/ffi/testing";
import {
  decodePacket,
  deriveSecretKeys,
  EchoLedger,
  inspect,
  type Instant,
  type KnockAck,
  type MonoNs,
  nativeAead,
  NonceSource,
  openKnock,
  type RandomBytes,
  type ReplyStamps,
  sealKnockAck,
  Session,
  TYPE,
  typeOf,
  type WallNs,
} from "@bufferbane/protocol";
import type { ServerKeys } from "./server_listener.ts";

/** The fake server's clock is ahead by so much. */
export const SERVER_AHEAD_NS = 5_000_000_000n;
/** From a request's arrival to its reply's departure, as `t3` says, ns. */
export const DWELL_NS = 90_000;
/** How much later the reply really leaves, ns. */
export const TX_DELTA_NS = 7_000;

/** What becomes of one datagram on the line. */
export interface Fate {
  /** How long it takes, ns; `null`: lost. */
  readonly takesNs: number | null;
  /** Further copies, each 1 ms later. */
  readonly copies?: number;
}

/** The test's line; datagrams of each direction are counted from 0. */
export interface FakeLine {
  /** Client to server. */
  up(number: number, bytes: number): Fate;
  /** Server to client. */
  down(number: number, bytes: number): Fate;
}

/** Fixed chance: every byte one more than the last. */
function countingRandom(): RandomBytes {
  let next = 0;
  return (count) => Uint8Array.from({ length: count }, () => next++ & 0xff);
}

/** What client and fake server share. */
export function testKeys(secretByte = 7): ServerKeys {
  return {
    secret: deriveSecretKeys(new Uint8Array(32).fill(secretByte)),
    aead: nativeAead,
    nonces: new NonceSource(),
    random: countingRandom(),
  };
}

/** A line with this delay each way that loses nothing. */
export function steadyLine(upNs: number, downNs: number): FakeLine {
  return { up: () => ({ takesNs: upNs }), down: () => ({ takesNs: downNs }) };
}

interface Open {
  readonly session: Session;
  readonly ledger: EchoLedger;
}

/** A server that answers over a {@linkcode FakeLine}. */
export class FakeServer {
  /** For the client. */
  readonly libc: FakeLibc;
  /** Changeable on the way. */
  line: FakeLine;
  /** `"off"`: silent, as a host that drops; `"closed"`: no such port. */
  state: "on" | "off" | "closed" = "on";
  /** Requests that it drops as too many. */
  overLimit = 0;
  /** Datagrams sent in each direction so far. */
  readonly sent = { up: 0, down: 0 };
  /** KNOCKs that arrived. */
  knocks = 0;
  /** As the server says it; below 1400 the client asks nothing of the path. */
  maxDatagramBytes = 1200;
  /** What the client's own interface carries. */
  maxSendBytes = 1472;
  /** The port that it says it sees. */
  seenPort = 40_000;
  #bootId = 1n;
  #upSinceNs: bigint;
  readonly #keys = testKeys();
  #sessions = new Map<string, Open>();

  /** @param line What happens to datagrams. */
  constructor(line: FakeLine) {
    this.line = line;
    this.libc = new FakeLibc({
      onSend: (socket, datagram) => this.#onSend(socket, datagram),
    });
    this.#upSinceNs = this.libc.clock("monotonicRaw") - 60_000_000_000n;
  }

  /** Forgets every session, as a new process does. */
  restart(): void {
    this.#sessions.clear();
    this.#bootId++;
    this.#upSinceNs = this.libc.clock("monotonicRaw");
  }

  #onSend(socket: FakeSocket, datagram: FakeDatagram): number {
    const { length } = datagram.payload;
    if (length > this.maxSendBytes) return FAKE_ERRNO.EMSGSIZE;
    const fate = this.line.up(this.sent.up++, length);
    if (fate.takesNs === null) return 0;
    if (this.state === "closed") {
      this.libc.deliver(socket, fate.takesNs, {
        ...datagram,
        origin: Origin.icmp4,
        icmp: [3, 3],
        offender: datagram.peer.address,
      });
      return 0;
    }
    for (let copy = 0; copy <= (fate.copies ?? 0); copy++) {
      const takesNs = fate.takesNs + copy * 1e6;
      // Virtual time: what the server will do then is worked out now.
      const reply = this.state === "on"
        ? this.#answer(datagram.payload.slice(), takesNs)
        : undefined;
      if (reply !== undefined) this.#reply(socket, datagram, [reply, takesNs]);
    }
    return 0;
  }

  #reply(
    socket: FakeSocket,
    { peer }: FakeDatagram,
    [payload, upNs]: readonly [Uint8Array, number],
  ): void {
    const fate = this.line.down(this.sent.down++, payload.length);
    if (fate.takesNs === null) return;
    const takesNs = upNs + DWELL_NS + TX_DELTA_NS + fate.takesNs;
    for (let copy = 0; copy <= (fate.copies ?? 0); copy++) {
      this.libc.deliver(socket, takesNs + copy * 1e6, { payload, peer });
    }
  }

  #answer(datagram: Uint8Array, afterNs: number): Uint8Array | undefined {
    if (inspect(datagram) !== undefined) return undefined;
    const mono = this.libc.clock("monotonicRaw") + BigInt(afterNs) +
      SERVER_AHEAD_NS;
    const now = { mono, wall: this.libc.clock("realtime") } as Instant;
    if (typeOf(datagram) === TYPE.knock) return this.#takeKnock(datagram, now);
    const open = this.#sessions.get(datagram.subarray(8, 16).toHex());
    if (open === undefined) return undefined;
    const fault = open.session.open(datagram, now);
    if (fault?.reason === "replayed") open.ledger.countDuplicate();
    if (fault !== undefined) return undefined;
    if (decodePacket(datagram).kind !== "echoRequest") return undefined;
    if (this.overLimit > 0) {
      this.overLimit--;
      open.ledger.countOverLimit();
      return undefined;
    }
    const reply = new Uint8Array(datagram.length);
    const t3 = now.mono + BigInt(DWELL_NS);
    const stamps = {
      flags: 1,
      errorEstimate: 0,
      t2: now.mono,
      t3: t3 as MonoNs,
      dropKernel: 1000,
      pathToken: new Uint8Array(8).fill(9),
      rxTtl: 64,
      rxTos: 0,
      seenPort: this.seenPort,
    } satisfies ReplyStamps;
    open.ledger.answer(datagram, reply, stamps);
    const seq = new DataView(reply.buffer).getUint32(32);
    open.ledger.noteDeparture(seq, TX_DELTA_NS);
    return open.session.seal(reply, now) ? reply : undefined;
  }

  #takeKnock(datagram: Uint8Array, now: Instant): Uint8Array | undefined {
    const received = openKnock(this.#keys.secret, datagram, this.#keys);
    if ("kind" in received) return undefined;
    this.knocks++;
    const { datagram: answer, ...agreement } = sealKnockAck(
      this.#keys.secret,
      received,
      { ...this.#keys, ack: this.#ack(now), paddingBytes: 0, now },
    );
    const session = new Session(agreement, {
      ...this.#keys,
      role: "server",
      since: now,
    });
    this.#sessions.set(agreement.clientId.toHex(), {
      session,
      ledger: new EchoLedger(),
    });
    return answer;
  }

  #ack(now: Instant): KnockAck {
    const upNs = now.mono - SERVER_AHEAD_NS - this.#upSinceNs;
    return {
      kind: "knockAck",
      serverRandom: this.#keys.random(32),
      version: 2,
      features: 9,
      ttlMs: 300_000,
      bootId: this.#bootId,
      uptimeMs: upNs / 1_000_000n,
      wall: now.wall as WallNs,
      t2: now.mono,
      t3: now.mono,
      pathToken: new Uint8Array(8).fill(8),
      maxEchoPps: 20,
      maxDatagramBytes: this.maxDatagramBytes,
      maxRateKbps: 200_000,
      maxBulkMs: 30_000,
      errorEstimate: 0,
      tcpPort: 0,
      bytesLeftToday: 0n,
      seenAddress: Uint8Array.of(
        ...[0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 198, 51, 100, 7],
      ),
    };
  }
}
