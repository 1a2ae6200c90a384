/// <reference lib="deno.worker" />
/** The deliverer's thread: what hangs there delays no probe. @module */

import { deliver } from "./deliver.ts";
import type { FromDeliverer, ToDeliverer } from "./deliverer.ts";

self.onmessage = async ({ data }: MessageEvent<ToDeliverer>) => {
  const { order, message, channel, timeoutMs } = data;
  const delivery = await deliver(message, channel, timeoutMs);
  const answer: FromDeliverer = { order, delivery };
  self.postMessage(answer);
};
