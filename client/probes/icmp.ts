import { type DatagramBatch, Origin, Phase } from "@bufferbane/ffi";
import type { Outcome, Series, WallNs } from "../model/mod.ts";
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
import { type IcmpSocket, openIcmpSocket } from "./icmp_socket.ts";
import type { Probe, ProbeContext } from "./probe.ts";
import { type Departure, roundTrip } from "./round_trip.ts";

/** Datagrams to a system call. */
const BATCH = 64;
/** Frames with their headers must fit, since a probe's identity is at the end. */
const SLOT_BYTES = 192;
/**
 * Batches taken at a time: more than the receive buffer holds. A host that
 * floods us with copies may not keep the program from everything else...
 */
const MAX_BATCHES = 256;
/** ...nor fill the disk: so many copies of a reply are counted, no more. */
const MAX_DUPLICATES = 100;
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
}

interface Aim {
  readonly series: Series;
  readonly native: Uint8Array;
}

/** A request that is under way, or has been answered and may be again. */
interface Pending extends Departure {
  readonly series: Series;
  readonly native: Uint8Array;
  readonly sentAt: WallNs;
  /** What was reported so far. */
  outcome: Outcome | undefined;
  readonly dropsBefore: number;
}

/** ICMP echo to many targets over one interface and IP version. */
export class IcmpProbe implements Probe {
  readonly #context: ProbeContext;
  readonly #options: IcmpOptions;
  readonly #socket: IcmpSocket;
  readonly #outgoing: DatagramBatch;
  readonly #incoming: DatagramBatch;
  /** By number, so in the order of sending. */
  readonly #pending = new Map<number, Pending>();
  #aims: readonly Aim[] = [];
  #nextNumber = 0;
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
    this.#forget();
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
    this.#pending.clear();
  }

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
    const { clock } = this.#context;
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
      if (errno === 0) this.#pending.set((first + slot) >>> 0, pending);
      else this.#report(pending, this.#sendFailure(errno));
    }
    this.#nextNumber = (first + aims.length) >>> 0;
    this.#later(monoNs + timeoutNs, () => this.#expire());
  }

  /** Reports those whose time is up; they are still waited for. */
  #expire(): void {
    // Replies that came in time may not have been read yet.
    this.#receive();
    const limitNs = this.#context.clock.mono() - this.#options.timeoutNs;
    let drops = -1;
    for (const pending of this.#pending.values()) {
      if (pending.monoNs > limitNs) break;
      if (pending.outcome !== undefined) continue;
      if (drops < 0) drops = this.#socket.socket.countDrops();
      this.#report(
        pending,
        drops > pending.dropsBefore
          ? { kind: "self_dropped", detail: "receive buffer full" }
          : { kind: "timeout", detail: "" },
      );
    }
  }

  #forget(): void {
    const limitNs = this.#context.clock.mono() - this.#options.lateNs;
    for (const [number, pending] of this.#pending) {
      if (pending.monoNs > limitNs) break;
      this.#pending.delete(number);
    }
  }

  #receive(): void {
    const { socket } = this.#socket;
    const batch = this.#incoming;
    // The error queue first: it holds the stamps that the replies need.
    for (let taken = 0; taken < MAX_BATCHES; taken++) {
      const count = socket.receive(batch, "errors");
      if (count === 0) break;
      for (let slot = 0; slot < count; slot++) this.#takeNotice(slot);
    }
    for (let taken = 0; taken < MAX_BATCHES; taken++) {
      const count = socket.receive(batch, "data");
      if (count === 0) break;
      const nowMonoNs = this.#context.clock.mono();
      const clockOffsetNs = this.#context.clock.wall() - nowMonoNs;
      for (let slot = 0; slot < count; slot++) {
        this.#takeReply(slot, nowMonoNs, clockOffsetNs);
      }
    }
  }

  #takeNotice(slot: number): void {
    const batch = this.#incoming;
    const bytes = received(batch, slot);
    const origin = batch.origin[slot] ?? Origin.none;
    if (origin === Origin.transmit) {
      const number = decodeToken(bytes, this.#options.tag);
      const pending = number === undefined
        ? undefined
        : this.#pending.get(number);
      if (pending === undefined) return;
      const stampNs = batch.stampNs[slot] ?? 0n;
      if (batch.phase[slot] === Phase.scheduled) pending.scheduledNs = stampNs;
      else pending.leftNs = stampNs;
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
    const pending = this.#pending.get(
      numberOfSequence(quoted.sequence, this.#nextNumber - 1),
    );
    const to = batch.address[slot];
    if (pending === undefined || to === undefined) return;
    if (!isSameHost(pending.native, to) || pending.outcome !== undefined) {
      return;
    }
    this.#report(pending, icmpFailure(this.#context.libc, { batch, slot }));
  }

  #takeReply(slot: number, nowMonoNs: bigint, clockOffsetNs: bigint): void {
    const { family, tag, timeoutNs, lateNs } = this.#options;
    const batch = this.#incoming;
    let bytes = received(batch, slot);
    if (this.#socket.isRaw && family === 4) {
      bytes = bytes.subarray(ipv4HeaderBytes(bytes));
    }
    const number = decodeEchoReply(bytes, family, tag);
    const pending = number === undefined
      ? undefined
      : this.#pending.get(number);
    if (pending === undefined) return;
    const before = pending.outcome;
    if (before?.kind === "ok" || before?.kind === "late") {
      const duplicates = before.duplicates + 1;
      if (duplicates > MAX_DUPLICATES) return;
      return this.#report(pending, { ...before, duplicates });
    }
    const timing = roundTrip(pending, {
      monoNs: nowMonoNs,
      clockOffsetNs,
      stampNs: batch.stampNs[slot] ?? 0n,
    });
    // By its own time: a program that was stopped reads it later still.
    if (timing.rttNs > lateNs) return;
    this.#report(pending, {
      kind: timing.rttNs <= timeoutNs ? "ok" : "late",
      ...timing,
      duplicates: 0,
      detail: "",
    });
  }

  #report(pending: Pending, outcome: Outcome): void {
    pending.outcome = outcome;
    const { series, sentAt } = pending;
    this.#context.report({ series, sentAt, outcome });
  }

  #sendFailure(errno: number): Outcome {
    const { libc } = this.#context;
    return { kind: "send_failed", detail: libc.errorText(errno) };
  }
}

function received(batch: DatagramBatch, slot: number): Uint8Array {
  const payload = batch.payload[slot];
  if (payload === undefined) throw new RangeError(`Cannot read slot ${slot}`);
  return payload.subarray(0, batch.length[slot]);
}

/** Compares the addresses in two socket addresses, not ports or scopes. */
function isSameHost(a: Uint8Array, b: Uint8Array): boolean {
  const [from, to] = a.length === 16 ? [4, 8] : [8, 24];
  for (let at = from; at < to; at++) if (a[at] !== b[at]) return false;
  return true;
}
