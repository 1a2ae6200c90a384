import type { WallNs } from "../model/mod.ts";
import { type Aim, aimAt, type PortTarget } from "./aim.ts";
import { Attempts } from "./attempts.ts";
import { type DnsQuestion, encodeQuery } from "./dns_message.ts";
import { type DnsWorkplace, openDnsQuery } from "./dns_query.ts";
import type { Probe, ProbeContext } from "./probe.ts";

/** The longest name and what is around it: 12 + 255 + 4 + 11 bytes. */
const QUERY_BYTES = 288;
/** What we say we take (EDNS0), and the frame around a looped query. */
const ANSWER_BYTES = 1536;
/** Datagrams to a system call; a query gets one answer and two stamps. */
const BATCH = 4;
/** Enough that no one guesses it, and no resolver has it cached. */
const RANDOM_LABEL_BYTES = 8;
/** Queries under way at most, each with an open socket. */
const LIMIT = 256;

/**
 * What to ask: a name that the resolver has at hand, so that the way to it is
 * measured; or one that it cannot have, so that it must ask others as well.
 */
export type DnsSubject =
  | { readonly kind: "cached"; readonly name: string }
  | { readonly kind: "random"; readonly zone: string };

/** How to ask. */
export interface DnsOptions {
  /** What to ask. */
  readonly subject: DnsSubject;
  /** Which record. */
  readonly type: DnsQuestion["type"];
  /** Interface to leave by; empty for the kernel's choice. */
  readonly device: string;
  /** An answer later than this is late, ns. */
  readonly timeoutNs: bigint;
  /** An answer later than this is not waited for, ns. */
  readonly lateNs: bigint;
  /** Fills with random bytes that nobody can foresee. */
  readonly fillRandom: (bytes: Uint8Array<ArrayBuffer>) => void;
}

/**
 * DNS queries straight to resolvers, past every cache of this machine.
 *
 * A response code other than `NOERROR` is an `rcode`; for random names
 * `NXDOMAIN` is the right answer. If the answer over UDP is truncated, the
 * query is repeated over TCP and the time is that of both, as a user waits for
 * both; `detail` then says "truncated, over TCP".
 *
 * @see {@link https://www.rfc-editor.org/rfc/rfc1035 | RFC 1035}
 * @see {@link https://www.rfc-editor.org/rfc/rfc5452 | RFC 5452}, what makes
 * an answer believable
 * @see {@link https://www.rfc-editor.org/rfc/rfc7766 | RFC 7766}, over TCP
 */
export class DnsProbe implements Probe {
  readonly #options: DnsOptions;
  readonly #attempts: Attempts;
  readonly #workplace: DnsWorkplace;
  readonly #random = new Uint8Array(2 + RANDOM_LABEL_BYTES);
  #aims: readonly Aim[] = [];

  /**
   * Opens nothing: each query has a socket of its own.
   *
   * @param context What to work with.
   * @param options How to ask.
   * @throws {RangeError} If the subject is no name.
   */
  constructor(context: ProbeContext, options: DnsOptions) {
    const { timeoutNs, lateNs } = options;
    this.#options = options;
    this.#attempts = new Attempts(context, { timeoutNs, lateNs, limit: LIMIT });
    this.#workplace = {
      context,
      outgoing: context.libc.createBatch(1, QUERY_BYTES),
      incoming: context.libc.createBatch(BATCH, ANSWER_BYTES),
    };
    encodeQuery(this.#choose().question, 0);
  }

  /**
   * Changes the resolvers from the next round on.
   *
   * @param targets IPv4 and IPv6 as they come.
   * @throws {TypeError} If an address is none.
   */
  setTargets(targets: readonly PortTarget[]): void {
    this.#aims = aimAt(targets, this.#workplace.context.libc, {
      device: this.#options.device,
      action: "ask the resolver",
    });
  }

  send(at: WallNs): void {
    for (const { series, endpoint } of this.#aims) {
      this.#options.fillRandom(this.#random);
      const [high = 0, low = 0] = this.#random;
      const { question, goodRcodes } = this.#choose();
      this.#attempts.start(
        { series, sentAt: at },
        (onEnd) =>
          openDnsQuery(this.#workplace, {
            endpoint,
            question,
            id: (high << 8) | low,
            goodRcodes,
            isNobodys: this.#options.subject.kind === "random",
            onEnd,
          }),
      );
    }
  }

  abandon(): void {
    this.#attempts.abandon();
  }

  /** Closes its sockets; what is under way is not reported. */
  [Symbol.dispose](): void {
    this.abandon();
  }

  #choose() {
    const { subject, type } = this.#options;
    if (subject.kind === "cached") {
      const question = { name: subject.name, type };
      return { question, goodRcodes: ["NOERROR"] };
    }
    const label = this.#random.subarray(2).toHex();
    const question = { name: `${label}.${subject.zone}`, type };
    return { question, goodRcodes: ["NOERROR", "NXDOMAIN"] };
  }
}
