import type { Notice } from "../alerts/incident.ts";
import type { Channel } from "../alerts/sinks/channel.ts";
import type { Deliverer } from "../alerts/sinks/deliverer.ts";
import type { Message } from "../alerts/sinks/message.ts";
import {
  Outbox,
  type OutboxOptions,
  type StoredOutbox,
} from "../alerts/sinks/outbox.ts";
import { type Clock, unixMs } from "../model/mod.ts";
import type { Recorder } from "../store/recorder.ts";

/** A receiver that takes longer is tried again: it may have got the message. */
const TIMEOUT_MS = 30_000;
/** With nothing to deliver for so long, the thread that delivers goes. */
const IDLE_MS = 60_000;

/** Somebody who is to be told. */
export interface Receiver {
  /** What the user calls it, e.g. `webhook`. */
  readonly name: string;
  /** How to reach it. */
  readonly channel: Channel;
  /** How it wants to be told. */
  readonly options: OutboxOptions;
}

/** Whom {@linkcode Courier} works with. */
export interface CourierContext {
  /** The time. */
  readonly clock: Clock;
  /** Keeps over a restart what is still to be delivered. */
  readonly recorder: Pick<Recorder, "keep" | "kept">;
  /** Tells the user something, one sentence. */
  readonly note: (text: string) => void;
  /** Starts what delivers. */
  readonly startDeliverer: () => Deliverer;
}

interface Route extends Receiver {
  readonly outbox: Outbox;
  isFailing: boolean;
}

/**
 * Tells receivers of incidents, whatever they are like: each has its own
 * queue, which survives a restart; what is slow or down is tried again.
 */
export class Courier implements Disposable {
  readonly #context: CourierContext;
  readonly #routes: readonly Route[];
  /** What came before the queues of the last run were there. */
  #early: Notice[] | null = [];
  #deliverer: Deliverer | null = null;
  #under = 0;
  #busyMs = 0;
  #isDisposed = false;

  /**
   * Goes on with what earlier runs had still to tell.
   *
   * @param context Whom it works with.
   * @param receivers Whom it tells.
   */
  constructor(context: CourierContext, receivers: readonly Receiver[]) {
    this.#context = context;
    this.#routes = receivers.map((receiver) => ({
      ...receiver,
      outbox: new Outbox(receiver.options),
      isFailing: false,
    }));
    void this.#restore();
  }

  /** Takes what has become of an incident. */
  take(notice: Notice): void {
    if (this.#early !== null) {
      this.#early.push(notice);
      return;
    }
    for (const route of this.#routes) {
      if (route.outbox.take(notice)) this.#keep(route);
    }
  }

  /** Delivers what is due; call it every second. */
  step(): void {
    if (this.#early !== null) return;
    const nowMs = this.#nowMs();
    for (const route of this.#routes) {
      const message = route.outbox.next(nowMs);
      if (message !== null) void this.#deliver(route, message);
    }
    if (this.#under > 0) this.#busyMs = nowMs;
    else if (nowMs - this.#busyMs > IDLE_MS) this.#stop();
  }

  /** Delivers no more; what waits is told by the next run. */
  [Symbol.dispose](): void {
    this.#isDisposed = true;
    this.#stop();
  }

  async #deliver(route: Route, message: Message): Promise<void> {
    this.#under++;
    this.#deliverer ??= this.#context.startDeliverer();
    const { channel, outbox } = route;
    const delivery = await this.#deliverer.deliver(
      message,
      channel,
      TIMEOUT_MS,
    );
    this.#under--;
    // What was under way at the end is tried again by the next run.
    if (this.#isDisposed) return;
    const isDelivered = delivery.kind === "delivered";
    outbox.settle(
      isDelivered,
      this.#nowMs(),
      isDelivered ? 0 : delivery.afterMs,
    );
    this.#keep(route);
    if (isDelivered === !route.isFailing) return;
    route.isFailing = !isDelivered;
    this.#context.note(
      isDelivered
        ? `Alerts get through by ${route.name} again`
        : `Cannot tell of trouble by ${route.name} as ${delivery.reason}; trying again`,
    );
  }

  #keep({ name, outbox }: Route): void {
    const stored = JSON.stringify(outbox.stored());
    this.#context.recorder.keep(keyOf(name), stored);
  }

  async #restore(): Promise<void> {
    await Promise.all(this.#routes.map(async ({ name, outbox }) => {
      const stored = await this.#kept(keyOf(name));
      if (stored !== null) outbox.restore(stored);
    }));
    const early = this.#early ?? [];
    this.#early = null;
    for (const notice of early) this.take(notice);
  }

  async #kept(key: string): Promise<StoredOutbox | null> {
    try {
      // What was kept under this key was made by stored().
      return JSON.parse(await this.#context.recorder.kept(key) ?? "null");
    } catch (error) {
      // Without the disk: what waited then is told by the run that can read it.
      if (error instanceof Error) return null;
      throw error;
    }
  }

  #stop(): void {
    this.#deliverer?.[Symbol.dispose]();
    this.#deliverer = null;
  }

  #nowMs(): number {
    return unixMs(this.#context.clock.wall());
  }
}

function keyOf(name: string): string {
  return `outbox ${name}`;
}
