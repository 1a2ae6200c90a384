import { deepStrictEqual, strictEqual } from "node:assert/strict";
import {
  AT,
  bodyBytesOf,
  datagramBytes,
  encodePacket,
  type FaultReason,
  inspect,
  instanceOf,
  keyIdOf,
  MAX_DATAGRAM_BYTES,
  MIN_DATAGRAM_BYTES,
  type MonoNs,
  nativeAead,
  NonceSource,
  numberAt,
  type Packet,
  Sealer,
  TYPE,
  VERSION,
  type WallNs,
} from "./mod.ts";

function seal(packet: Packet, length = datagramBytes(packet)): Uint8Array {
  const datagram = new Uint8Array(length);
  encodePacket(packet, datagram);
  new Sealer({
    aead: nativeAead,
    key: new Uint8Array(32),
    clientId: new Uint8Array(8),
    nonces: new NonceSource(),
  }).seal(datagram, 1n as WallNs);
  return datagram;
}

const ECHO = {
  kind: "echoRequest",
  seq: 1,
  flags: 0,
  errorEstimate: 0,
  t1: 1n as MonoNs,
  pathToken: new Uint8Array(8),
} as const;

const DATA = {
  kind: "throughputData",
  testId: 1,
  seq: 1,
  tx: 1n as MonoNs,
  datagramBytes: 1200,
  flags: 0,
  rateIndex: 0,
} as const;

function changed(
  datagram: Uint8Array,
  offset: number,
  byte: number,
): Uint8Array {
  const copy = datagram.slice();
  copy[offset] = byte;
  return copy;
}

function longer(datagram: Uint8Array, bytes: number): Uint8Array {
  const copy = new Uint8Array(datagram.length + bytes);
  copy.set(datagram);
  return copy;
}

Deno.test("inspect() refuses what no key can make right", () => {
  const echo = seal(ECHO);
  const data = seal(DATA);
  const cases: readonly [
    why: string,
    datagram: Uint8Array,
    reason: FaultReason | undefined,
  ][] = [
    ["as sealed", echo, undefined],
    ["padded to the limit", seal(ECHO, MAX_DATAGRAM_BYTES), undefined],
    ["over the limit", seal(ECHO, MAX_DATAGRAM_BYTES + 1), "too_long"],
    ["empty", new Uint8Array(0), "too_short"],
    ["no room for a tag", echo.subarray(0, 47), "too_short"],
    ["room for a tag, and no more", echo.subarray(0, 48), "bad_length"],
    ["another protocol", changed(echo, AT.magic, 0x42 ^ 1), "bad_magic"],
    ["version 1", changed(echo, AT.version, 1), "unknown_version"],
    ["version 3", changed(echo, AT.version, 3), "unknown_version"],
    ["type 0", changed(echo, AT.type, 0), "unknown_type"],
    ["type 0x42", changed(echo, AT.type, 0x42), "unknown_type"],
    ["length byte changed", changed(echo, AT.sealedLength, 1), "bad_length"],
    ["cut by one", echo.subarray(0, echo.length - 1), "bad_length"],
    ["one byte more", longer(echo, 1), "bad_length"],
    ["too small for its type", changed(data, AT.type, 0x10), "bad_length"],
    ["DATA, no filler", data, undefined],
    ["DATA with filler", longer(data, 1128), undefined],
    ["DATA, sealed part cut", data.subarray(0, 71), "bad_length"],
    [
      "DATA, more sealed than agreed",
      changed(longer(data, 100), AT.sealedLength + 1, 49),
      "bad_length",
    ],
  ];
  for (const [why, datagram, reason] of cases) {
    strictEqual(inspect(datagram)?.reason, reason, why);
  }
});

Deno.test("numberAt(), bodyBytesOf(), keyIdOf() and instanceOf() read where they say", () => {
  const datagram = Uint8Array.from({ length: 64 }, (_, i) => i);
  strictEqual(numberAt(datagram, 0), 0x20212223);
  strictEqual(numberAt(datagram, 5), 0x25262728);
  strictEqual(bodyBytesOf(datagram), 0x1c1d);
  strictEqual(keyIdOf(datagram), 0x08090a0b);
  strictEqual(instanceOf(datagram), 0x0c0d0e0f);
});

Deno.test("VERSION is the only version spoken", () => {
  const echo = seal(ECHO);
  const spoken = Array.from({ length: 256 }, (_, version) => version)
    .filter((version) =>
      inspect(changed(echo, AT.version, version)) === undefined
    );
  deepStrictEqual(spoken, [VERSION]);
});

Deno.test("TYPE and MIN_DATAGRAM_BYTES are the table of docs/protocol.md", () => {
  const page = Deno.readTextFileSync(
    new URL("../docs/protocol.md", import.meta.url),
  );
  const rows = page.matchAll(
    /^\| 0x(\w\w) \| (\w+) +\|[^|]*\|[^|]*\| (\d+|its request's)/gm,
  );
  const table = [...rows].map(([, hex = "", name = "", least = ""]) => [
    name.toLowerCase().replaceAll(/_(\w)/g, (_, c) => c.toUpperCase()),
    Number.parseInt(hex, 16),
    least === "its request's" ? 164 : Number(least),
  ]);
  const bytesOf = new Map(Object.entries(MIN_DATAGRAM_BYTES));
  deepStrictEqual(
    Object.entries(TYPE).map(([name, type]) => [name, type, bytesOf.get(name)]),
    table,
  );
});
