// deno-lint-ignore-file no-console -- a script of a test talks to it
/**
 * Sends small datagrams to `ADDRESS`, as many thousands as each line says, and
 * answers with the processor's seconds that it took, the way through the cable
 * included.
 *
 * @module
 */

import { openLibc } from "@bufferbane/ffi";

/** RFC 863: whoever listens there throws away what comes. */
const DISCARD_PORT = 9;
const PAYLOAD_BYTES = 18;
const BATCH = 100;

const [address = ""] = Deno.args;
using libc = openLibc();
const fd = libc.socket("inet", "datagram", 0);
const peer = libc.encodeAddress(address, DISCARD_PORT);
if (peer === undefined) throw new TypeError(`Cannot send to ${address}`);
libc.connect(fd, peer);
const batch = libc.createBatch(BATCH, PAYLOAD_BYTES);
batch.length.fill(PAYLOAD_BYTES);
console.log("ready");
const lines = Deno.stdin.readable.pipeThrough(new TextDecoderStream());
for await (const line of lines) {
  const startedNs = libc.clock("threadCpu");
  for (let left = Number(line) * 1000; left > 0;) {
    const sent = libc.send(fd, batch, { from: 0, to: BATCH });
    if (sent > 0) left -= sent;
    else if (libc.errorCode(-sent) !== "EAGAIN") {
      throw new Error(`Cannot send: ${libc.errorCode(-sent)}`);
    }
  }
  console.log(`${Number(libc.clock("threadCpu") - startedNs) / 1e9}`);
}
libc.close(fd);
