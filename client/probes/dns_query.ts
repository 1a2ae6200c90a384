import {
  type DatagramBatch,
  DatagramSocket,
  type Libc,
  Origin,
  Phase,
} from "@bufferbane/ffi";
import type { Outcome, Unanswered } from "../model/mod.ts";
import { type Attempt, tryTo } from "./attempts.ts";
import { firstAddressIn, isLocalIpv4 } from "./dns_answer.ts";
import {
  decodeResponse,
  type DnsQuestion,
  type DnsResponse,
  encodeQuery,
  isAnswerTo,
} from "./dns_message.ts";
import { openDnsStream } from "./dns_stream.ts";
import { icmpFailure } from "./icmp_failure.ts";
import type { ProbeContext } from "./probe.ts";
import { type Departure, roundTrip } from "./round_trip.ts";
import type { TcpEndpoint } from "./tcp_socket.ts";

/** Room for an answer, two transmit stamps and a handful of forgeries. */
const RECEIVE_BUFFER_BYTES = 65_536;
/** Batches taken at a time, more than that holds: a flood stops nothing else. */
const MAX_BATCHES = 64;

/** What the queries of a probe share. */
export interface DnsWorkplace {
  /** What to work with. */
  readonly context: ProbeContext;
  /** One slot, as long as the longest query. */
  readonly outgoing: DatagramBatch;
  /** Slots as long as the longest UDP answer. */
  readonly incoming: DatagramBatch;
}

/** What to ask, of whom, and whom to tell. */
export interface DnsQueryOptions {
  /** The resolver. */
  readonly endpoint: TcpEndpoint;
  /** What to ask. */
  readonly question: DnsQuestion;
  /** 16 bits, random. */
  readonly id: number;
  /** Response codes that are answers and no errors. */
  readonly goodRcodes: readonly string[];
  /** Whether nobody has the name, so that an address is odd. */
  readonly isNobodys: boolean;
  /** Called once, with what became of it. */
  readonly onEnd: (outcome: Outcome) => void;
}

/** A query that was sent. */
interface Sent {
  readonly socket: DatagramSocket;
  readonly query: Uint8Array;
  readonly departure: Departure;
}

/**
 * Sends a query over UDP from a port of its own (RFC 5452 section 9.2); asks
 * again over TCP if the answer is truncated.
 *
 * @param workplace What to work with.
 * @param options What to ask.
 * @returns The query under way, or why the kernel would not send it.
 * @throws {LibcError} E.g. `ENODEV`, `EMFILE`.
 */
export function openDnsQuery(
  workplace: DnsWorkplace,
  options: DnsQueryOptions,
): Attempt | Unanswered {
  const { context, outgoing } = workplace;
  const { libc, clock } = context;
  const { endpoint, question, id } = options;
  const query = encodeQuery(question, id);
  using stack = new DisposableStack();
  const socket = stack.use(
    new DatagramSocket(libc, {
      domain: endpoint.family === 4 ? "inet" : "inet6",
      type: "datagram",
      protocol: 0,
      device: endpoint.device,
      receiveBufferBytes: RECEIVE_BUFFER_BYTES,
    }),
  );
  outgoing.address[0]?.fill(0).set(endpoint.native);
  outgoing.payload[0]?.set(query);
  outgoing.length[0] = query.length;
  const monoNs = clock.mono();
  const clockOffsetNs = clock.wall() - monoNs;
  socket.send(outgoing, 1);
  const errno = outgoing.errno[0] ?? 0;
  if (errno !== 0) {
    return { kind: "send_failed", detail: libc.errorText(errno) };
  }
  const departure = { monoNs, clockOffsetNs, scheduledNs: 0n, leftNs: 0n };
  const sent = { socket, query, departure };
  const attempt = new DnsQuery(workplace, options, sent);
  stack.move();
  return attempt;
}

/** How the detail of an answer begins that has an address nobody has. */
export const REWRITTEN = "answered with";
/** How it ends if that is a local network's. */
export const NOT_PUBLIC = ", which is no address of the internet";

/** See {@linkcode openDnsQuery}. */
class DnsQuery implements Attempt {
  readonly #workplace: DnsWorkplace;
  readonly #options: DnsQueryOptions;
  readonly #sent: Sent;
  /** The connection, once the answer over UDP was truncated. */
  #stream: Disposable | undefined;
  #isOver = false;

  constructor(workplace: DnsWorkplace, options: DnsQueryOptions, sent: Sent) {
    this.#workplace = workplace;
    this.#options = options;
    this.#sent = sent;
    const { poller } = workplace.context;
    poller.add(sent.socket.fd, "read", () => this.#receive());
  }

  timedOut(): Unanswered {
    this.#receive();
    if (this.#stream !== undefined) {
      return { kind: "timeout", detail: "truncated, no answer over TCP" };
    }
    return !this.#isOver && this.#sent.socket.countDrops() > 0
      ? { kind: "self_dropped", detail: "receive buffer full" }
      : { kind: "timeout", detail: "" };
  }

  [Symbol.dispose](): void {
    this.#isOver = true;
    if (this.#stream === undefined) this.#closeSocket();
    else this.#stream[Symbol.dispose]();
  }

  #closeSocket(): void {
    const { socket } = this.#sent;
    this.#workplace.context.poller.remove(socket.fd);
    socket[Symbol.dispose]();
  }

  #receive(): void {
    // The error queue first: it holds the stamps that the answer needs.
    this.#drain("errors", (slot) => this.#takeNotice(slot));
    this.#drain("data", (slot) => this.#takeAnswer(slot));
  }

  #drain(queue: "errors" | "data", take: (slot: number) => void): void {
    const { incoming } = this.#workplace;
    for (let batch = 0; batch < MAX_BATCHES && !this.#isUdpOver(); batch++) {
      const count = this.#sent.socket.receive(incoming, queue);
      if (count === 0) return;
      for (let slot = 0; slot < count && !this.#isUdpOver(); slot++) take(slot);
    }
  }

  #isUdpOver(): boolean {
    return this.#isOver || this.#stream !== undefined;
  }

  /** One datagram was sent by this socket: every notice is about it. */
  #takeNotice(slot: number): void {
    const batch = this.#workplace.incoming;
    const { departure } = this.#sent;
    const origin = batch.origin[slot] ?? Origin.none;
    const stampNs = batch.stampNs[slot] ?? 0n;
    if (origin === Origin.transmit) {
      if (batch.phase[slot] === Phase.scheduled) {
        departure.scheduledNs = stampNs;
      } else {
        departure.leftNs = stampNs;
      }
    } else if (origin === Origin.icmp4 || origin === Origin.icmp6) {
      const { libc } = this.#workplace.context;
      this.#options.onEnd(icmpFailure(libc, { batch, slot }));
    }
  }

  #takeAnswer(slot: number): void {
    const { context, incoming } = this.#workplace;
    const { libc, clock } = context;
    const { endpoint } = this.#options;
    const from = incoming.address[slot];
    if (from === undefined || !isSamePeer(libc, from, endpoint.native)) return;
    const bytes = incoming.payload[slot]?.subarray(0, incoming.length[slot]);
    const response = bytes && this.#decode(bytes);
    if (bytes === undefined || response === undefined) return;
    if (response.isTruncated) return this.#askOverTcp();
    const monoNs = clock.mono();
    const timing = roundTrip(this.#sent.departure, {
      monoNs,
      clockOffsetNs: clock.wall() - monoNs,
      stampNs: incoming.stampNs[slot] ?? 0n,
    });
    const isGood = this.#options.goodRcodes.includes(response.rcode);
    this.#options.onEnd({
      kind: isGood ? "ok" : "rcode",
      ...timing,
      duplicates: 0,
      detail: isGood ? this.#detailOf(bytes) : response.rcode,
    });
  }

  /** What is odd about a good answer. */
  #detailOf(bytes: Uint8Array): string {
    const { isNobodys } = this.#options;
    const address = isNobodys ? firstAddressIn(bytes) : undefined;
    // 0.0.0.0 is what a filter says of a name that it forbids.
    if (address === undefined || address[0] === 0) return "";
    const suffix = isLocalIpv4(address) ? NOT_PUBLIC : "";
    return `${REWRITTEN} ${address.join(".")}${suffix}`;
  }

  /** What is no answer to our question is passed over: it may be forged. */
  #decode(bytes: Uint8Array): DnsResponse | undefined {
    const { id, question } = this.#options;
    const response = decodeResponse(bytes);
    return response?.id === id && isAnswerTo(response, question)
      ? response
      : undefined;
  }

  #askOverTcp(): void {
    const { context } = this.#workplace;
    const { endpoint, onEnd } = this.#options;
    const stream = tryTo(() =>
      openDnsStream(context, {
        endpoint,
        query: this.#sent.query,
        onEnd: (result) => this.#endOverTcp(result),
      })
    );
    if ("kind" in stream) return onEnd(truncated(stream));
    this.#closeSocket();
    this.#stream = stream;
  }

  /**
   * The time is that of both exchanges, since that is what a user waits for;
   * by the program's own clock, since the kernel stamps no TCP.
   */
  #endOverTcp(result: Uint8Array | Unanswered): void {
    const { goodRcodes, onEnd } = this.#options;
    if ("kind" in result) return onEnd(truncated(result));
    const response = this.#decode(result);
    if (response === undefined) {
      return onEnd(
        truncated({
          kind: "reset",
          detail: "the answer was to something else",
        }),
      );
    }
    const isGood = goodRcodes.includes(response.rcode);
    const nowNs = this.#workplace.context.clock.mono();
    onEnd({
      kind: isGood ? "ok" : "rcode",
      rttNs: Number(nowNs - this.#sent.departure.monoNs),
      localQueueNs: 0,
      stamps: "user",
      duplicates: 0,
      detail: isGood ? "truncated, over TCP" : response.rcode,
    });
  }
}

function truncated(failure: Unanswered): Unanswered {
  return { ...failure, detail: `truncated, over TCP: ${failure.detail}` };
}

function isSamePeer(libc: Libc, a: Uint8Array, b: Uint8Array): boolean {
  const left = libc.decodeAddress(a);
  const right = libc.decodeAddress(b);
  return left !== undefined && right !== undefined &&
    left.address === right.address && left.port === right.port;
}
