/// <reference lib="deno.worker" />
/** The writer's thread: a disk that stalls must not stall probing. @module */

import type { Answer, FromWriter, ToWriter } from "./messages.ts";
import { explain, faultOf, StoreError } from "./errors.ts";
import { Writer } from "./writer.ts";

/** What cannot be tidied up now is not tried again at once. */
const REST_MS = 600_000;

let writer: Writer | null = null;
let restsUntil = 0;

function post(message: FromWriter): void {
  self.postMessage(message);
}

/** `foreign` and `newer` never get better; the rest may. */
function failure(error: unknown): FromWriter {
  if (error instanceof StoreError) {
    const { reason, message } = error;
    if (reason === "foreign" || reason === "newer") {
      return { kind: "refused", reason, message };
    }
  }
  return {
    kind: "failed",
    reason: faultOf(error),
    explanation: explain(error),
  };
}

function handle(message: ToWriter): Answer {
  switch (message.kind) {
    case "open":
      writer = new Writer(message.options, {
        onCheck: () => post({ kind: "checking" }),
        onRepair: (what) => post({ kind: "repaired", what }),
      });
      writer.open();
      break;
    case "write":
      writer?.write(message.batch);
      break;
    case "ask":
      return { kind: "told", told: writer?.kept(message.key) ?? null };
    case "close":
      writer?.close();
  }
  return { kind: "done" };
}

/** After the answer, so that whoever waits for the rows need not wait for it. */
function tidy(): void {
  if (performance.now() < restsUntil) return;
  try {
    writer?.tidy();
  } catch (error) {
    if (faultOf(error) === "busy") return;
    restsUntil = performance.now() + REST_MS;
    const why = `minutes cannot be summed up, nor old rows deleted, as ` +
      `${explain(error)}; trying again in ten minutes`;
    post({ kind: "untidy", why });
  }
}

self.onmessage = ({ data }: MessageEvent<ToWriter>) => {
  try {
    post(handle(data));
  } catch (error) {
    post(failure(error));
    return;
  }
  if (data.kind === "write") tidy();
};
