import {
  type DatagramBatch,
  type DatagramSocket,
  type Libc,
  Origin,
  Phase,
  type Poller,
} from "@bufferbane/ffi";
import type { PathHop } from "../model/mod.ts";
import {
  decodeEchoReply,
  decodeQuotedRequest,
  decodeToken,
  ECHO_BYTES,
  ipv4HeaderBytes,
} from "./icmp_packet.ts";
import { isPortUnreachable } from "./icmp_reason.ts";
import { MAX_TTL, PathHops } from "./path_hops.ts";
import {
  decodePathDatagram,
  encodePathDatagram,
  encodePathRequest,
  UDP_PATH_BYTES,
  UDP_PATH_PORT,
} from "./path_packet.ts";
import { openPathSocket } from "./path_socket.ts";
import { bytesIn, drain } from "./received.ts";
import type { Schedule } from "./schedule.ts";

/** So many packets leave at once, so as to be no burst and hold up nobody. */
const STEP = 5;
const STEP_NS = 60_000_000n;
/** Nearer hops have answered by then. */
const PAUSE_NS = 250_000_000n;
/** Answers are awaited so long after the last probe. */
const LAST_NS = 1_000_000_000n;
/** And looked for so often, as mostly all come soon. */
const LOOK_NS = 50_000_000n;
/** After so many silent hops in a row the rest is not asked. */
const SILENT_HOPS = 8;
/** A number says which try and which hop. */
const NUMBERS_A_TRY = 64;
const SLOT_BYTES = 512;
const SLOTS = 16;

/** What a trace works with. */
export interface PathContext {
  /** Sockets. */
  readonly libc: Libc;
  /** Calls back when an answer is there. */
  readonly poller: Poller;
  /** Calls back when it is time to go on. */
  readonly schedule: Schedule;
  /** The wall clock, for what the kernel does not stamp. */
  readonly wallNs: () => bigint;
  /** The monotonic clock. */
  readonly nowNs: () => bigint;
}

/** What to trace, and how. */
export interface PathOptions {
  /** IP version. */
  readonly family: 4 | 6;
  /** Interface to leave by; empty for the kernel's choice. */
  readonly device: string;
  /** The target. */
  readonly address: string;
  /** ICMP finds most; UDP needs no privilege. */
  readonly method: "icmp" | "udp";
  /** Probes of each hop, 1 to 100. */
  readonly tries: number;
  /** From one to the next, ns; many routers answer only once a second. */
  readonly pauseNs: bigint;
  /** Random, 32 bits: the same again is the same flow. */
  readonly tag: number;
}

/** What a trace found. */
export interface FoundPath {
  /** The hops, in order. */
  readonly hops: readonly PathHop[];
  /** Whether the target itself answered; else the last hop is a router. */
  readonly isReached: boolean;
  /** Times-to-live at which several routers took turns. */
  readonly balancedTtls: readonly number[];
}

/**
 * One traceroute: several probes of each time-to-live, all of one flow, with
 * the kernel's stamps both ways.
 *
 * @see RFC 1393, appendix A, for the idea
 */
export class PathTracer implements Disposable {
  readonly #context: PathContext;
  readonly #options: PathOptions;
  readonly #socket: DatagramSocket;
  readonly #isRaw: boolean;
  readonly #outgoing: DatagramBatch;
  readonly #incoming: DatagramBatch;
  readonly #hops = new PathHops();
  /** When each left, by its number, until it is answered. */
  readonly #sentNs = new Map<number, bigint>();
  readonly #native: Uint8Array;
  #lastAsked = MAX_TTL;
  #isDisposed = false;

  /**
   * Opens the socket.
   *
   * @param context What to work with.
   * @param options What to trace.
   * @throws {IcmpNotAllowedError} Without the privilege that ICMP needs.
   * @throws {LibcError} E.g. `ENODEV` when there is no such interface.
   * @throws {TypeError} When the address is none.
   */
  constructor(context: PathContext, options: PathOptions) {
    this.#context = context;
    this.#options = options;
    const { libc, poller } = context;
    const { address, method } = options;
    const port = method === "udp" ? UDP_PATH_PORT : 0;
    const native = libc.encodeAddress(address, port);
    if (native === undefined) {
      throw new TypeError(`Cannot trace "${address}" as it is no address`);
    }
    this.#native = native;
    const { socket, isRaw } = openPathSocket(libc, options);
    this.#socket = socket;
    this.#isRaw = isRaw;
    this.#outgoing = libc.createBatch(1, ECHO_BYTES);
    this.#incoming = libc.createBatch(SLOTS, SLOT_BYTES);
    poller.add(this.#socket.fd, "read", () => this.#receive());
  }

  /**
   * Traces; takes about a second and the pauses between the tries.
   *
   * @returns What was found; never comes once this is disposed.
   */
  async run(): Promise<FoundPath> {
    for (let attempt = 0; attempt < this.#options.tries; attempt++) {
      for (let ttl = 1; ttl <= this.#lastTtl(); ttl++) {
        this.#send(attempt, ttl);
        if (ttl % STEP === 0) await this.#wait(STEP_NS);
        // Only once nearer hops have had their time to answer.
        if (attempt === 0 && ttl % STEP === 0 && ttl > SILENT_HOPS) {
          await this.#wait(PAUSE_NS);
          if (!this.#hops.isSilentFor(SILENT_HOPS)) continue;
          this.#lastAsked = ttl;
          break;
        }
      }
      const isLast = attempt === this.#options.tries - 1;
      if (!isLast) await this.#wait(this.#options.pauseNs);
    }
    const untilNs = this.#context.nowNs() + LAST_NS;
    while (!this.#isAnswered() && this.#context.nowNs() < untilNs) {
      await this.#wait(LOOK_NS);
    }
    const { reachedTtl } = this.#hops;
    return {
      hops: this.#hops.finish(),
      isReached: reachedTtl <= MAX_TTL,
      balancedTtls: this.#hops.balancedTtls,
    };
  }

  /** Traces no more, and closes its socket. */
  [Symbol.dispose](): void {
    if (this.#isDisposed) return;
    this.#isDisposed = true;
    this.#context.poller.remove(this.#socket.fd);
    this.#socket[Symbol.dispose]();
  }

  /** Whether nothing that counts is under way. */
  #isAnswered(): boolean {
    for (const number of this.#sentNs.keys()) {
      if (number % NUMBERS_A_TRY <= this.#hops.reachedTtl) return false;
    }
    return true;
  }

  /** Not beyond the target, nor far into a silence. */
  #lastTtl(): number {
    return Math.min(this.#hops.reachedTtl, this.#lastAsked);
  }

  #send(attempt: number, ttl: number): void {
    const { family, method, tag } = this.#options;
    const { libc, wallNs } = this.#context;
    const [payload] = this.#outgoing.payload;
    if (payload === undefined || this.#isDisposed) return;
    const number = attempt * NUMBERS_A_TRY + ttl;
    if (method === "icmp") {
      encodePathRequest(payload, family, {
        identifier: tag & 0xffff,
        tag,
        number,
      });
    } else encodePathDatagram(payload, { tag, number });
    this.#outgoing.length[0] = method === "icmp" ? ECHO_BYTES : UDP_PATH_BYTES;
    this.#outgoing.address[0]?.fill(0).set(this.#native);
    libc.setOption(this.#socket.fd, family === 4 ? "v4Ttl" : "v6Hops", ttl);
    this.#sentNs.set(number, wallNs());
    this.#socket.send(this.#outgoing, 1);
    if (this.#outgoing.errno[0] === 0) this.#hops.send(ttl);
    else this.#sentNs.delete(number);
  }

  #receive(): void {
    const batch = this.#incoming;
    drain(this.#socket, { batch, queue: "errors" }, (count) => {
      for (let slot = 0; slot < count; slot++) this.#takeNotice(slot);
    });
    drain(this.#socket, { batch, queue: "data" }, (count) => {
      for (let slot = 0; slot < count; slot++) this.#takeReply(slot);
    });
  }

  #takeNotice(slot: number): void {
    const { family, tag, method } = this.#options;
    const batch = this.#incoming;
    const bytes = bytesIn(batch, slot);
    const origin = batch.origin[slot] ?? Origin.none;
    if (origin === Origin.transmit) {
      const number = decodeToken(bytes, tag);
      const stampNs = batch.stampNs[slot] ?? 0n;
      const isFirst = batch.phase[slot] === Phase.scheduled;
      if (number !== undefined && isFirst && this.#sentNs.has(number)) {
        this.#sentNs.set(number, stampNs);
      }
      return;
    }
    if (origin !== Origin.icmp4 && origin !== Origin.icmp6) return;
    const offender = batch.offender[slot];
    const number = method === "udp"
      ? decodePathDatagram(bytes, tag)
      : this.#quotedNumber(bytes);
    if (number === undefined || offender === undefined) return;
    const from = this.#context.libc.decodeAddress(offender)?.address;
    if (from === undefined) return;
    const type = batch.icmpType[slot] ?? 0;
    const isExceeded = type === (family === 4 ? 11 : 3);
    const isTarget = method === "udp" &&
      isPortUnreachable(origin, type, batch.icmpCode[slot] ?? 0);
    if (isExceeded || isTarget) this.#answer(number, from, { slot, isTarget });
  }

  #quotedNumber(bytes: Uint8Array): number | undefined {
    const { family, tag } = this.#options;
    const quoted = decodeQuotedRequest(bytes, family);
    const isOurs = !this.#isRaw || quoted?.identifier === (tag & 0xffff);
    return isOurs ? quoted?.sequence : undefined;
  }

  #takeReply(slot: number): void {
    const { family, tag, address } = this.#options;
    let bytes = bytesIn(this.#incoming, slot);
    if (this.#isRaw && family === 4) {
      bytes = bytes.subarray(ipv4HeaderBytes(bytes));
    }
    const number = decodeEchoReply(bytes, family, tag);
    if (number === undefined) return;
    this.#answer(number, address, { slot, isTarget: true });
  }

  /** Only the first answer counts: copies would hide a loss. */
  #answer(
    number: number,
    from: string,
    { slot, isTarget }: { readonly slot: number; readonly isTarget: boolean },
  ): void {
    const sentNs = this.#sentNs.get(number);
    if (sentNs === undefined) return;
    this.#sentNs.delete(number);
    const stampNs = this.#incoming.stampNs[slot] ?? 0n;
    const atNs = stampNs === 0n ? this.#context.wallNs() : stampNs;
    const rttNs = Math.max(1, Number(atNs - sentNs));
    this.#hops.answer(number % NUMBERS_A_TRY, from, { rttNs, isTarget });
  }

  #wait(ns: bigint): Promise<void> {
    const { schedule, nowNs } = this.#context;
    return new Promise((resolve) =>
      schedule.at(nowNs() + ns, () => {
        if (!this.#isDisposed) resolve();
      })
    );
  }
}
