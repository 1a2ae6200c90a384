import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { join } from "node:path";
import { ControlSocket } from "./control.ts";
import { watchLive } from "./live_client.ts";

/** A control socket that nobody asks anything but to watch. */
async function withSocket(
  test: (path: string, socket: ControlSocket) => Promise<void>,
): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    const path = join(folder, "a.sock");
    await using socket = new ControlSocket(path, {});
    await test(path, socket);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** Waits until somebody watches. */
async function watched(socket: ControlSocket): Promise<void> {
  while (!socket.hasViewers) {
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
}

Deno.test("watchLive() gives each line as it was published, until it is stopped", () =>
  withSocket(async (path, socket) => {
    const stop = new AbortController();
    const told: string[] = [];
    const all = Promise.withResolvers<void>();
    const watching = watchLive([path], (line) => {
      if (told.push(line) === 3) all.resolve();
    }, stop.signal);
    await watched(socket);
    const long = JSON.stringify({ text: "x".repeat(100_000) });
    for (const line of ['{"a":1}', long, '{"b":"ü"}']) socket.publish(line);
    await all.promise;
    stop.abort();
    strictEqual(await watching, true);
    deepStrictEqual(told, ['{"a":1}', long, '{"b":"ü"}']);
  }));

Deno.test("watchLive() ends with the monitor", async () => {
  let watching: Promise<boolean> = Promise.resolve(false);
  await withSocket(async (path, socket) => {
    watching = watchLive([path], () => {}, new AbortController().signal);
    await watched(socket);
  });
  strictEqual(await watching, true);
});

Deno.test("watchLive() says that no monitor listens", async () => {
  const { signal } = new AbortController();
  strictEqual(await watchLive(["/no/such.sock"], () => {}, signal), false);
});

Deno.test("watchLive() asks for nothing once it is stopped", () =>
  withSocket(async (path, socket) => {
    const signal = AbortSignal.abort();
    strictEqual(await watchLive([path], () => {}, signal), true);
    strictEqual(socket.hasViewers, false);
  }));
