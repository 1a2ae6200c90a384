/** Makes HTTP traffic of a given rate. @module */

import type { Payload } from "./payload.ts";
import { failureOf, type RequestFailure } from "./request_failure.ts";
import { Tally, type TrafficCount } from "./tally.ts";
import { TokenBucket } from "./token_bucket.ts";

/** After a failure a connection waits, or a refusing server would be flooded. */
const AFTER_FAILURE_MS = 200;
const SECOND_MS = 1_000;
/** A timer fires no earlier than after 1 ms: what is due sooner goes at once. */
const SHORTEST_WAIT_MS = 0.5;
const FIRST_BAD_STATUS = 400;
const SHORT_ANSWER_BYTES = 65_536;

/** What traffic to make. */
export interface TrafficPlan {
  /** Where the requests go: `http:` or `https:`. */
  readonly url: URL;
  /** Bits of the bodies per second; `null`: as fast as it goes. */
  readonly bandwidthBps: number | null;
  /** Requests at the same time, each on its own connection. */
  readonly connections: number;
  /** Of each body, bytes. */
  readonly requestBytes: number;
  /** Pause of each connection before each request, ms. */
  readonly latencyMs: number;
  /** How long at most, ms; `null`: no limit. */
  readonly durationMs: number | null;
  /** How much at most, bytes of bodies; `null`: no limit. */
  readonly totalBytes: number | null;
}

/** What it is made with. */
export interface TrafficTools {
  /** The runtime's `fetch`, with as many connections as are planned. */
  readonly fetch: (url: URL, init: RequestInit) => Promise<Response>;
  /** The bodies. */
  readonly payload: Payload;
  /** A clock that never goes back, ms. */
  readonly nowMs: () => number;
  /**
   * Waits.
   *
   * @returns At once, too, when the signal is aborted.
   */
  readonly wait: (ms: number, signal: AbortSignal) => Promise<unknown>;
  /** Told what each second has carried, the last of which may be shorter. */
  readonly onSecond: (second: TrafficCount, total: TrafficCount) => void;
  /** A request that is not answered by then has failed, ms. */
  readonly timeoutMs: number;
  /** Ends it early, in good order. */
  readonly signal: AbortSignal;
}

/**
 * Sends POST requests until a limit is reached. Whatever the server does is
 * counted, and nothing of it ends the run.
 *
 * @param plan What traffic.
 * @param tools What it is made with.
 * @returns All of it in sum.
 */
export async function generateTraffic(
  plan: TrafficPlan,
  tools: TrafficTools,
): Promise<TrafficCount> {
  return await new Generation(plan, tools).run();
}

class Generation {
  readonly #plan: TrafficPlan;
  readonly #tools: TrafficTools;
  readonly #over = new AbortController();
  readonly #bucket: TokenBucket;
  readonly #second: Tally;
  readonly #total: Tally;
  #leftBytes: number;

  constructor(plan: TrafficPlan, tools: TrafficTools) {
    this.#plan = plan;
    this.#tools = tools;
    const nowMs = tools.nowMs();
    const { bandwidthBps, totalBytes } = plan;
    this.#bucket = new TokenBucket((bandwidthBps ?? Infinity) / 8, nowMs);
    this.#second = new Tally(nowMs);
    this.#total = new Tally(nowMs);
    this.#leftBytes = totalBytes ?? Infinity;
  }

  async run(): Promise<TrafficCount> {
    const { signal, nowMs } = this.#tools;
    const stop = () => this.#over.abort();
    signal.addEventListener("abort", stop);
    if (signal.aborted) stop();
    // Whichever ends first ends the other: the time, the bytes, or a fault.
    const parts = [this.#watch(), this.#workAll()]
      .map((part) => part.finally(stop));
    try {
      await Promise.all(parts);
    } finally {
      signal.removeEventListener("abort", stop);
      await Promise.allSettled(parts);
    }
    return this.#total.count(nowMs());
  }

  /** Tells every second, and ends the run when its time is over. */
  async #watch(): Promise<void> {
    const { nowMs, wait } = this.#tools;
    const startMs = nowMs();
    const endMs = startMs + (this.#plan.durationMs ?? Infinity);
    for (let second = 1; !this.#over.signal.aborted; second++) {
      const untilMs = Math.min(startMs + second * SECOND_MS, endMs);
      await wait(Math.max(0, untilMs - nowMs()), this.#over.signal);
      this.#tell();
      if (untilMs === endMs) this.#over.abort();
    }
  }

  #tell(): void {
    const { nowMs, onSecond } = this.#tools;
    const atMs = nowMs();
    onSecond(this.#second.count(atMs), this.#total.count(atMs));
    this.#second.restart(atMs);
  }

  async #workAll(): Promise<void> {
    await Promise.all(
      Array.from({ length: this.#plan.connections }, () => this.#work()),
    );
  }

  /** One connection: a request after the other. */
  async #work(): Promise<void> {
    const { requestBytes, latencyMs } = this.#plan;
    const { signal } = this.#over;
    while (!signal.aborted) {
      // Taken before it is sent: a limit holds for what fails, too.
      const bytes = Math.min(requestBytes, this.#leftBytes);
      if (bytes <= 0) return;
      this.#leftBytes -= bytes;
      await this.#pause(latencyMs);
      await this.#pause(this.#bucket.take(bytes, this.#tools.nowMs()));
      if (signal.aborted) return;
      const failure = await this.#send(bytes);
      if (failure === undefined || signal.aborted) continue;
      this.#second.failed(failure);
      this.#total.failed(failure);
      if (!failure.startsWith("http")) await this.#pause(AFTER_FAILURE_MS);
    }
  }

  async #pause(ms: number): Promise<void> {
    if (ms < SHORTEST_WAIT_MS) return;
    await this.#tools.wait(ms, this.#over.signal);
  }

  /** Sends a request, and waits for the whole answer. */
  async #send(bytes: number): Promise<RequestFailure | undefined> {
    const { fetch, payload, nowMs, timeoutMs } = this.#tools;
    const startMs = nowMs();
    const breaking = new AbortController();
    const stop = () => breaking.abort();
    const timer = setTimeout(stop, timeoutMs);
    this.#over.signal.addEventListener("abort", stop);
    try {
      const response = await fetch(this.#plan.url, {
        method: "POST",
        body: payload.next(bytes),
        // Another address would be loaded than was agreed to.
        redirect: "manual",
        signal: breaking.signal,
      });
      await drain(response);
      const latencyMs = nowMs() - startMs;
      this.#second.answered(bytes, latencyMs);
      this.#total.answered(bytes, latencyMs);
      const { status } = response;
      return status < FIRST_BAD_STATUS ? undefined : `http ${status}`;
    } catch (error) {
      if (breaking.signal.aborted) return "timeout";
      if (error instanceof Error) return failureOf(error);
      throw error;
    } finally {
      clearTimeout(timer);
      this.#over.signal.removeEventListener("abort", stop);
    }
  }
}

/**
 * Reads an answer to its end, or its connection could not be used again. A
 * short one in one go, which costs a quarter less in all.
 */
async function drain(response: Response): Promise<void> {
  const { headers, body } = response;
  const lengthBytes = Number(headers.get("content-length") ?? NaN);
  if (lengthBytes <= SHORT_ANSWER_BYTES) await response.bytes();
  else for await (const _ of body ?? []);
}
