import { type Channel, type Delivery, failed } from "./channel.ts";
import type { Message } from "./message.ts";

/** To the deliverer's thread. */
export interface ToDeliverer {
  /** Names the answer. */
  readonly order: number;
  /** What to tell. */
  readonly message: Message;
  /** Whom, and how. */
  readonly channel: Channel;
  /** After that it has failed. */
  readonly timeoutMs: number;
}

/** From the deliverer's thread. */
export interface FromDeliverer {
  /** Of which {@linkcode ToDeliverer}. */
  readonly order: number;
  /** How it ended. */
  readonly delivery: Delivery;
}

/** Delivers messages without making anybody wait. */
export interface Deliverer extends Disposable {
  /**
   * Delivers a message.
   *
   * @returns How it ended; never rejects.
   */
  deliver(
    message: Message,
    channel: Channel,
    timeoutMs: number,
  ): Promise<Delivery>;
}

/** A {@linkcode Deliverer} in a thread of its own, which takes 10 MB. */
export function startDeliverer(): Deliverer {
  const url = new URL("./deliver_worker.ts", import.meta.url);
  const worker = new Worker(url, { type: "module", name: "deliverer" });
  const waiting = new Map<number, (delivery: Delivery) => void>();
  let orders = 0;
  const failAll = (reason: string) => {
    for (const settle of waiting.values()) settle(failed(reason));
    waiting.clear();
  };
  worker.onmessage = ({ data }: MessageEvent<FromDeliverer>) => {
    waiting.get(data.order)?.(data.delivery);
    waiting.delete(data.order);
  };
  worker.onerror = (event) => {
    event.preventDefault();
    failAll(`its thread stopped (${event.message})`);
  };
  return {
    deliver(message, channel, timeoutMs) {
      const { promise, resolve } = Promise.withResolvers<Delivery>();
      const order = orders++;
      waiting.set(order, resolve);
      const question: ToDeliverer = { order, message, channel, timeoutMs };
      worker.postMessage(question);
      return promise;
    },
    [Symbol.dispose]() {
      worker.terminate();
      failAll("the program ends");
    },
  };
}
