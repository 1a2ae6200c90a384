/**
 * A thread of the real server whose wall clock is set by lines on stdin, each
 * a number of ms; it answers each with a line.
 *
 * @module
 */

import { openLibc } from "@bufferbane/ffi";
import {
  chooseAead,
  deriveSecretKeys,
  type MonoNs,
} from "@bufferbane/protocol";
import { shareMemory } from "../../server/shared.ts";
import { ServerThread } from "../../server/thread.ts";
import { stepLibc } from "../support/stepped_libc.ts";

const [port = "", secret = ""] = Deno.args;
/** How long a line may have to wait while nothing else comes. */
const TURN_MS = 2;

using libc = stepLibc(openLibc());
using thread = new ServerThread({
  listening: [{ family: 4, address: "127.0.0.1" }],
  port: Number(port),
  index: 0,
  threads: 1,
  keys: [{
    name: "client",
    secret: deriveSecretKeys(Uint8Array.fromHex(secret)),
    quotaSlot: 0,
  }],
  policy: { echoPps: 100, sessionTtlMs: 300_000, maxSessions: 10 },
  loadPolicy: { maxTestBytes: 0, maxDailyBytes: 0, maxRateKbps: 0 },
  boot: { id: 1n, at: libc.clock("monotonicRaw") as MonoNs },
  networkKey: 1,
}, {
  libc,
  shared: shareMemory(1),
  aead: chooseAead(),
  random: (count) => crypto.getRandomValues(new Uint8Array(count)),
});
thread.open();
say("open");
let isOver = false;
const serving = (async () => {
  while (!isOver) {
    thread.serve(TURN_MS);
    // Lets a line in.
    await new Promise((resolve) => setTimeout(resolve, 0));
  }
})();
const lines = Deno.stdin.readable.pipeThrough(new TextDecoderStream());
for await (const line of lines) {
  libc.stepWall(BigInt(Math.round(Number(line) * 1e6)));
  say("set");
}
isOver = true;
await serving;

function say(line: string): void {
  Deno.stdout.writeSync(new TextEncoder().encode(`${line}\n`));
}
