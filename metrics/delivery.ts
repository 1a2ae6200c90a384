/** What is to be sent, until it is. @module */

import { setTimeout as delay } from "node:timers/promises";
import type { Sent } from "./post.ts";

const MAX_WAITING = 120;
const FIRST_RETRY_MS = 1_000;
const LONGEST_RETRY_MS = 300_000;

/** How something is delivered. */
export interface DeliveryOptions<Body> {
  /** Sends one; never rejects for what the receiver does. */
  readonly post: (body: Body, signal: AbortSignal) => Promise<Sent>;
  /** Told what became of each try. */
  readonly onSent: (result: "done" | "failed") => void;
  /** Told why nothing is taken, once, and `null` when it is again. */
  readonly onTrouble: (why: string | null) => void;
  /** How many may wait; the oldest goes. An hour at one in 30 s unless said. */
  readonly maxWaiting?: number;
  /** A number from 0 to below 1, another one each time. */
  readonly random: () => number;
  /** Waits; rejects when aborted. */
  readonly wait?: (ms: number, signal: AbortSignal) => Promise<unknown>;
}

/**
 * A queue to one receiver. What is not taken is tried again after 1 s, 2 s,
 * and so on up to 5 min, or as late as the receiver wants it, and chance adds
 * up to half of that, so that a hundred senders do not come all at once. Nobody
 * who puts something in ever waits.
 */
export class Delivery<Body> implements AsyncDisposable {
  readonly #options: DeliveryOptions<Body>;
  readonly #stop = new AbortController();
  readonly #waiting: Body[] = [];
  readonly #running: Promise<void>;
  #wake = (): void => {};
  #isTroubled = false;

  /**
   * Begins to wait for something to send.
   *
   * @param options How.
   */
  constructor(options: DeliveryOptions<Body>) {
    this.#options = options;
    this.#running = this.#run();
  }

  /** How many wait. */
  get waiting(): number {
    return this.#waiting.length;
  }

  /**
   * Has something sent; when too much waits, the oldest is dropped.
   *
   * @param body What to send.
   */
  add(body: Body): void {
    const { maxWaiting = MAX_WAITING } = this.#options;
    if (this.#waiting.length >= maxWaiting) this.#waiting.shift();
    this.#waiting.push(body);
    this.#wake();
  }

  /** Breaks off what is being sent; what waits is lost. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort();
    this.#wake();
    await this.#running;
  }

  async #run(): Promise<void> {
    const { signal } = this.#stop;
    let retryMs = FIRST_RETRY_MS;
    while (!signal.aborted) {
      const [body] = this.#waiting;
      if (body === undefined) {
        await new Promise<void>((resolve) => (this.#wake = resolve));
        continue;
      }
      const sent = await this.#options.post(body, signal);
      if (signal.aborted) return;
      this.#learn(sent);
      if (sent.kind !== "failed") {
        // It may have been dropped in the meantime.
        if (this.#waiting[0] === body) this.#waiting.shift();
        retryMs = FIRST_RETRY_MS;
        continue;
      }
      await this.#pause(Math.max(sent.afterMs, retryMs), signal);
      retryMs = Math.min(2 * retryMs, LONGEST_RETRY_MS);
    }
  }

  #learn(sent: Sent): void {
    const { onSent, onTrouble } = this.#options;
    const isTaken = sent.kind === "taken";
    onSent(isTaken ? "done" : "failed");
    if (isTaken === !this.#isTroubled) return;
    this.#isTroubled = !isTaken;
    onTrouble(isTaken ? null : sent.why);
  }

  async #pause(ms: number, signal: AbortSignal): Promise<void> {
    const { random, wait = waitFor } = this.#options;
    // Rejects when it is time to stop, which is an ordinary end.
    await wait(ms * (1 + random() / 2), signal).catch(() => {});
  }
}

function waitFor(ms: number, signal: AbortSignal): Promise<unknown> {
  return delay(ms, null, { signal });
}
