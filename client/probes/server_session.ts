import { type DatagramBatch, DatagramSocket, Origin } from "@bufferbane/ffi";
import {
  clientIdOf,
  decodePacket,
  Dialer,
  encodePacket,
  FEATURE,
  inspect,
  type Instant,
  isServerRestart,
  type KnockAck,
  MAX_DATAGRAM_BYTES,
  type Packet,
  SAFE_DATAGRAM_BYTES,
  type Session,
  TYPE,
  typeOf,
} from "@bufferbane/protocol";
import { icmpNotice } from "./icmp_notice.ts";
import type { ProbeContext } from "./probe.ts";
import type {
  ServerListener,
  ServerSessionOptions,
} from "./server_listener.ts";

/** Datagrams to a system call. */
const BATCH = 64;
/** The longest datagram, looped back in a frame, and some room. */
const SLOT_BYTES = MAX_DATAGRAM_BYTES + 128;
/** Room for half a minute of replies and stamps at 100 a second. */
const RECEIVE_BUFFER_BYTES = 4 << 20;
/** Room for a packet train, and for 2 ms at 1 Gbit/s. */
const SEND_BUFFER_BYTES = 1 << 20;
const SESSION_TTL_S = 300;
/** Unanswered KNOCKs after which the user is told. */
const SILENT_KNOCKS = 4;
/** Where the AEAD's tag ends: with the datagram. Its last half tells enough. */
const TOKEN_BYTES = 8;
/**
 * linux/in.h: IP_PMTUDISC_PROBE, the same for IPv6: never fragment, and never
 * believe a forged "too big".
 */
const MTU_PROBE = 3;
/** linux/in.h: IPPROTO_UDP. */
const UDP = 17;

/**
 * Keeps a session with one server over one interface and IP version: knocks,
 * renews before the end, knocks beside a session that has fallen silent, and
 * tells a restart of the server from a dead line. One UDP socket for all.
 */
export class ServerSession implements Disposable {
  readonly #context: ProbeContext;
  readonly #options: ServerSessionOptions;
  readonly #listener: ServerListener;
  readonly #socket: DatagramSocket;
  readonly #outgoing: DatagramBatch;
  readonly #incoming: DatagramBatch;
  readonly #dialer: Dialer;
  /** Those that may still receive, by client id; the newest is current. */
  readonly #sessions = new Map<string, Session>();
  #current: Session | undefined;
  #lastAck: KnockAck | undefined;
  #heardNs: bigint;
  #silentKnocks = 0;
  #timer: Disposable | undefined;

  /**
   * Opens the socket; the first KNOCK goes out in the schedule's next turn.
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
    listener: ServerListener,
  ) {
    const { libc, clock, poller } = context;
    const { address, port, device } = options;
    const native = libc.encodeAddress(address, port);
    if (native === undefined) {
      throw new TypeError(
        `Cannot open a session with "${address}" as it is no address`,
      );
    }
    this.#context = context;
    this.#options = options;
    this.#listener = listener;
    const { isForLoad = false } = options;
    // What ends a packet train is padded to the length of its answer.
    const slotBytes = isForLoad ? SAFE_DATAGRAM_BYTES : SLOT_BYTES;
    this.#outgoing = libc.createBatch(1, slotBytes);
    this.#outgoing.address[0]?.set(native);
    this.#incoming = libc.createBatch(BATCH, SLOT_BYTES);
    this.#dialer = new Dialer({
      ...options,
      features: FEATURE.kernelStamps | FEATURE.seenAddress |
        (isForLoad ? FEATURE.tcpBulk : 0),
      wantTtlS: SESSION_TTL_S,
    }, clock.mono());
    this.#heardNs = clock.mono();
    this.#socket = new DatagramSocket(libc, {
      domain: address.includes(":") ? "inet6" : "inet",
      type: "datagram",
      protocol: UDP,
      device,
      receiveBufferBytes: RECEIVE_BUFFER_BYTES,
    });
    try {
      const isIpv6 = address.includes(":");
      const option = isIpv6 ? "v6MtuDiscover" : "v4MtuDiscover";
      libc.setOption(this.#socket.fd, option, MTU_PROBE);
      if (isForLoad) this.#prepareForLoad(native);
      poller.add(this.#socket.fd, "read", () => this.receive());
    } catch (error) {
      this.#socket[Symbol.dispose]();
      throw error;
    }
    this.#arm();
  }

  /** The session to send on; `undefined` while there is none. */
  get current(): Session | undefined {
    const session = this.#current;
    const mono = this.#context.clock.mono();
    return session?.state(mono) === "confirmed" ? session : undefined;
  }

  /** Datagrams that this socket dropped as nobody read it in time. */
  countDrops(): number {
    return this.#socket.countDrops();
  }

  /**
   * Sends a packet on a session.
   *
   * @param session Where.
   * @param packet What.
   * @param bytes How long the datagram is to be.
   * @returns What its stamps will be known by; or why the kernel refused it,
   * 0 if the session is over.
   */
  send(
    session: Session,
    packet: Packet,
    bytes: number,
  ): { readonly token: bigint } | { readonly errno: number } {
    const datagram = this.#outgoing.payload[0]?.subarray(0, bytes);
    if (datagram === undefined) return { errno: 0 };
    encodePacket(packet, datagram);
    if (!session.seal(datagram, this.#now())) return { errno: 0 };
    const token = tokenOf(datagram);
    this.#outgoing.length[0] = bytes;
    this.#socket.send(this.#outgoing, 1);
    const errno = this.#outgoing.errno[0] ?? 0;
    return errno === 0 ? { token } : { errno };
  }

  /** Says that an ECHO was answered. */
  hit(): void {
    this.#dialer.hit();
    this.#arm();
  }

  /** Says that an ECHO went unanswered: after three a KNOCK goes beside them. */
  miss(): void {
    this.#dialer.miss(this.#context.clock.mono());
    this.#arm();
  }

  /** Says that the path is another one: a KNOCK goes out at once. */
  hurry(): void {
    this.#dialer.hurry(this.#context.clock.mono());
    this.#arm();
  }

  /** Takes what waits in the socket; the poller calls it too. */
  receive(): void {
    const batch = this.#incoming;
    // The error queue first: it holds the stamps that the replies need.
    this.receiveNotices();
    for (let n; (n = this.#socket.receive(batch, "data")) > 0;) {
      for (let slot = 0; slot < n; slot++) {
        this.take(received(batch, slot), batch.stampNs[slot] ?? 0n);
      }
    }
  }

  /** Takes what waits in the socket's error queue. */
  receiveNotices(): void {
    const batch = this.#incoming;
    for (let n; (n = this.#socket.receive(batch, "errors")) > 0;) {
      for (let slot = 0; slot < n; slot++) this.#takeNotice(slot);
    }
  }

  /** The socket's descriptor, for a load on it. */
  get fd(): number {
    return this.#socket.fd;
  }

  /**
   * Lets somebody else read the socket, who gives back by {@linkcode take}
   * what is not meant for him, and calls {@linkcode receiveNotices}.
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

  /** Closes the socket. */
  [Symbol.dispose](): void {
    this.#timer?.[Symbol.dispose]();
    this.#context.poller.remove(this.#socket.fd);
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
    libc.setOption(this.fd, "sendBuffer", SEND_BUFFER_BYTES);
    // Where there is no route there is none for a KNOCK either: told later.
    libc.connect(this.fd, peer);
  }

  /** Knocks when the dialer wants it. */
  #arm(): void {
    this.#timer?.[Symbol.dispose]();
    this.#timer = this.#context.schedule.at(
      this.#dialer.dueAt,
      () => this.#knock(),
    );
  }

  #knock(): void {
    const knock = this.#dialer.knock(this.#now());
    this.#outgoing.payload[0]?.set(knock);
    this.#outgoing.length[0] = knock.length;
    // A refusal is as good as silence: the next attempt is due anyway.
    this.#socket.send(this.#outgoing, 1);
    if (this.#silentKnocks++ === SILENT_KNOCKS) {
      this.#listener.onSilence(SILENT_KNOCKS);
    }
    this.#arm();
  }

  #takeNotice(slot: number): void {
    const batch = this.#incoming;
    const bytes = received(batch, slot);
    if (batch.origin[slot] === Origin.transmit) {
      const stampNs = batch.stampNs[slot] ?? 0n;
      this.#listener.onStamp(tokenOf(bytes), batch.phase[slot] ?? 0, stampNs);
      return;
    }
    const notice = icmpNotice(batch, slot, this.#context);
    if (notice === undefined) return;
    const { kind, detail } = notice;
    if (kind === "too_big") return this.#listener.onTooBig(detail);
    const isRefusal = kind === "refused";
    if (isRefusal) {
      this.#dialer.refuse(this.#context.clock.mono());
      this.#arm();
    }
    this.#listener.onUnreachable({ detail, isRefusal });
  }

  /**
   * Takes a datagram that came in the socket.
   *
   * @param datagram As received; opened in place.
   * @param stampNs The kernel's stamp, wall clock; 0 = none.
   */
  take(datagram: Uint8Array, stampNs: bigint): void {
    if (inspect(datagram) !== undefined) return;
    if (typeOf(datagram) === TYPE.knockAck) return this.#takeAck(datagram);
    const session = this.#sessions.get(clientIdOf(datagram).toHex());
    const fault = session?.open(datagram, this.#now());
    if (session === undefined) return;
    if (fault !== undefined && fault.reason !== "replayed") return;
    // Opened in place: what is only a repeat is authentic as well.
    const packet = decodePacket(datagram);
    if (packet.kind === "fault") return;
    if (fault !== undefined) return this.#listener.onRepeat(session, packet);
    this.#heard();
    this.#listener.onPacket(session, packet, { stampNs });
  }

  #takeAck(datagram: Uint8Array): void {
    const now = this.#now();
    const session = this.#dialer.receive(datagram, now);
    if ("kind" in session) return;
    const { ack, clientId } = session.agreement;
    const gapMs = Number(now.mono - this.#heardNs) / 1e6;
    const isRestart = this.#lastAck !== undefined &&
      isServerRestart(this.#lastAck, ack, { gapMs });
    for (const [id, old] of this.#sessions) {
      if (isRestart || old.state(now.mono) === "expired") {
        this.#sessions.delete(id);
      }
    }
    this.#sessions.set(clientId.toHex(), session);
    this.#current = session;
    this.#lastAck = ack;
    this.#heard();
    this.#arm();
    const uptimeMs = Number(ack.uptimeMs);
    this.#listener.onOpen(session, isRestart ? { gapMs, uptimeMs } : undefined);
  }

  #heard(): void {
    this.#heardNs = this.#context.clock.mono();
    this.#silentKnocks = 0;
  }

  #now(): Instant {
    const { clock } = this.#context;
    return { wall: clock.wall(), mono: clock.mono() };
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

function received(batch: DatagramBatch, slot: number): Uint8Array {
  const payload = batch.payload[slot];
  if (payload === undefined) throw new RangeError(`Cannot read slot ${slot}`);
  return payload.subarray(0, batch.length[slot]);
}
