import { familyOf, type TcpInfo } from "@bufferbane/ffi";
import {
  BULK_MODE,
  BULK_REASON,
  BULK_STATE,
  FLOW,
  type MonoNs,
  SAFE_DATAGRAM_BYTES,
  type Session,
  type ThroughputStats,
} from "@bufferbane/protocol";
import { LoadError } from "./load_error.ts";
import { LoadFlow } from "./load_flow.ts";
import { isProof, type PrefaceTools, sealPreface } from "./load_preface.ts";
import type { LoadSession, TokenlessQuestion } from "./load_session.ts";
import type { ProbeContext } from "./probe.ts";

/** How often what was carried is looked at. */
const SAMPLE_NS = 100_000_000n;

/** Without one connection by then, something on the way lets none through. */
const CONNECT_NS = 5_000_000_000n;

const NS_PER_MS = 1e6;

/** What a load is to be. */
export interface TcpLoadOptions extends PrefaceTools {
  /** Which way. */
  readonly direction: "up" | "down";
  /** Names the test; not 0. */
  readonly testId: number;
  /** How many connections, 1 to 16. */
  readonly streams: number;
  /** How long, 1 to 30000. */
  readonly durationMs: number;
  /** The server's address, that of the session. */
  readonly address: string;
  /** Interface to leave by; empty for the kernel's choice. */
  readonly device: string;
  /** What to send; incompressible. */
  readonly filler: Uint8Array;
  /** Breaks it off: no byte after it. */
  readonly signal: AbortSignal;
  /** Told what has been carried, ten times a second. */
  readonly onCount?: (count: ByteCount) => void;
}

/** How much had been carried when: payload, as its receiver counts it. */
export interface ByteCount {
  /** The receiver's clock, ms since the load began. */
  readonly atMs: number;
  /** Bytes so far. */
  readonly bytes: number;
}

/** What became of a load. */
export interface LoadOutcome {
  /** What had been carried, every 100 ms or so, oldest first. */
  readonly counts: readonly ByteCount[];
  /** Connections that carried it. */
  readonly openFlows: number;
  /** Of an upload's connections at the end; a download's are the server's. */
  readonly flows: readonly TcpInfo[];
  /** Segments sent again. */
  readonly retransmits: number;
  /** One of `BULK_REASON`: why it ended. */
  readonly reason: number;
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
    ({ testId, state }) =>
      testId === options.testId && state === BULK_STATE.accepted,
  );
  const outcome = await loadOf(context, options, { session, granting, grant });
  await end(session, options.testId, outcome.reason);
  return outcome;
}

async function loadOf(
  context: ProbeContext,
  options: TcpLoadOptions,
  granted: Granted,
): Promise<LoadOutcome> {
  using load = new TcpLoad(context, options, granted);
  try {
    return await load.ended;
  } catch (error) {
    // The server would find out, a little later.
    granted.session.tell(endOf(options.testId, BULK_REASON.cancelled));
    throw error;
  }
}

/** Gives the server's one place for a test back, for sure. */
async function end(
  session: LoadSession,
  testId: number,
  reason: number,
): Promise<void> {
  try {
    await session.ask(
      endOf(testId, reason),
      (stats) => stats.testId === testId && stats.state >= BULK_STATE.final,
    );
  } catch (error) {
    // Asked again, it has no such test any more; silent, it will notice.
    if (!(error instanceof LoadError) || error.failure === "aborted") {
      throw error;
    }
  }
}

function endOf(testId: number, reason: number): TokenlessQuestion {
  const never = 0n as MonoNs; // no datagrams were sent: no clock says when
  return {
    kind: "throughputEnd",
    testId,
    reason,
    sentPackets: 0,
    sentBytes: 0n,
    firstTx: never,
    lastTx: never,
  };
}

function questionOf(options: TcpLoadOptions): TokenlessQuestion {
  const { direction, testId, streams, durationMs } = options;
  return {
    kind: direction === "up" ? "throughputStart" : "downloadRequest",
    testId,
    mode: BULK_MODE.tcp,
    streams,
    datagramBytes: SAFE_DATAGRAM_BYTES,
    rateKbps: 0,
    durationMs,
    maxBytes: 0n,
  };
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
  readonly #flows = new Set<LoadFlow>();
  readonly #counts: ByteCount[] = [];
  #openFlows = 0;
  #bytes = 0;
  #retransmits = 0;
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
    const { clock, schedule } = context;
    const { signal } = options;
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
    this.#flows.clear();
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
        direction: direction === "up" ? FLOW.up : FLOW.down,
        tcpToken,
        durationMs: this.#options.durationMs,
        maxBytes: 0n,
      }, { ...this.#options, now: clock.wall() });
      this.#flows.add(
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
    this.#flows.delete(flow);
    if (this.#flows.size > 0) return;
    if (this.#openFlows > 0) this.#finish();
    else this.#checkConnected();
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
    if (this.#options.direction === "up") return;
    const { clock } = this.#context;
    const atMs = Number(clock.mono() - this.#startNs) / NS_PER_MS;
    this.#count({ atMs, bytes: this.#bytes });
  }

  #take(stats: ThroughputStats): void {
    const { state, reason, lost, rxBytes, firstRx, lastRx } = stats;
    const isOurs = stats.testId === this.#options.testId &&
      stats.tcpToken.every((byte, i) => byte === this.#grant.tcpToken[i]);
    if (!isOurs || this.#isOver || state === BULK_STATE.accepted) return;
    if (this.#options.direction === "up") {
      const atMs = Number(lastRx - firstRx) / NS_PER_MS;
      this.#count({ atMs, bytes: Number(rxBytes) });
    } else this.#retransmits = lost;
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
    const flows = [...this.#flows].flatMap((flow) => flow.sample() ?? []);
    const isUp = this.#options.direction === "up";
    this.#ended.resolve({
      counts: this.#counts,
      openFlows: this.#openFlows,
      flows: isUp ? flows : [],
      retransmits: isUp
        ? flows.reduce((sum, { totalRetransmits }) => sum + totalRetransmits, 0)
        : this.#retransmits,
      reason: this.#reason,
    });
  }

  #fail(error: LoadError): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#ended.reject(error);
  }
}
