import { type Libc, type Poller, TcpPump, ThreadBusy } from "@bufferbane/ffi";
import {
  type Aead,
  BULK_REASON,
  BULK_STATE,
  FLOW,
  type MonoNs,
  type NonceSource,
  packTcpFigures,
  type ThroughputStats,
} from "@bufferbane/protocol";
import type { ServerClock } from "../clock.ts";
import type { ServerSession } from "../sessions.ts";
import {
  type BulkLoad,
  CONSENT_MS,
  endStateOf,
  GRACE_MS,
  GRANT_MS,
} from "./bulk_load.ts";
import { addFlow, type FlowSums, NO_FLOWS } from "./flow_sums.ts";
import { sendProof } from "./proof.ts";

/** How often flows are looked at. */
const TICK_MS = 100;

/** An int of the kernel; nothing paces faster. */
const MAX_PACING = 0x7fff_ffff;

/** What was granted: the flows of one direction. */
export interface LoadTerms {
  /** Which test. */
  readonly testId: number;
  /** `FLOW.up` or `FLOW.down`. */
  readonly direction: number;
  /** How many connections, 1 to 16. */
  readonly streams: number;
  /** How long, from the first connection on. */
  readonly durationMs: number;
  /** At most so many bytes. */
  readonly maxBytes: number;
  /** What the sender paces itself to, kbit/s; 0 = nothing. */
  readonly rateKbps: number;
  /** Who asked; its keys open the prefaces. */
  readonly session: ServerSession;
  /** From where the connections come, 4 or 16 bytes. */
  readonly host: Uint8Array;
  /** What they show, 16 bytes. */
  readonly token: Uint8Array;
  /** When it was granted, ms. */
  readonly grantedAtMs: number;
  /** Where to connect to. */
  readonly tcpPort: number;
}

/** What a {@linkcode Load} works with. */
export interface LoadTools {
  /** The library. */
  readonly libc: Libc;
  /** The thread's. */
  readonly poller: Poller;
  /** What to send. */
  readonly filler: Uint8Array;
  /** The thread's. */
  readonly clock: ServerClock;
  /** The cipher. */
  readonly aead: Aead;
  /** The thread's. */
  readonly nonces: NonceSource;
}

/** A load over TCP: its connections, what they carried, its end. */
export class Load implements BulkLoad {
  /** What was granted. */
  readonly terms: LoadTerms;
  readonly #tools: LoadTools;
  readonly #flows = new Set<TcpPump>();
  readonly #streamsSeen = new Set<number>();
  #state: number = BULK_STATE.accepted;
  #reason: number = BULK_REASON.done;
  #bytes = 0;
  /** Of flows that have closed. */
  #closed: FlowSums = NO_FLOWS;
  /** Of all flows, at the last {@linkcode turn}. */
  #sums: FlowSums = NO_FLOWS;
  #rttUs = 0;
  #queueDelayUs = 0;
  #busy: ThreadBusy | undefined;
  #startedAtMs = Infinity;
  #heardAtMs: number;
  #ackedBytes = 0;
  #firstRx = 0n as MonoNs;
  #reports = 0;
  #tickedAtMs = 0;

  /** Nothing is connected yet. */
  constructor(terms: LoadTerms, tools: LoadTools) {
    this.terms = terms;
    this.#tools = tools;
    this.#heardAtMs = terms.grantedAtMs;
  }

  /** Whether it is over. */
  get isOver(): boolean {
    return this.#state >= BULK_STATE.final;
  }

  get turnMs(): number {
    return this.isOver ? Infinity : TICK_MS;
  }

  /** Bytes received, or sent as of the last {@linkcode turn}. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Whether connections may still come. */
  isAwaiting(nowMs: number): boolean {
    return !this.isOver && this.#streamsSeen.size < this.terms.streams &&
      nowMs < this.terms.grantedAtMs + GRANT_MS;
  }

  /**
   * Takes a connection whose preface was right.
   *
   * @param fd The connection.
   * @param options Which stream it says to be; the time.
   * @returns Whether the stream was granted, and is new.
   */
  join(
    fd: number,
    options: { readonly stream: number; readonly nowMs: number },
  ): boolean {
    const { stream, nowMs } = options;
    const { streams } = this.terms;
    if (!this.isAwaiting(nowMs) || stream >= streams) return false;
    if (this.#streamsSeen.has(stream)) return false;
    this.#streamsSeen.add(stream);
    const { libc, poller, filler, clock } = this.#tools;
    if (this.#state === BULK_STATE.accepted) {
      this.#state = BULK_STATE.running;
      this.#startedAtMs = nowMs;
      this.#firstRx = clock.mono();
      this.#busy = new ThreadBusy(libc);
    }
    const isDown = this.terms.direction === FLOW.down;
    if (isDown) this.#prepareToSend(fd);
    this.#flows.add(
      new TcpPump(libc, {
        poller,
        fd,
        filler: isDown ? filler : undefined,
        onReceived: (bytes) => this.#receive(bytes),
        onEnd: (flow) => this.#close(flow),
      }),
    );
    return true;
  }

  /** Takes note that the client is there: it has asked how far the test is. */
  hear(nowMs: number): void {
    this.#heardAtMs = nowMs;
  }

  /** Looks at the flows and at the limits; every 100 ms. */
  turn(nowMs: number): void {
    if (this.isOver || nowMs - this.#tickedAtMs < TICK_MS) return;
    this.#tickedAtMs = nowMs;
    const { direction, durationMs, grantedAtMs, maxBytes } = this.terms;
    const isDown = direction === FLOW.down;
    if (isDown) this.#sample(nowMs);
    if (this.#bytes >= maxBytes) return this.end(BULK_REASON.limit);
    if (this.#state === BULK_STATE.accepted) {
      if (nowMs > grantedAtMs + GRANT_MS) this.end(BULK_REASON.noReports);
      return;
    }
    const limitMs = isDown ? durationMs : durationMs + GRACE_MS;
    if (nowMs >= this.#startedAtMs + limitMs) this.end(BULK_REASON.done);
    else if (isDown && nowMs - this.#heardAtMs > CONSENT_MS) {
      this.end(BULK_REASON.noReports);
    }
  }

  /** Ends it: no byte more. */
  end(reason: number): void {
    if (this.isOver) return;
    if (this.terms.direction === FLOW.down) this.#sample(this.#heardAtMs);
    this.#reason = reason;
    this.#state = endStateOf(reason);
    for (const flow of this.#flows) flow[Symbol.dispose]();
    this.#flows.clear();
  }

  take(): void {
    // The kernel knows what the client's has received.
  }

  [Symbol.dispose](): void {
    this.end(BULK_REASON.cancelled);
  }

  /** How far it is, as the client is told. */
  report(): ThroughputStats {
    const { testId, rateKbps, streams, tcpPort, token } = this.terms;
    return {
      kind: "throughputStats",
      testId,
      state: this.#state,
      reason: this.#reason,
      reportNumber: this.#reports++ & 0xffff,
      ...packTcpFigures({
        direction: this.terms.direction,
        rttUs: this.#rttUs,
        busyCpuPct: this.#busy?.pct() ?? 0,
        ...this.#sums,
      }),
      rxBytes: BigInt(this.#bytes),
      queueDelayUs: this.#queueDelayUs,
      firstRx: this.#firstRx,
      lastRx: this.#tools.clock.mono(),
      grantKbps: rateKbps,
      tcpPort,
      streams,
      tcpToken: token,
      arrivalsNs: [],
    };
  }

  /** Shows the client whom it is connected to, before the load. */
  #prepareToSend(fd: number): void {
    const { libc } = this.#tools;
    const { rateKbps, streams, session } = this.terms;
    if (rateKbps > 0) {
      const bytesPerS = Math.round(rateKbps * 125 / streams);
      libc.setOption(fd, "maxPacingRate", Math.min(bytesPerS, MAX_PACING));
    }
    sendProof(fd, { stats: this.report(), session }, this.#tools);
  }

  #receive(bytes: number): void {
    this.#bytes += bytes;
    if (this.#bytes >= this.terms.maxBytes) this.end(BULK_REASON.limit);
  }

  #close(flow: TcpPump): void {
    if (this.terms.direction === FLOW.down) {
      this.#closed = addFlow(this.#closed, flow.sample());
    }
    flow[Symbol.dispose]();
    this.#flows.delete(flow);
    if (this.#flows.size === 0) this.end(BULK_REASON.done);
  }

  /** What was sent is what left the buffers, as the kernel counts it. */
  #sample(nowMs: number): void {
    const infos = [...this.#flows].map((flow) => flow.sample());
    const ackedBytes = infos.reduce((sum, info) => sum + info.ackedBytes, 0);
    // Who acknowledges is there, even while its packets queue for a second.
    if (ackedBytes !== this.#ackedBytes) this.#heardAtMs = nowMs;
    this.#ackedBytes = ackedBytes;
    this.#sums = infos.reduce(addFlow, this.#closed);
    this.#bytes = this.#sums.sentBytes;
    this.#rttUs = infos.reduce((sum, { rttUs }) => sum + rttUs, 0) /
      Math.max(1, infos.length);
    this.#queueDelayUs = Math.max(
      0,
      ...infos.map(({ rttUs, minRttUs }) => rttUs - minRttUs),
    );
  }
}
