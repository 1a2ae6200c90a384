// deno-lint-ignore-file no-console -- a script of a test talks to it
/**
 * Sends every known frame in turn from `INTERFACE`, as many rounds as each
 * line says, and answers with the processor's seconds that it took.
 *
 * @module
 */

import { openLibc } from "@bufferbane/ffi";
import { KNOWN_FRAMES } from "../../client/traffic/testing/frames.ts";

const AF_PACKET = 17;
const SOCK_RAW = 3;
const [name = ""] = Deno.args;

/** Deno's own binding has no packet sockets, which only this test needs. */
const library = Deno.dlopen("libc.so.6", {
  socket: { parameters: ["i32", "i32", "i32"], result: "i32" },
  if_nametoindex: { parameters: ["buffer"], result: "u32" },
});
using libc = openLibc();
const fd = library.symbols.socket(AF_PACKET, SOCK_RAW, 0);
const index = library.symbols.if_nametoindex(
  new TextEncoder().encode(`${name}\0`),
);

// struct sockaddr_ll { u16 family, protocol; int ifindex; ... }
const address = new DataView(new ArrayBuffer(20));
address.setUint16(0, AF_PACKET, true);
address.setInt32(4, index, true);
libc.bind(fd, new Uint8Array(address.buffer));

const batch = libc.createBatch(KNOWN_FRAMES.length, 256);
for (const [slot, { bytes }] of KNOWN_FRAMES.entries()) {
  batch.payload[slot]?.set(bytes);
  batch.length[slot] = bytes.length;
}
console.log("ready");
for await (
  const line of Deno.stdin.readable.pipeThrough(new TextDecoderStream())
) {
  const startedNs = libc.clock("threadCpu");
  for (let round = 0; round < Number(line); round++) sendAll();
  const tookNs = libc.clock("threadCpu") - startedNs;
  console.log(`${Number(tookNs) / 1e9}`);
}
libc.close(fd);
library.close();

function sendAll(): void {
  for (let from = 0; from < batch.capacity;) {
    const sent = libc.send(fd, batch, { from, to: batch.capacity });
    if (sent > 0) from += sent;
    else if (!["EAGAIN", "ENOBUFS"].includes(libc.errorCode(-sent))) {
      throw new Error(
        `Cannot send ${KNOWN_FRAMES[from]?.name}: ${libc.errorCode(-sent)}`,
      );
    }
  }
}
