/** What happens now, for everybody who watches: server-sent events. @module */

import { setTimeout as delay } from "node:timers/promises";
import type { Monitor } from "./context.ts";

/** Lines are gathered for so long: a viewer gets a few events a second. */
const GATHERING_MS = 200;
/** A monitor that has gone is looked for again. */
const RETRY_MS = 2_000;
/** So that proxies and browsers know that the connection lives. */
const HEARTBEAT_MS = 15_000;
/** Events that may wait for a slow viewer before it misses some. */
const MAX_WAITING = 64;
/** Lines that may be gathered: 64 series at ten rounds a second. */
const MAX_GATHERED = 1_000;
/** People who may watch at once. */
const MAX_VIEWERS = 200;

/** What {@linkcode LiveHub} tells of itself. */
export type LiveEventName = "samples" | "monitor" | "test";

/**
 * One connection to the monitor, however many watch; none while nobody does.
 * What comes is encoded once and given to all. Never waits for a viewer.
 */
export class LiveHub implements AsyncDisposable {
  readonly #monitor: Monitor;
  readonly #viewers = new Set<ReadableStreamDefaultController<Uint8Array>>();
  readonly #encoder = new TextEncoder();
  #gathered: string[] = [];
  #isMonitored: boolean | null = null;
  #stop: AbortController | null = null;
  #watching: Promise<void> = Promise.resolve();

  /**
   * Watches nothing yet.
   *
   * @param monitor Whose lines are passed on.
   */
  constructor(monitor: Monitor) {
    this.#monitor = monitor;
  }

  /** Whether there is room for one more. */
  get hasRoom(): boolean {
    return this.#viewers.size < MAX_VIEWERS;
  }

  /**
   * Lets one more watch.
   *
   * @returns The events, as `text/event-stream`; cancel it to leave.
   */
  watch(): ReadableStream<Uint8Array> {
    let own: ReadableStreamDefaultController<Uint8Array>;
    return new ReadableStream({
      start: (controller) => {
        own = controller;
        this.#viewers.add(own);
        if (this.#isMonitored !== null) {
          own.enqueue(this.#encode("monitor", this.#monitorJson()));
        }
        this.#stop ??= this.#begin();
      },
      cancel: () => this.#leave(own),
    }, { highWaterMark: MAX_WAITING });
  }

  /**
   * Tells all who watch.
   *
   * @param name What kind of event it is.
   * @param json Its data, one line of JSON.
   */
  tell(name: LiveEventName, json: string): void {
    if (this.#viewers.size > 0) this.#send(this.#encode(name, json));
  }

  /** Ends all streams. */
  async [Symbol.asyncDispose](): Promise<void> {
    for (const viewer of this.#viewers) viewer.close();
    this.#viewers.clear();
    this.#stop?.abort();
    await this.#watching;
  }

  #leave(viewer: ReadableStreamDefaultController<Uint8Array>): void {
    this.#viewers.delete(viewer);
    if (this.#viewers.size > 0) return;
    this.#stop?.abort();
    this.#stop = null;
  }

  #begin(): AbortController {
    const stop = new AbortController();
    const flush = setInterval(() => this.#flush(), GATHERING_MS);
    const heartbeat = setInterval(
      () => this.#send(this.#encoder.encode(":\n\n")),
      HEARTBEAT_MS,
    );
    this.#watching = this.#follow(stop.signal).finally(() => {
      clearInterval(flush);
      clearInterval(heartbeat);
    });
    return stop;
  }

  async #follow(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      // One that cannot be reached, for whatever reason, is as good as none.
      const wasThere = await this.#monitor.watch((line) => {
        this.#become(true);
        if (this.#gathered.length < MAX_GATHERED) this.#gathered.push(line);
      }, signal).catch(() => false);
      if (signal.aborted) break;
      this.#become(false);
      // Rejects when it is time to stop, which is an ordinary end.
      if (!wasThere) await delay(RETRY_MS, null, { signal }).catch(() => {});
    }
    // Somebody may have come in the meantime, and begun anew.
    if (this.#stop !== null && this.#stop.signal !== signal) return;
    this.#isMonitored = null;
    this.#gathered = [];
  }

  #become(isMonitored: boolean): void {
    if (this.#isMonitored === isMonitored) return;
    this.#isMonitored = isMonitored;
    this.tell("monitor", this.#monitorJson());
  }

  #monitorJson(): string {
    return JSON.stringify({ "is_running": this.#isMonitored });
  }

  #flush(): void {
    if (this.#gathered.length === 0) return;
    const lines = this.#gathered;
    this.#gathered = [];
    this.tell("samples", `[${lines.join(",")}]`);
  }

  #encode(name: LiveEventName, json: string): Uint8Array {
    return this.#encoder.encode(`event: ${name}\ndata: ${json}\n\n`);
  }

  #send(bytes: Uint8Array): void {
    for (const viewer of this.#viewers) {
      if ((viewer.desiredSize ?? 0) > 0) viewer.enqueue(bytes);
    }
  }
}
