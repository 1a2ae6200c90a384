/**
 * Writes `packets.json` and `handshake.json`. Run it only when the wire is
 * meant to change, and read the difference:
 *
 *     deno run -A tests/vectors/generate.ts
 *
 * @module
 */

import { nobleAead } from "../../protocol/mod.ts";
import {
  GOLDEN_KEY,
  GOLDEN_PACKETS,
  GOLDEN_PREFACE,
  sealGolden,
} from "./golden.ts";
import { shakeHands } from "./handshake.ts";

/** Numbers past 2^53 as decimal strings, bytes as hex. */
function plain(_: string, value: unknown): unknown {
  if (typeof value === "bigint") return value.toString();
  return value instanceof Uint8Array ? value.toHex() : value;
}

function write(name: string, content: unknown): void {
  const path = new URL(name, import.meta.url);
  Deno.writeTextFileSync(path, `${JSON.stringify(content, plain, 2)}\n`);
}

write("packets.json", {
  key: GOLDEN_KEY,
  packets: [...GOLDEN_PACKETS, GOLDEN_PREFACE].map((packet) => ({
    packet,
    datagram: sealGolden(packet, { aead: nobleAead }),
  })),
});
write("handshake.json", shakeHands(nobleAead));
