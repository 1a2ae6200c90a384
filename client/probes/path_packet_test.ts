import { deepStrictEqual, strictEqual, throws } from "node:assert/strict";
import { decodeQuotedRequest, ECHO_BYTES } from "./icmp_packet.ts";
import {
  decodePathDatagram,
  encodePathDatagram,
  encodePathRequest,
} from "./path_packet.ts";

/** RFC 1071, over the whole message: 0xffff where the checksum is right. */
function sumOf(bytes: Uint8Array): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  let sum = 0;
  for (let at = 0; at < bytes.length; at += 2) sum += view.getUint16(at);
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >>> 16);
  return sum;
}

Deno.test("encodePathRequest() gives all of a flow the same checksum, and a right one", () => {
  const bytes = new Uint8Array(ECHO_BYTES);
  const checksums = new Set<string>();
  for (const number of [0, 1, 63, 64, 255, 256, 0x7fff, 0x8000, 0xffff]) {
    encodePathRequest(bytes, 4, { identifier: 7, tag: 0xdeadbeef, number });
    strictEqual(sumOf(bytes), 0xffff, `number ${number}`);
    checksums.add(bytes.subarray(2, 4).toHex());
    deepStrictEqual(decodeQuotedRequest(bytes.subarray(0, 8), 4), {
      identifier: 7,
      sequence: number,
    });
  }
  strictEqual(checksums.size, 1);
});

Deno.test("encodePathRequest() keeps what the kernel sums up the same, too, over IPv6", () => {
  const bytes = new Uint8Array(ECHO_BYTES);
  const sums = [0, 5, 40_000].map((number) => {
    encodePathRequest(bytes, 6, { identifier: 7, tag: 1, number });
    return sumOf(bytes) % 0xffff;
  });
  strictEqual(new Set(sums).size, 1);
});

Deno.test("encodePathRequest() refuses a number that its flow has no room for", () => {
  throws(
    () =>
      encodePathRequest(new Uint8Array(64), 4, {
        identifier: 1,
        tag: 1,
        number: 65_536,
      }),
    {
      name: "RangeError",
      message: "Cannot number a path probe: found 65536 (allowed: 0 to 65535)",
    },
  );
});

Deno.test("decodePathDatagram() knows its own, and nobody else's", () => {
  const bytes = new Uint8Array(8);
  encodePathDatagram(bytes, { tag: 0xfeedface, number: 77 });
  strictEqual(decodePathDatagram(bytes, 0xfeedface), 77);
  strictEqual(decodePathDatagram(bytes, 1), undefined);
  strictEqual(decodePathDatagram(bytes.subarray(0, 7), 0xfeedface), undefined);
});
