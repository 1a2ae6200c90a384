/**
 * TCP servers, one a port: `tcp_main.ts '{"443":{"kind":"hold"}}' 0.0.0.0`.
 *
 * @module
 */

import { once } from "node:events";
import { createServer, type Socket } from "node:net";
import type { TcpBehaviour } from "./tcp.ts";

const BEAT_MS = 1_000;

function serve(connection: Socket, behaviour: TcpBehaviour): void {
  // A reset by the client is what some tests are about.
  connection.on("error", () => connection.destroy());
  connection.resume();
  switch (behaviour.kind) {
    case "silent":
      return;
    case "echo":
      connection.on("data", (bytes) => connection.write(bytes));
      return;
    case "hold":
      beat(connection);
      return;
    case "reset":
      after(connection, behaviour.afterMs, () => connection.resetAndDestroy());
      return;
    case "close":
      after(connection, behaviour.afterMs, () => connection.end());
      return;
    case "stall": {
      const stop = beat(connection);
      after(connection, behaviour.afterMs, stop);
      return;
    }
  }
}

/** Sends a byte a second; returns what stops it. */
function beat(connection: Socket): () => void {
  const timer = setInterval(() => connection.write("."), BEAT_MS);
  connection.on("close", () => clearInterval(timer));
  return () => clearInterval(timer);
}

function after(connection: Socket, delayMs: number, action: () => void): void {
  const timer = setTimeout(action, delayMs);
  connection.on("close", () => clearTimeout(timer));
}

async function main([json = "{}", host]: readonly string[]): Promise<void> {
  // Written by startTcp(), as its type says.
  const behaviours = JSON.parse(json) as Readonly<Record<string, TcpBehaviour>>;
  for (const [port, behaviour] of Object.entries(behaviours)) {
    const server = createServer((connection) => serve(connection, behaviour));
    server.listen(Number(port), host);
    await once(server, "listening");
  }
  await Deno.stdout.write(new TextEncoder().encode("ready\n"));
}

if (import.meta.main) await main(Deno.args);
