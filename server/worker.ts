/// <reference lib="deno.worker" />
/**
 * A thread of the server: blocks in its sockets, so that nothing else has to
 * wait for it, nor it for anything else.
 *
 * @module
 */

import { LibcError, openLibc } from "@bufferbane/ffi";
import { chooseAead, loadSodiumAead, nativeAead } from "@bufferbane/protocol";
import { CONTROL, shareMemory } from "./shared.ts";
import { ServerThread } from "./thread.ts";
import type { FromWorker, ToWorker } from "./worker_messages.ts";

/** How long a command may have to wait while nothing else comes. */
const TURN_MS = 200;

function post(message: FromWorker): void {
  self.postMessage(message);
}

/** Hands out messages one by one. */
class Inbox {
  readonly #waiting: ToWorker[] = [];
  #notify: () => void = () => {};

  constructor() {
    self.onmessage = ({ data }: MessageEvent<ToWorker>) => {
      this.#waiting.push(data);
      this.#notify();
    };
  }

  async take(): Promise<ToWorker> {
    for (;;) {
      const message = this.#waiting.shift();
      if (message !== undefined) return message;
      await new Promise<void>((resolve) => (this.#notify = resolve));
    }
  }
}

async function run(inbox: Inbox): Promise<void> {
  const start = await inbox.take();
  if (start.kind !== "start") throw new TypeError("Cannot begin unstarted");
  const { options } = start;
  const shared = shareMemory(options.threads, start.memory);
  const { control, turns } = shared;
  const aead = chooseAead([await loadSodiumAead(), nativeAead]);
  using libc = openLibc();
  using thread = new ServerThread(options, {
    libc,
    shared,
    aead,
    random: (count) => crypto.getRandomValues(new Uint8Array(count)),
  });
  let generation = Atomics.load(control, CONTROL.generation);
  post({ kind: "bound", cipher: aead.name });
  await inbox.take();
  thread.open();
  post({ kind: "opened" });
  while (Atomics.load(control, CONTROL.stop) === 0) {
    thread.serve(TURN_MS);
    turns[options.index] = (turns[options.index] ?? 0) + 1;
    if (Atomics.load(control, CONTROL.generation) === generation) continue;
    generation += 1;
    const message = await inbox.take();
    if (message.kind === "keys") thread.setKeys(message.keys);
  }
}

try {
  await run(new Inbox());
  post({ kind: "stopped" });
} catch (error) {
  if (!(error instanceof LibcError)) throw error;
  post({ kind: "refused", code: error.code, text: error.message });
}
self.close();
