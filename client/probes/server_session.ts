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
  type Packet,
  type Session,
  TYPE,
  typeOf,
} from "@bufferbane/protocol";
import type { IcmpNotice } from "./icmp_notice.ts";
import type { ProbeContext } from "./probe.ts";
import type {
  ServerListener,
  ServerSessionOptions,
} from "./server_listener.ts";
import { SessionSocket, tokenOf } from "./session_socket.ts";

const SESSION_TTL_S = 300;
/** Unanswered KNOCKs after which the user is told. */
const SILENT_KNOCKS = 4;

/**
 * Keeps a session with one server over one interface and IP version: knocks,
 * renews before the end, knocks beside a session that has fallen silent, and
 * tells a restart of the server from a dead line. One UDP socket for all.
 */
export class ServerSession implements Disposable {
  readonly #context: ProbeContext;
  readonly #listener: ServerListener;
  readonly #socket: SessionSocket;
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
    const { clock } = context;
    this.#context = context;
    this.#listener = listener;
    this.#dialer = new Dialer({
      ...options,
      features: FEATURE.kernelStamps | FEATURE.seenAddress |
        (options.isForLoad ? FEATURE.tcpBulk : 0),
      wantTtlS: SESSION_TTL_S,
    }, clock.mono());
    this.#heardNs = clock.mono();
    this.#socket = new SessionSocket(context, options, {
      onDatagram: (datagram, stampNs) => this.take(datagram, stampNs),
      onStamp: (token, phase, stampNs) =>
        listener.onStamp(token, phase, stampNs),
      onNotice: (notice) => this.#takeNotice(notice),
    });
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
    const datagram = this.#socket.room(bytes);
    encodePacket(packet, datagram);
    if (!session.seal(datagram, this.#now())) return { errno: 0 };
    const token = tokenOf(datagram);
    const errno = this.#socket.send(bytes);
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
    this.#socket.receive();
  }

  /**
   * The socket, for a load on it: who borrows it gives back by
   * {@linkcode take} what is not meant for him.
   */
  get socket(): SessionSocket {
    return this.#socket;
  }

  /** Closes the socket. */
  [Symbol.dispose](): void {
    this.#timer?.[Symbol.dispose]();
    this.#socket[Symbol.dispose]();
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
    this.#socket.room(knock.length).set(knock);
    // A refusal is as good as silence: the next attempt is due anyway.
    this.#socket.send(knock.length);
    if (this.#silentKnocks++ === SILENT_KNOCKS) {
      this.#listener.onSilence(SILENT_KNOCKS);
    }
    this.#arm();
  }

  #takeNotice({ kind, detail }: IcmpNotice): void {
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
