import { LatencyHistogram } from "./latency_histogram.ts";
import type { RequestFailure } from "./request_failure.ts";

/** What was sent in a time. */
export interface TrafficCount {
  /** How long it was, ms. */
  readonly lastedMs: number;
  /** Requests that were answered. */
  readonly requests: number;
  /** Their bodies, bytes. */
  readonly bytes: number;
  /** Of these bodies, per second. */
  readonly rateBps: number;
  /** Requests that failed, or were answered by status 400 or above. */
  readonly errors: number;
  /** The errors by kind. */
  readonly errorKinds: Readonly<Partial<Record<RequestFailure, number>>>;
  /** From the request's first byte to the answer's last; `null`: none came. */
  readonly latencyMs: LatencyFigures | null;
}

/** Percentiles, ms, each at most 2 % too high. */
export interface LatencyFigures {
  /** Half were faster. */
  readonly p50: number;
  /** 95 of 100 were faster. */
  readonly p95: number;
  /** 99 of 100 were faster. */
  readonly p99: number;
}

/** Counts requests until it is asked. */
export class Tally {
  readonly #latency = new LatencyHistogram();
  #errorKinds: Partial<Record<RequestFailure, number>> = {};
  #fromMs: number;
  #requests = 0;
  #bytes = 0;
  #errors = 0;

  /**
   * Begins with nothing counted.
   *
   * @param nowMs When it begins.
   */
  constructor(nowMs: number) {
    this.#fromMs = nowMs;
  }

  /**
   * Counts an answer, whatever it says.
   *
   * @param bytes The request's body.
   * @param latencyMs How long it took.
   */
  answered(bytes: number, latencyMs: number): void {
    this.#requests += 1;
    this.#bytes += bytes;
    this.#latency.add(latencyMs);
  }

  /** Counts an error. */
  failed(kind: RequestFailure): void {
    this.#errors += 1;
    this.#errorKinds[kind] = (this.#errorKinds[kind] ?? 0) + 1;
  }

  /**
   * What was counted.
   *
   * @param nowMs Until when.
   */
  count(nowMs: number): TrafficCount {
    const lastedMs = nowMs - this.#fromMs;
    return {
      lastedMs,
      requests: this.#requests,
      bytes: this.#bytes,
      rateBps: lastedMs > 0 ? this.#bytes * 8_000 / lastedMs : 0,
      errors: this.#errors,
      errorKinds: { ...this.#errorKinds },
      latencyMs: this.#figures(),
    };
  }

  /**
   * Begins again.
   *
   * @param nowMs From when.
   */
  restart(nowMs: number): void {
    this.#fromMs = nowMs;
    this.#requests = 0;
    this.#bytes = 0;
    this.#errors = 0;
    this.#errorKinds = {};
    this.#latency.clear();
  }

  #figures(): LatencyFigures | null {
    const [p50, p95, p99] = [50, 95, 99]
      .map((pct) => this.#latency.percentileMs(pct) ?? undefined);
    return p50 === undefined || p95 === undefined || p99 === undefined
      ? null
      : { p50, p95, p99 };
  }
}
