import type { MonoNs, Session } from "@bufferbane/protocol";
import { LoadError } from "./load_error.ts";
import type { ByteCount } from "./load_outcome.ts";
import type { LoadSession } from "./load_session.ts";
import type { ProbeContext } from "./probe.ts";
import type { UdpLoadOptions, UdpOutcome } from "./udp_load.ts";

/** What IP and UDP put in front of a datagram. */
export const HEADER_BYTES = { 4: 28, 6: 48 } as const;

const NS_PER_MS = 1e6;

/** What a load over UDP works with. */
export interface UdpLoadTools {
  /** Sockets, time. */
  readonly context: ProbeContext;
  /** The session for loads. */
  readonly session: LoadSession;
  /** The same, open. */
  readonly opened: Session;
}

/** What becomes of it, but for what both directions have alike. */
export type UdpResult = Omit<UdpOutcome, "counts" | "grantBps">;

/**
 * What both directions of a load over UDP have in common: its counts, its end,
 * and that it can be broken off. Disposing lets go of everything that was
 * given to {@linkcode open}.
 */
export class UdpFlow implements Disposable {
  /** What it works with. */
  readonly tools: UdpLoadTools;
  /** What load is wanted. */
  readonly options: UdpLoadOptions;
  /** What is disposed of with it. */
  readonly open: DisposableStack = new DisposableStack();
  /** What IP and UDP add to a datagram. */
  readonly headerBytes: number;
  readonly #ended = Promise.withResolvers<Omit<UdpOutcome, "grantBps">>();
  readonly #counts: ByteCount[] = [];
  #isOver = false;

  /**
   * Nothing is loaded yet.
   *
   * @param tools What to work with.
   * @param options What load.
   * @param onEnough Called when it is to end before its time.
   */
  constructor(
    tools: UdpLoadTools,
    options: UdpLoadOptions,
    onEnough: () => void,
  ) {
    this.tools = tools;
    this.options = options;
    this.headerBytes = HEADER_BYTES[tools.session.family];
    // Whoever breaks off before anybody waits is told in another way.
    this.#ended.promise.catch(() => undefined);
    const { signal, enough } = options;
    const onAbort = () =>
      this.fail(new LoadError("aborted", "The load test was stopped"));
    this.#listen(signal, onAbort);
    if (signal.aborted) onAbort();
    if (enough !== undefined) this.#listen(enough, onEnough);
  }

  /** Settles when it is over. */
  get ended(): Promise<Omit<UdpOutcome, "grantBps">> {
    return this.#ended.promise;
  }

  /** Whether it is. */
  get isOver(): boolean {
    return this.#isOver;
  }

  /** Whether anything has been carried. */
  get hasCounted(): boolean {
    return this.#counts.length > 0;
  }

  /** Why nothing may get through where other packets do, for a person. */
  get tooLong(): string {
    return `packets of ${
      this.lineBytes(1)
    } bytes may be too long for the way (\`--method tcp\` does without them)`;
  }

  /** Milliseconds from one instant to another of the same clock. */
  static msBetween(from: MonoNs, to: MonoNs): number {
    return Number(to - from) / NS_PER_MS;
  }

  /** What so many datagrams are on the line, in bytes. */
  lineBytes(packets: number): number {
    return packets * (this.options.datagramBytes + this.headerBytes);
  }

  /** Runs a job again and again until the end. */
  every(periodNs: bigint, job: () => void): void {
    const { schedule, clock } = this.tools.context;
    const phaseNs = clock.mono() + periodNs;
    this.open.use(schedule.every({ periodNs, phaseNs }, job));
  }

  /** Takes note of what has been carried; reports may overtake each other. */
  count(count: ByteCount): void {
    const last = this.#counts.at(-1);
    if (last !== undefined && count.atMs <= last.atMs) return;
    if (count.atMs <= 0) return;
    this.#counts.push(count);
    this.options.onCount?.(count);
  }

  /** Ends it well. */
  finish(result: UdpResult): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#ended.resolve({ ...result, counts: this.#counts });
  }

  /** Ends it without a result. */
  fail(error: LoadError): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#ended.reject(error);
  }

  /** Lets go of all that was opened; {@linkcode ended} settles no more. */
  [Symbol.dispose](): void {
    this.#isOver = true;
    this.open[Symbol.dispose]();
  }

  #listen(signal: AbortSignal, onAbort: () => void): void {
    signal.addEventListener("abort", onAbort);
    this.open.defer(() => signal.removeEventListener("abort", onAbort));
  }
}
