import {
  type DatagramBatch,
  type Libc,
  Origin,
  type Poller,
} from "@bufferbane/ffi";
import {
  decodeEchoReply,
  decodeQuotedRequest,
  ECHO_BYTES,
  encodeEchoRequest,
  ipv4HeaderBytes,
} from "./icmp_packet.ts";
import { type IcmpSocket, openIcmpSocket } from "./icmp_socket.ts";
import { bytesIn, drain } from "./received.ts";
import type { Schedule } from "./schedule.ts";

/** The provider's first router is the second hop, or soon after. */
const FIRST_TTL = 2;
const LAST_TTL = 6;
/** Ordinary time to live, for asking a router itself. */
const DEFAULT_TTL = 64;
/** Routers answer such packets at leisure, or only some of them. */
const TRIES = 3;
const WAIT_NS = 700_000_000n;

/** What the search works with. */
export interface FirstHopContext {
  /** Sockets. */
  readonly libc: Libc;
  /** Calls back when a reply is there. */
  readonly poller: Poller;
  /** Calls back when waiting is over. */
  readonly schedule: Schedule;
  /** The monotonic clock. */
  readonly nowNs: () => bigint;
}

/** Where to search. */
export interface FirstHopOptions {
  /** IP version. */
  readonly family: 4 | 6;
  /** Interface to leave by; empty for the kernel's choice. */
  readonly device: string;
  /** A far address to walk towards. */
  readonly towards: string;
  /** The user's own router, which is not the provider's. */
  readonly gateway: string;
  /** Random, 32 bits. */
  readonly tag: number;
}

/**
 * Finds the provider's first router: the nearest hop beyond the user's own
 * equipment that answers pings.
 *
 * @param context What to work with.
 * @param options Where to search.
 * @returns Its address, or `null` if no such hop answers.
 * @throws {IcmpNotAllowedError} Without the privilege.
 */
export async function findFirstHop(
  context: FirstHopContext,
  options: FirstHopOptions,
): Promise<string | null> {
  using search = new HopSearch(context, options);
  const hops = await search.walk();
  const candidates = hops.filter((hop) =>
    hop !== options.gateway && !isHomeAddress(hop)
  );
  for (const candidate of candidates) {
    if (await search.isAnswering(candidate)) return candidate;
  }
  return null;
}

/**
 * Whether an address is one that home routers give out, so that a hop with it
 * is a second router of the user's own. (Providers use 10/8, 172.16/12 and
 * 100.64/10 for their own routers.)
 *
 * @param address IPv4 or IPv6 text.
 * @see RFC 1918, RFC 4193
 */
function isHomeAddress(address: string): boolean {
  return address.startsWith("192.168.") || /^f[cd]/i.test(address);
}

class HopSearch implements Disposable {
  readonly #context: FirstHopContext;
  readonly #options: FirstHopOptions;
  readonly #icmp: IcmpSocket;
  readonly #batch: DatagramBatch;
  /** Which hop answered a request sent with each time to live. */
  readonly #hops = new Map<number, string>();
  #answers = 0;

  constructor(context: FirstHopContext, options: FirstHopOptions) {
    this.#context = context;
    this.#options = options;
    const { family, device } = options;
    this.#icmp = openIcmpSocket(context.libc, {
      family,
      device,
      probesInFlight: 64,
    });
    this.#batch = context.libc.createBatch(8, 512);
    context.poller.add(this.#icmp.socket.fd, "read", () => this.#receive());
  }

  /** The addresses of the hops that said so, nearest first. */
  async walk(): Promise<readonly string[]> {
    for (let attempt = 0; attempt < TRIES; attempt++) {
      for (let ttl = FIRST_TTL; ttl <= LAST_TTL; ttl++) {
        if (!this.#hops.has(ttl)) this.#send(this.#options.towards, ttl, ttl);
      }
      await this.#wait();
    }
    return [...this.#hops].sort(([a], [b]) => a - b).map(([, hop]) => hop);
  }

  /** Whether a host answers pings. */
  async isAnswering(address: string): Promise<boolean> {
    this.#answers = 0;
    for (let attempt = 0; attempt < TRIES; attempt++) {
      this.#send(address, DEFAULT_TTL, 0);
      await this.#wait();
      if (this.#answers > 0) return true;
    }
    return false;
  }

  [Symbol.dispose](): void {
    this.#context.poller.remove(this.#icmp.socket.fd);
    this.#icmp[Symbol.dispose]();
  }

  #send(address: string, ttl: number, number: number): void {
    const { family, tag } = this.#options;
    const { libc } = this.#context;
    const { socket } = this.#icmp;
    const native = libc.encodeAddress(address, 0);
    const payload = this.#batch.payload[0];
    if (native === undefined || payload === undefined) return;
    const identifier = tag & 0xffff;
    encodeEchoRequest(payload, family, { identifier, tag, number });
    this.#batch.address[0]?.fill(0).set(native);
    this.#batch.length[0] = ECHO_BYTES;
    libc.setOption(socket.fd, family === 4 ? "v4Ttl" : "v6Hops", ttl);
    socket.send(this.#batch, 1);
  }

  #receive(): void {
    const { socket, isRaw } = this.#icmp;
    const { family, tag } = this.#options;
    const batch = this.#batch;
    drain(socket, { batch, queue: "errors" }, (count) => {
      for (let slot = 0; slot < count; slot++) this.#takeError(slot);
    });
    drain(socket, { batch, queue: "data" }, (count) => {
      for (let slot = 0; slot < count; slot++) {
        const bytes = bytesIn(batch, slot);
        const message = isRaw && family === 4
          ? bytes.subarray(ipv4HeaderBytes(bytes))
          : bytes;
        if (decodeEchoReply(message, family, tag) === 0) this.#answers++;
      }
    });
  }

  #takeError(slot: number): void {
    const { family, tag } = this.#options;
    const origin = this.#batch.origin[slot];
    if (origin !== Origin.icmp4 && origin !== Origin.icmp6) return;
    const quoted = decodeQuotedRequest(bytesIn(this.#batch, slot), family);
    const offender = this.#batch.offender[slot];
    if (quoted === undefined || offender === undefined) return;
    const isOurs = !this.#icmp.isRaw || quoted.identifier === (tag & 0xffff);
    const from = this.#context.libc.decodeAddress(offender);
    if (isOurs && from !== undefined && quoted.sequence >= FIRST_TTL) {
      this.#hops.set(quoted.sequence, from.address);
    }
  }

  #wait(): Promise<void> {
    const { schedule, nowNs } = this.#context;
    return new Promise((resolve) => schedule.at(nowNs() + WAIT_NS, resolve));
  }
}
