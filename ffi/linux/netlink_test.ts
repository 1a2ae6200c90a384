import { deepStrictEqual, strictEqual } from "node:assert/strict";
import fc from "fast-check";
import {
  encodeNetlink,
  NetlinkAttributes,
  netlinkErrno,
  NetlinkFlag,
  type NetlinkMessage,
  netlinkMessages,
  NetlinkType,
} from "./netlink.ts";

/** What `ip route get 192.0.2.9` sends, by strace; the sequence number is ours. */
const RECORDED_REQUEST = Uint8Array.fromHex(
  "24000000" + "1a00" + "0100" + "07000000" + "00000000" +
    "022000000000000000100000" +
    "0800" + "0100" + "c0000209",
);

Deno.test("encodeNetlink() writes what ip(8) writes", () => {
  deepStrictEqual(
    encodeNetlink({
      type: 26,
      flags: NetlinkFlag.request,
      sequence: 7,
      header: Uint8Array.of(2, 32, 0, 0, 0, 0, 0, 0, 0, 0x10, 0, 0),
      attributes: [{ type: 1, value: Uint8Array.of(192, 0, 2, 9) }],
    }),
    RECORDED_REQUEST,
  );
});

Deno.test("encodeNetlink() pads the header and each value to four bytes", () => {
  const bytes = encodeNetlink({
    type: 1,
    flags: 0,
    sequence: 0,
    header: Uint8Array.of(9),
    attributes: [
      { type: 5, value: Uint8Array.of(1, 2, 3, 4, 5) },
      { type: 6, value: Uint8Array.of(7) },
    ],
  });
  strictEqual(bytes.length, 16 + 4 + 12 + 8);
  const [message] = [...netlinkMessages(bytes)];
  const attributes = new NetlinkAttributes(bodyOf(message).subarray(4));
  deepStrictEqual(attributes.bytes(5), Uint8Array.of(1, 2, 3, 4, 5));
  strictEqual(attributes.u8(6), 7);
});

Deno.test("netlinkMessages() ends where a length cannot be", () => {
  const whole = encodeNetlink({
    type: 16,
    flags: 2,
    sequence: 3,
    header: new Uint8Array(4),
    attributes: [],
  });
  const two = new Uint8Array([...whole, ...whole]);
  const cases: readonly [bytes: Uint8Array, count: number, why: string][] = [
    [new Uint8Array(0), 0, "nothing"],
    [two, 2, "two whole ones"],
    [two.subarray(0, -1), 1, "the second is cut off"],
    [whole.subarray(0, 15), 0, "not even a header"],
    [withLength(two, 15), 0, "shorter than its own header"],
    [withLength(two, 0), 0, "a length of zero must not loop for ever"],
    [withLength(two, 0xffff_ffff), 0, "a length that overflows when aligned"],
    [withLength(whole, 17).subarray(0, 17), 1, "an odd length at the end"],
  ];
  for (const [bytes, count, why] of cases) {
    strictEqual([...netlinkMessages(bytes)].length, count, why);
  }
});

Deno.test("netlinkErrno() tells refusals from the end of a list", () => {
  const cases: readonly [
    body: readonly number[],
    errno: number,
    why: string,
  ][] = [
    [[0xff, 0xff, 0xff, 0xff], 1, "-EPERM"],
    [[0x9b, 0xff, 0xff, 0xff, 1, 2], 101, "-ENETUNREACH, then the request"],
    [[0, 0, 0, 0], 0, "an acknowledgement"],
    [[12, 0, 0, 0], 0, "a length"],
    [[0xff, 0xff], 0, "cut off"],
    [[], 0, "empty"],
  ];
  for (const [body, errno, why] of cases) {
    const message = { type: NetlinkType.error, flags: 0, sequence: 0 };
    strictEqual(
      netlinkErrno({ ...message, body: Uint8Array.from(body) }),
      errno,
      why,
    );
  }
});

Deno.test("NetlinkAttributes reads values of the right size only", () => {
  const attributes = new NetlinkAttributes(Uint8Array.fromHex(
    "0800" + "0400" + "dc050000" + // 4: u32 1500
      "0900" + "0300" + "6574683000" + "000000" + // 3: "eth0\0"
      "0c00" + "1280" + "0800" + "0100" + "76657468" + // 18, nested: 1: "veth"
      "0500" + "2100" + "01000000" + // 33: u8 1
      "0800" + "0400" + "00000000" + // 4 again
      "ff00" + "0700" + "0000", // 7: longer than what is there
  ));
  strictEqual(attributes.u32(4), 1500, "the first of two");
  strictEqual(attributes.text(3), "eth0");
  strictEqual(attributes.nested(18)?.text(1), "veth", "the flag is not type");
  strictEqual(attributes.u8(33), 1);
  strictEqual(attributes.u32(33), undefined, "one byte is not four");
  strictEqual(attributes.bytes(7), undefined, "cut off");
  strictEqual(attributes.nested(99), undefined, "absent");
});

Deno.test("netlink readers never throw, whatever the bytes", () => {
  const types = [1, 3, 4, 18];
  const small = fc.uint8Array({ maxLength: 96 });
  fc.assert(fc.property(small, fc.nat(60), (bytes, length) => {
    // Half the time a believable first length, to get past the header.
    if (bytes.length >= 16 && length % 2 === 0) bytes.set([length, 0, 0, 0]);
    for (const message of netlinkMessages(bytes)) {
      netlinkErrno(message);
      readAll(new NetlinkAttributes(message.body), types);
    }
    readAll(new NetlinkAttributes(bytes), types);
  }));
});

function readAll(attributes: NetlinkAttributes, types: readonly number[]) {
  for (const type of types) {
    attributes.u8(type);
    attributes.u32(type);
    attributes.text(type);
    const nested = attributes.nested(type);
    if (nested !== undefined) readAll(nested, types);
  }
}

function withLength(bytes: Uint8Array, length: number): Uint8Array {
  const copy = bytes.slice();
  new DataView(copy.buffer).setUint32(0, length, true);
  return copy;
}

function bodyOf(message: NetlinkMessage | undefined): Uint8Array {
  if (message === undefined) throw new TypeError("Cannot find a message");
  return message.body;
}
