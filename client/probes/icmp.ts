import { type DatagramBatch, Origin } from "@bufferbane/ffi";
import type { Series, WallNs } from "../model/mod.ts";
import {
  decodeEchoReply,
  decodeQuotedRequest,
  decodeToken,
  ECHO_BYTES,
  encodeEchoRequest,
  ipv4HeaderBytes,
  numberOfSequence,
} from "./icmp_packet.ts";
import { icmpFailure } from "./icmp_failure.ts";
import { IcmpFlight, type Pending } from "./icmp_flight.ts";
import { type IcmpSocket, openIcmpSocket } from "./icmp_socket.ts";
import type { Probe, ProbeContext } from "./probe.ts";
import { bytesIn, drain } from "./received.ts";

/** Datagrams to a system call. */
const BATCH = 64;
/** Frames with their headers must fit, since a probe's identity is at the end. */
const SLOT_BYTES = 192;
/** Beyond so many targets a round is spread out, so as not to be a burst. */
const BURST_TARGETS = 50;
/** Over how long. */
const SPREAD_NS = 200_000_000n;

/** Whom to ping. */
export interface IcmpTarget {
  /** What the measurements belong to. */
  readonly series: Series;
  /** Its address now, of the probe's IP version. */
  readonly address: string;
}

/** How to ping. */
export interface IcmpOptions {
  /** IP version. */
  readonly family: 4 | 6;
  /** Interface to leave by; empty for the kernel's choice. */
  readonly device: string;
  /** A reply later than this is late, ns. */
  readonly timeoutNs: bigint;
  /** A reply later than this is not waited for, ns. */
  readonly lateNs: bigint;
  /** Random, 32 bits, for each probe object. */
  readonly tag: number;
  /** Takes the time-to-live of each answer; another one is another way. */
  readonly onTtl?: (series: Series, ttl: number) => void;
  /** Number of the first request, 0 to 2^32 - 1; 0 unless said. */
  readonly firstNumber?: number;
}

interface Aim {
  readonly series: Series;
  readonly native: Uint8Array;
}

/** ICMP echo to many targets over one interface and IP version. */
export class IcmpProbe implements Probe {
  readonly #context: ProbeContext;
  readonly #options: IcmpOptions;
  readonly #socket: IcmpSocket;
  readonly #outgoing: DatagramBatch;
  readonly #incoming: DatagramBatch;
  readonly #flight: IcmpFlight;
  #aims: readonly Aim[] = [];
  #nextNumber: number;
  #isClosed = false;

  /**
   * Opens the socket.
   *
   * @param context What to work with.
   * @param options How to ping.
   * @throws {IcmpNotAllowedError} Without the privilege.
   * @throws {LibcError} E.g. `ENODEV` when there is no such interface.
   */
  constructor(context: ProbeContext, options: IcmpOptions) {
    this.#context = context;
    this.#options = options;
    this.#nextNumber = options.firstNumber ?? 0;
    this.#flight = new IcmpFlight({
      timeoutNs: options.timeoutNs,
      lateNs: options.lateNs,
      report: ({ series, sentAt }, outcome) =>
        context.report({ series, sentAt, outcome }),
    });
    const { libc, poller } = context;
    this.#socket = openIcmpSocket(libc, {
      family: options.family,
      device: options.device,
      probesInFlight: 1024,
    });
    this.#outgoing = libc.createBatch(BATCH, SLOT_BYTES);
    this.#incoming = libc.createBatch(BATCH, SLOT_BYTES);
    poller.add(this.#socket.socket.fd, "read", () => this.#receive());
  }

  /**
   * Changes the targets from the next round on.
   *
   * @param targets Of this probe's IP version.
   * @throws {TypeError} If an address is none.
   */
  setTargets(targets: readonly IcmpTarget[]): void {
    this.#aims = targets.map(({ series, address }) => {
      const native = this.#context.libc.encodeAddress(address, 0);
      if (native === undefined) {
        throw new TypeError(`Cannot ping "${address}" as it is no address`);
      }
      return { series, native };
    });
  }

  send(at: WallNs): void {
    this.#flight.forget(this.#context.clock.mono());
    const aims = this.#aims;
    if (aims.length <= BURST_TARGETS) return this.#sendTo(aims, at);
    const { clock } = this.#context;
    const bursts = BigInt(Math.ceil(aims.length / BURST_TARGETS));
    const startNs = clock.mono();
    for (let burst = 0n; burst < bursts; burst++) {
      const from = Number(burst) * BURST_TARGETS;
      const part = aims.slice(from, from + BURST_TARGETS);
      this.#later(
        startNs + burst * SPREAD_NS / bursts,
        () => this.#sendTo(part, at),
      );
    }
  }

  abandon(): void {
    this.#flight.clear();
  }

  /** Closes its sockets; what is under way is not reported. */
  [Symbol.dispose](): void {
    this.abandon();
    this.#isClosed = true;
    this.#context.poller.remove(this.#socket.socket.fd);
    this.#socket[Symbol.dispose]();
  }

  /** Not when closed by then: the descriptor may be another socket's. */
  #later(atNs: bigint, job: () => void): void {
    this.#context.schedule.at(atNs, () => {
      if (!this.#isClosed) job();
    });
  }

  #sendTo(aims: readonly Aim[], at: WallNs): void {
    for (let from = 0; from < aims.length; from += BATCH) {
      this.#sendBatch(aims.slice(from, from + BATCH), at);
    }
    this.#receive();
  }

  #sendBatch(aims: readonly Aim[], at: WallNs): void {
    const { clock, libc } = this.#context;
    const { family, tag, timeoutNs } = this.#options;
    const batch = this.#outgoing;
    const first = this.#nextNumber;
    const dropsBefore = this.#socket.socket.countDrops();
    for (const [slot, aim] of aims.entries()) {
      const payload = batch.payload[slot];
      if (payload === undefined) break;
      const number = (first + slot) >>> 0;
      batch.address[slot]?.fill(0).set(aim.native);
      batch.length[slot] = ECHO_BYTES;
      encodeEchoRequest(payload, family, {
        identifier: tag & 0xffff,
        tag,
        number,
      });
    }
    const monoNs = clock.mono();
    const clockOffsetNs = clock.wall() - monoNs;
    this.#socket.socket.send(batch, aims.length);
    for (const [slot, aim] of aims.entries()) {
      const pending: Pending = {
        ...aim,
        sentAt: at,
        monoNs,
        clockOffsetNs,
        scheduledNs: 0n,
        leftNs: 0n,
        outcome: undefined,
        dropsBefore,
      };
      const errno = batch.errno[slot] ?? 0;
      if (errno === 0) this.#flight.add((first + slot) >>> 0, pending);
      else this.#flight.refuse(pending, libc.errorText(errno));
    }
    this.#nextNumber = (first + aims.length) >>> 0;
    this.#later(monoNs + timeoutNs, () => this.#expire());
  }

  #expire(): void {
    // Replies that came in time may not have been read yet.
    this.#receive();
    this.#flight.expire(
      this.#context.clock.mono(),
      () => this.#socket.socket.countDrops(),
    );
  }

  #receive(): void {
    const { socket } = this.#socket;
    const batch = this.#incoming;
    // The error queue first: it holds the stamps that the replies need.
    drain(socket, { batch, queue: "errors" }, (count) => {
      for (let slot = 0; slot < count; slot++) this.#takeNotice(slot);
    });
    drain(socket, { batch, queue: "data" }, (count) => {
      const nowMonoNs = this.#context.clock.mono();
      const clockOffsetNs = this.#context.clock.wall() - nowMonoNs;
      for (let slot = 0; slot < count; slot++) {
        this.#takeReply(slot, nowMonoNs, clockOffsetNs);
      }
    });
  }

  #takeNotice(slot: number): void {
    const batch = this.#incoming;
    const bytes = bytesIn(batch, slot);
    const origin = batch.origin[slot] ?? Origin.none;
    if (origin === Origin.transmit) {
      const number = decodeToken(bytes, this.#options.tag);
      if (number === undefined) return;
      const stampNs = batch.stampNs[slot] ?? 0n;
      this.#flight.stamp(number, batch.phase[slot] ?? 0, stampNs);
    } else if (origin === Origin.icmp4 || origin === Origin.icmp6) {
      this.#takeError(slot, bytes);
    }
  }

  #takeError(slot: number, bytes: Uint8Array): void {
    const { family, tag } = this.#options;
    const batch = this.#incoming;
    const quoted = decodeQuotedRequest(bytes, family);
    if (quoted === undefined) return;
    if (this.#socket.isRaw && quoted.identifier !== (tag & 0xffff)) return;
    const to = batch.address[slot];
    if (to === undefined) return;
    this.#flight.fail(
      numberOfSequence(quoted.sequence, this.#nextNumber - 1),
      to,
      () => icmpFailure(this.#context.libc, { batch, slot }),
    );
  }

  #takeReply(slot: number, nowMonoNs: bigint, clockOffsetNs: bigint): void {
    const { family, tag } = this.#options;
    const batch = this.#incoming;
    let bytes = bytesIn(batch, slot);
    if (this.#socket.isRaw && family === 4) {
      bytes = bytes.subarray(ipv4HeaderBytes(bytes));
    }
    const number = decodeEchoReply(bytes, family, tag);
    if (number === undefined) return;
    const series = this.#flight.seriesOf(number);
    this.#flight.answer(number, {
      monoNs: nowMonoNs,
      clockOffsetNs,
      stampNs: batch.stampNs[slot] ?? 0n,
    });
    if (series !== undefined) {
      this.#options.onTtl?.(series, batch.ttl[slot] ?? 0);
    }
  }
}
