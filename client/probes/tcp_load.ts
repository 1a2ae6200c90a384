import { familyOf } from "@bufferbane/ffi";
import {
  BULK_REASON,
  BULK_STATE,
  type Session,
  type ThroughputStats,
  unpackTcpFigures,
} from "@bufferbane/protocol";
import { LoadError } from "./load_error.ts";
import { downloadFigures } from "./load_figures.ts";
import { LoadFlow } from "./load_flow.ts";
import type { ByteCount, LoadOutcome } from "./load_outcome.ts";
import { isProof, type PrefaceTools, sealPreface } from "./load_preface.ts";
import { endOf, flowOf, type LoadWish, questionOf } from "./load_questions.ts";
import type { LoadSession } from "./load_session.ts";
import type { ProbeContext } from "./probe.ts";

/** How often what was carried is looked at. */
const SAMPLE_NS = 100_000_000n;

/** Without one connection by then, something on the way lets none through. */
const CONNECT_NS = 5_000_000_000n;

/** When all connections have closed, a server that is there has said why. */
const REASON_NS = 1_000_000_000n;

const NS_PER_MS = 1e6;

/** What a load is to be. */
export interface TcpLoadOptions extends PrefaceTools, LoadWish {
  /** The server's address, that of the session. */
  readonly address: string;
  /** Interface to leave by; empty for the kernel's choice. */
  readonly device: string;
  /** What to send; incompressible. */
  readonly filler: Uint8Array;
  /** Breaks it off: no byte after it. */
  readonly signal: AbortSignal;
  /** Ends it before its time, as if it had been over. */
  readonly enough?: AbortSignal;
  /** Told what has been carried, ten times a second. */
  readonly onCount?: (count: ByteCount) => void;
}

/**
 * Loads the line in one direction, to its end.
 *
 * @param context What to work with.
 * @param session An open session for load tests.
 * @param options What load.
 * @returns What was carried.
 * @throws {LoadError} If the server refuses, is silent or cannot be connected
 * to, or when the signal has broken it off.
 */
export async function runTcpLoad(
  context: ProbeContext,
  session: LoadSession,
  options: TcpLoadOptions,
): Promise<LoadOutcome> {
  const granting = await session.opened();
  const question = questionOf(options);
  const grant = await session.ask(
    question,
    (stats) =>
      stats.testId === options.testId && stats.state === BULK_STATE.accepted &&
      unpackTcpFigures(stats).direction === flowOf(options),
  );
  using load = new TcpLoad(context, options, { session, granting, grant });
  try {
    return await load.ended;
  } catch (error) {
    // The server would find out, a little later.
    session.tell(endOf(options.testId, BULK_REASON.cancelled));
    throw error;
  }
}

interface Granted {
  readonly session: LoadSession;
  readonly granting: Session;
  readonly grant: ThroughputStats;
}

/** A granted load under way. */
class TcpLoad implements Disposable {
  readonly #context: ProbeContext;
  readonly #options: TcpLoadOptions;
  readonly #session: LoadSession;
  readonly #grant: ThroughputStats;
  readonly #ended = Promise.withResolvers<LoadOutcome>();
  readonly #open = new DisposableStack();
  readonly #flows: LoadFlow[] = [];
  #closedFlows = 0;
  readonly #counts: ByteCount[] = [];
  #openFlows = 0;
  #bytes = 0;
  readonly #serverRttsNs: number[] = [];
  #lastStats: ThroughputStats;
  #startNs: bigint | undefined;
  #reason: number = BULK_REASON.done;
  /** A later connection, or the end, may overtake what ends the load. */
  #isOver = false;

  constructor(
    context: ProbeContext,
    options: TcpLoadOptions,
    granted: Granted,
  ) {
    this.#context = context;
    this.#options = options;
    this.#session = granted.session;
    this.#grant = granted.grant;
    this.#lastStats = granted.grant;
    const { clock, schedule } = context;
    const { signal, enough } = options;
    const onEnough = () => this.#finish();
    enough?.addEventListener("abort", onEnough);
    this.#open.defer(() => enough?.removeEventListener("abort", onEnough));
    const onAbort = () =>
      this.#fail(new LoadError("aborted", "The load test was stopped"));
    signal.addEventListener("abort", onAbort);
    this.#open.defer(() => signal.removeEventListener("abort", onAbort));
    this.#open.use(granted.session.listen((stats) => this.#take(stats)));
    this.#open.use(
      schedule.at(clock.mono() + CONNECT_NS, () => this.#checkConnected()),
    );
    this.#open.use(schedule.every({
      periodNs: SAMPLE_NS,
      phaseNs: clock.mono() + SAMPLE_NS,
    }, () => this.#sample()));
    if (signal.aborted) {
      onAbort();
      return;
    }
    try {
      this.#connect(granted.granting);
    } catch (error) {
      this[Symbol.dispose]();
      throw error;
    }
  }

  /** Settles when it is over. */
  get ended(): Promise<LoadOutcome> {
    return this.#ended.promise;
  }

  [Symbol.dispose](): void {
    this.#isOver = true;
    this.#open[Symbol.dispose]();
    for (const flow of this.#flows) flow[Symbol.dispose]();
  }

  #connect(granting: Session): void {
    const { libc, clock } = this.#context;
    const { address, device, direction, filler, testId } = this.#options;
    const { streams, tcpPort, tcpToken } = this.#grant;
    const native = libc.encodeAddress(address, tcpPort);
    if (native === undefined) throw new TypeError(`No address: ${address}`);
    const family = familyOf(address) ?? 4;
    for (let stream = 0; stream < streams; stream++) {
      const preface = sealPreface(granting, {
        kind: "tcpPreface",
        testId,
        stream,
        direction: flowOf(this.#options),
        tcpToken,
        durationMs: this.#options.durationMs,
        maxBytes: 0n,
      }, { ...this.#options, now: clock.wall() });
      this.#flows.push(
        new LoadFlow(this.#context, {
          endpoint: { native, family, device },
          preface,
          filler: direction === "up" ? filler : undefined,
          isProof: (bytes) => isProof(granting, bytes, this.#options),
          onOpen: () => this.#opened(),
          onReceived: (bytes) => (this.#bytes += bytes),
          onEnd: (flow) => this.#closed(flow),
        }),
      );
    }
  }

  #opened(): void {
    const { clock, schedule } = this.#context;
    this.#openFlows += 1;
    if (this.#startNs !== undefined) return;
    this.#startNs = clock.mono();
    const durationNs = BigInt(this.#options.durationMs * NS_PER_MS);
    this.#open.use(
      schedule.at(this.#startNs + durationNs, () => this.#finish()),
    );
  }

  #closed(flow: LoadFlow): void {
    flow[Symbol.dispose]();
    this.#closedFlows += 1;
    if (this.#closedFlows < this.#flows.length) return;
    if (this.#openFlows === 0) return this.#checkConnected();
    const { clock, schedule } = this.#context;
    const lost = new LoadError("silent", "The server has broken off the test");
    this.#open.use(
      schedule.at(clock.mono() + REASON_NS, () => this.#fail(lost)),
    );
  }

  #checkConnected(): void {
    if (this.#openFlows > 0) return;
    this.#fail(
      new LoadError(
        "blocked",
        `Cannot load the line as TCP port ${this.#grant.tcpPort} of the server does not answer (a firewall in between, or TCP leaves by another address than UDP?)`,
      ),
    );
  }

  /** Asks how far it is, which also says that this end is there. */
  #sample(): void {
    if (this.#startNs === undefined) return;
    this.#session.tell(questionOf(this.#options));
    if (this.#options.direction === "up") {
      for (const flow of this.#flows) flow.noteRtt();
      return;
    }
    const { clock } = this.#context;
    const atMs = Number(clock.mono() - this.#startNs) / NS_PER_MS;
    this.#count({ atMs, bytes: this.#bytes });
  }

  #take(stats: ThroughputStats): void {
    const { state, reason, rxBytes, firstRx, lastRx } = stats;
    const isOurs = stats.testId === this.#options.testId &&
      stats.tcpToken.every((byte, i) => byte === this.#grant.tcpToken[i]);
    if (!isOurs || this.#isOver || state === BULK_STATE.accepted) return;
    if (this.#options.direction === "up") {
      const atMs = Number(lastRx - firstRx) / NS_PER_MS;
      this.#count({ atMs, bytes: Number(rxBytes) });
    } else this.#serverRttsNs.push(unpackTcpFigures(stats).rttUs * 1_000);
    this.#lastStats = stats;
    if (state === BULK_STATE.running) return;
    this.#reason = reason;
    this.#finish();
  }

  /** Reports may overtake each other. */
  #count(count: ByteCount): void {
    const last = this.#counts.at(-1);
    if (last !== undefined && count.atMs <= last.atMs) return;
    this.#counts.push(count);
    this.#options.onCount?.(count);
  }

  #finish(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    const { direction } = this.#options;
    const flows = direction === "down"
      ? [downloadFigures(this.#lastStats, this.#serverRttsNs)]
      : this.#flows.flatMap((flow) => flow.figures() ?? []);
    const { grantKbps } = this.#grant;
    this.#ended.resolve({
      counts: this.#counts,
      openFlows: this.#openFlows,
      flows,
      reason: this.#reason,
      grantBps: grantKbps === 0 ? null : grantKbps * 1_000,
      serverCpuPct: unpackTcpFigures(this.#lastStats).busyCpuPct,
    });
  }

  #fail(error: LoadError): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#ended.reject(error);
  }
}
