/**
 * Run inside a namespace by the tests: opens 200 sockets of every kind and
 * state that lasts, says so, and keeps them until it is ended.
 *
 * @module
 */

import { createSocket } from "node:dgram";
import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";
import { openLibc } from "@bufferbane/ffi";

const PAIRS = 60;
/** An IPv6 address of this machine has the same server behind it. */
const PAIRS_V6 = 15;
const DATAGRAM_SOCKETS = 20;

/** Held, so that no socket is closed by the collector. */
const open: unknown[] = [];

/** A server that takes everybody and keeps what is sent to it unread. */
async function listen(host: string): Promise<number> {
  const server = createServer({ pauseOnConnect: true }, (socket) => {
    open.push(socket);
  });
  server.listen(0, host);
  await once(server, "listening");
  open.push(server);
  const address = server.address();
  return typeof address === "object" && address !== null ? address.port : 0;
}

async function connected(host: string, port: number): Promise<Socket> {
  const socket = connect({ host, port });
  await once(socket, "connect");
  open.push(socket);
  return socket;
}

const port = await listen("127.0.0.1");
for (let i = 0; i < PAIRS; i++) {
  const socket = await connected("127.0.0.1", port);
  // Some have something to read, and some have been closed by one end.
  if (i % 3 === 0) socket.write("x".repeat(i));
  if (i % 10 === 5) socket.end();
}
const dual = await listen("::");
for (let i = 0; i < PAIRS_V6; i++) {
  await connected(i % 2 === 0 ? "::1" : "127.0.0.1", dual);
}
for (let i = 0; i < DATAGRAM_SOCKETS; i++) {
  const socket = createSocket(i % 2 === 0 ? "udp4" : "udp6");
  socket.bind(0);
  await once(socket, "listening");
  if (i % 4 === 0) {
    socket.connect(port, "127.0.0.1");
    await once(socket, "connect");
  }
  open.push(socket);
}
using libc = openLibc();
// Bound to an interface, and to nothing else.
const bound = libc.socket("inet", "datagram", 0);
libc.setOption(bound, "bindToDevice", "lo");
const any = libc.encodeAddress("127.0.0.1", 5300);
if (any !== undefined) libc.bind(bound, any);
// Nobody answers there: a SYN that is sent again and again.
const waiting = libc.socket("inet", "stream", 0);
const nobody = libc.encodeAddress("192.0.2.99", 9);
if (nobody !== undefined) libc.connect(waiting, nobody);
for (let i = 0; i < 45; i++) open.push(await listen("127.0.0.1"));

const say = (text: string) =>
  Deno.stdout.writeSync(new TextEncoder().encode(`${text}\n`));
say("open");
// Ends when the test ends the process.
await new Promise(() => setInterval(() => {}, 60_000));
