import { MAX_DATAGRAM_BYTES, SAFE_DATAGRAM_BYTES } from "@bufferbane/protocol";
import type { LostOn } from "../model/mod.ts";
import type { EchoFate } from "./echo_attempt.ts";
import type { EchoFlow } from "./echo_flow.ts";
import type { ProbeContext } from "./probe.ts";

/** MAX_PROBES of RFC 8899, section 5.1.2. */
const MAX_PROBES = 3;
const SPACING_NS = 1_000_000_000n;
/** By then later replies have told where the last probe was lost. */
const VERDICT_NS = 6_000_000_000n;

/** What a path carries, as two lengths of ECHO have shown. */
export interface PathMtuFinding {
  /** The datagram in question, UDP payload bytes. */
  readonly datagramBytes: number;
  /** Whether it arrives, in both directions. */
  readonly passes: boolean;
  /** Where it is lost; `"here"`: this machine's interface is too small. */
  readonly lostOn: LostOn | "here" | null;
  /** What a router says of it, which may be forged; empty: nobody does. */
  readonly says: string;
}

/**
 * An ECHO's number; `"too_long"` for the interface; `undefined` if it could
 * not be sent for another reason.
 */
export type MtuProbeSent = number | "too_long" | undefined;

/** What a {@linkcode PathMtu} works with. */
export interface PathMtuOptions {
  /** Sends an ECHO of a length. */
  readonly send: (flow: EchoFlow, bytes: number) => MtuProbeSent;
  /** Told when the path does not carry it, and whenever that changes. */
  readonly onFinding: (finding: PathMtuFinding) => void;
}

/** Two ECHOs sent together. */
interface Pair {
  readonly long: MtuProbeSent;
  readonly base: MtuProbeSent;
}

/**
 * Finds out, in each session anew, whether the path carries the longest
 * datagrams: at most three ECHOs of that length, each beside one of a length
 * that every path carries. Replies decide, never ICMP: a forged "too big"
 * changes nothing. If all three are lost and none of the others, the length is
 * to blame; anything between says nothing, and the next session asks again.
 *
 * @see {@link https://www.rfc-editor.org/rfc/rfc8899 | RFC 8899}
 */
export class PathMtu {
  readonly #context: Pick<ProbeContext, "clock" | "schedule">;
  readonly #options: PathMtuOptions;
  #flow: EchoFlow | undefined;
  #pairs: Pair[] = [];
  #known: PathMtuFinding | undefined;
  #says = "";

  /**
   * Waits for a session.
   *
   * @param context Time.
   * @param options How to ask, and whom to tell.
   */
  constructor(
    context: Pick<ProbeContext, "clock" | "schedule">,
    options: PathMtuOptions,
  ) {
    this.#context = context;
    this.#options = options;
  }

  /**
   * Asks in a new session, if the server takes such datagrams.
   *
   * @param flow Its ECHOs.
   */
  begin(flow: EchoFlow): void {
    const { maxDatagramBytes } = flow.session.agreement.ack;
    this.#flow = maxDatagramBytes < MAX_DATAGRAM_BYTES ? undefined : flow;
    this.#pairs = [];
    this.#says = "";
    this.#later(SPACING_NS, () => this.#probe());
  }

  /** Notes what a router says, in case that a probe is lost. */
  hear(detail: string): void {
    this.#says = detail;
  }

  /** The session may have been replaced meanwhile: then nothing happens. */
  #later(delayNs: bigint, act: () => void): void {
    const flow = this.#flow;
    const { clock, schedule } = this.#context;
    schedule.at(clock.mono() + delayNs, () => {
      if (this.#flow === flow) act();
    });
  }

  #probe(): void {
    const flow = this.#flow;
    if (flow === undefined || this.#settle()) return;
    if (this.#pairs.length === MAX_PROBES) {
      return this.#later(VERDICT_NS, () => this.#judge());
    }
    const long = this.#options.send(flow, MAX_DATAGRAM_BYTES);
    if (long === "too_long") {
      return this.#find({ passes: false, lostOn: "here" });
    }
    const base = this.#options.send(flow, SAFE_DATAGRAM_BYTES);
    this.#pairs.push({ long, base });
    this.#later(SPACING_NS, () => this.#probe());
  }

  /** Whether a long one was answered. */
  #settle(): boolean {
    const fates = this.#fates(({ long }) => long);
    if (!fates.includes("answered")) return false;
    this.#find({ passes: true, lostOn: null });
    return true;
  }

  #judge(): void {
    if (this.#settle()) return;
    const ofBase = this.#fates(({ base }) => base);
    if (ofBase.some((fate) => fate !== "answered")) return;
    const [fate, ...others] = this.#fates(({ long }) => long);
    const isAgreed = fate !== "answered" && others.every((it) => it === fate);
    this.#find({ passes: false, lostOn: (isAgreed ? fate : null) ?? null });
  }

  #fates(sent: (pair: Pair) => MtuProbeSent): readonly EchoFate[] {
    return this.#pairs.map((pair) => {
      const seq = sent(pair);
      return typeof seq === "number" ? this.#flow?.fateOf(seq) : undefined;
    });
  }

  #find(found: Pick<PathMtuFinding, "passes" | "lostOn">): void {
    const before = this.#known;
    const datagramBytes = MAX_DATAGRAM_BYTES;
    this.#known = { ...found, datagramBytes, says: this.#says };
    this.#flow = undefined; // settled
    const { passes, lostOn } = before ?? { passes: true, lostOn: null };
    const isNews = passes !== found.passes || lostOn !== found.lostOn;
    if (isNews) this.#options.onFinding(this.#known);
  }
}
