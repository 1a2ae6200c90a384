/**
 * Sends what a server must never answer: random datagrams of every length,
 * headers that look right, KNOCKs sealed with another secret.
 * `noise_main.ts ADDRESS PORT SECRET COUNT`. Says how much was answered, and
 * at the end whether the server answers one real KNOCK.
 *
 * @module
 */

import { openLibc } from "@bufferbane/ffi";
import {
  deriveSecretKeys,
  MAGIC,
  OVERHEAD_BYTES,
  TYPE,
  VERSION,
} from "@bufferbane/protocol";
import { seededRandom } from "../support/random.ts";
import { dialerFor, nowOf } from "./echo_client.ts";
import { newSecret } from "./running_server.ts";
import { UdpClient } from "./udp_client.ts";

const MAX_UDP_BYTES = 65_507;

/** Most are short: long ones only cost the kernel time. */
const LENGTHS = [0, 1, 47, 48, 100, 176, 400, 1400, 1401, 9000, MAX_UDP_BYTES];

const [server = "", port = "", secret = "", count = "0"] = Deno.args;
const { keyId } = deriveSecretKeys(Uint8Array.fromHex(secret));
const random = seededRandom(7);
using libc = openLibc();
using client = new UdpClient(libc, { server, port: Number(port) });
const noise = crypto.getRandomValues(new Uint8Array(MAX_UDP_BYTES + 29));

/** A header as a client's, the key id the server's own, and noise behind it. */
function lookalike(length: number): Uint8Array {
  const datagram = noise.slice(
    0,
    Math.max(OVERHEAD_BYTES, Math.min(MAX_UDP_BYTES, length)),
  );
  const view = new DataView(datagram.buffer);
  const types = Object.values(TYPE);
  view.setUint32(0, MAGIC);
  view.setUint8(4, VERSION);
  view.setUint8(5, types[Math.floor(random() * types.length)] ?? 0);
  view.setUint16(6, datagram.length - 24);
  datagram.set(keyId, 8);
  view.setUint32(12, Math.floor(random() * 2 ** 32));
  return datagram;
}

let answered = 0;
for (let i = 0; i < Number(count); i++) {
  const near = LENGTHS[Math.floor(random() * 8)] ?? 0;
  // Few long ones: they are cut into up to 45 fragments each.
  const far = LENGTHS[8 + Math.floor(random() * 3)] ?? 0;
  const length = i % 1000 === 0 ? far : near + Math.floor(random() * 48);
  if (i % 4 === 0) client.send(lookalike(length));
  else if (i % 100 === 1) {
    const now = nowOf(libc);
    client.send(dialerFor(newSecret(), now.mono).knock(now));
  } else client.send(noise.subarray(i % 29, i % 29 + length));
  if (i % 64 === 0) answered += client.receive(0).length;
}
answered += client.receive(500).length;
const now = nowOf(libc);
client.send(dialerFor(secret, now.mono).knock(now));
const granted = client.receive(3000).length;
Deno.stdout.writeSync(
  new TextEncoder().encode(`answered ${answered}, then granted ${granted}\n`),
);
