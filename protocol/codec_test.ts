import { deepStrictEqual, ok, strictEqual, throws } from "node:assert/strict";
import {
  AT,
  datagramBytes,
  decodePacket,
  encodePacket,
  encodePreface,
  type ErrorPacket,
  FLOW,
  MAX_TRAIN_PACKETS,
  type MonoNs,
  NOT_ARRIVED,
  type Packet,
  SAFE_DATAGRAM_BYTES,
  type ThroughputStats,
} from "./mod.ts";
import { countingBytes, GOLDEN_PACKETS } from "../tests/vectors/golden.ts";

function encoded(packet: Packet, extraBytes = 0): Uint8Array {
  const datagram = countingBytes(1, datagramBytes(packet) + extraBytes);
  encodePacket(packet, datagram);
  return datagram;
}

const ERROR: ErrorPacket = {
  kind: "error",
  code: 3,
  refType: 0x20,
  refPn: 9,
  retryAfterMs: 1_000,
  pathToken: new Uint8Array(8),
  message: "",
};

Deno.test("decodePacket() reads back what encodePacket() wrote, padded or not", () => {
  for (const packet of GOLDEN_PACKETS) {
    for (const padding of [0, 1, 255]) {
      deepStrictEqual(decodePacket(encoded(packet, padding)), packet);
    }
  }
});

Deno.test("datagramBytes() is what the limits were computed from", () => {
  const lengths = GOLDEN_PACKETS.map((
    packet,
  ) => [packet.kind, datagramBytes(packet)]);
  deepStrictEqual(Object.fromEntries(lengths), {
    knock: 176,
    knockAck: 176,
    echoRequest: 164,
    echoReply: 164,
    throughputStart: 144,
    throughputData: 72,
    throughputEnd: 144,
    throughputStats: 144,
    downloadRequest: 144,
    downloadData: 72,
    downloadEnd: 88,
    bufferbloatStart: 144,
    bufferbloatEnd: 144,
    error: 102,
  });
});

Deno.test("encodePacket() leaves nothing of what the buffer held", () => {
  const packet = { kind: "bufferbloatEnd", testId: 7, reason: 1 } as const;
  const datagram = new Uint8Array(144).fill(0xee);
  encodePacket(packet, datagram);
  const body = "0000000701000000";
  strictEqual(
    datagram.subarray(32, 128).toHex(),
    body.padEnd(2 * 96, "0"),
  );
});

Deno.test("encodePacket() refuses what does not fit", () => {
  const [knock] = GOLDEN_PACKETS;
  if (knock?.kind !== "knock") throw new Error("The first golden is a KNOCK");
  const cases: readonly [packet: Packet, length: number, message: string][] = [
    [
      { ...knock, wantTtlS: 65_536 },
      176,
      "Cannot write wantTtlS of knock: found 65536 (allowed: a whole number from 0 to 65535)",
    ],
    [
      { ...knock, minVersion: 1.5 },
      176,
      "Cannot write minVersion of knock: found 1.5 (allowed: a whole number from 0 to 255)",
    ],
    [
      { ...knock, mono: -1n as MonoNs },
      176,
      "Cannot write mono of knock: found -1 (allowed: 0n to 2^64 - 1)",
    ],
    [
      { ...knock, clientRandom: countingBytes(0, 3) },
      176,
      "Cannot write clientRandom of knock: found 0,1,2 (allowed: 32 bytes)",
    ],
    [
      knock,
      175,
      "Cannot encode knock into 175 bytes (allowed: from 176)",
    ],
    [
      { ...ERROR, message: "x".repeat(64) },
      132,
      "Cannot encode error into 132 bytes (allowed: from 133)",
    ],
    [
      { ...ERROR, message: "ü".repeat(33) },
      200,
      `Cannot write message of error: found ${
        "ü".repeat(33)
      } (allowed: at most 64 bytes of UTF-8)`,
    ],
  ];
  for (const [packet, length, message] of cases) {
    throws(() => encodePacket(packet, new Uint8Array(length)), {
      name: "RangeError",
      message,
    });
  }
});

Deno.test("decodePacket() ignores what a newer version adds", () => {
  for (const packet of GOLDEN_PACKETS) {
    // What may follow these two means something.
    if (["knockAck", "throughputStats"].includes(packet.kind)) continue;
    const datagram = encoded(packet, 40);
    const bodyLength = AT.bodyLength + 1;
    datagram[bodyLength] = (datagram[bodyLength] ?? 0) + 7;
    deepStrictEqual(decodePacket(datagram), packet);
  }
});

Deno.test("decodePacket() refuses bodies shorter than their kind", () => {
  for (const packet of GOLDEN_PACKETS) {
    const datagram = encoded(packet);
    datagram[AT.bodyLength + 1] = 7;
    deepStrictEqual(decodePacket(datagram), {
      kind: "fault",
      reason: "bad_body",
    });
  }
});

Deno.test("decodePacket() refuses bodies longer than their datagram", () => {
  const packet = { kind: "bufferbloatEnd", testId: 7, reason: 1 } as const;
  // 32 bytes of header, 8 of body, 16 of tag.
  const datagram = encoded(packet);
  deepStrictEqual(decodePacket(datagram.subarray(0, 56)), packet);
  deepStrictEqual(decodePacket(datagram.subarray(0, 55)), {
    kind: "fault",
    reason: "bad_body",
  });
});

Deno.test("encodePreface() refuses what it does not fit into", () => {
  const preface = {
    kind: "tcpPreface",
    testId: 7,
    stream: 0,
    direction: FLOW.up,
    tcpToken: new Uint8Array(16),
    durationMs: 1_000,
    maxBytes: 0n,
  } as const;
  encodePreface(preface, new Uint8Array(88));
  throws(() => encodePreface(preface, new Uint8Array(87)), {
    name: "RangeError",
    message: "Cannot encode tcpPreface into 87 bytes (allowed: from 88)",
  });
});

Deno.test("decodePacket() gives a KNOCK_ACK without address to who did not ask", () => {
  const ack = GOLDEN_PACKETS[1];
  if (ack?.kind !== "knockAck") throw new Error("The second golden is an ACK");
  const short = { ...ack, seenAddress: undefined };
  strictEqual(datagramBytes(short), 160);
  deepStrictEqual(decodePacket(encoded(short)), short);
});

Deno.test("decodePacket() reads as many arrivals of a train as STATS have", () => {
  const stats = GOLDEN_PACKETS.find(({ kind }) => kind === "throughputStats");
  if (stats?.kind !== "throughputStats") throw new Error("There are STATS");
  const trains = [[], [0], [0, 96_000, NOT_ARRIVED, 288_000]];
  for (const arrivalsNs of trains) {
    const train: ThroughputStats = { ...stats, arrivalsNs };
    strictEqual(datagramBytes(train), 144 + 4 * arrivalsNs.length);
    deepStrictEqual(decodePacket(encoded(train)), train);
  }
  const most = { ...stats, arrivalsNs: Array(MAX_TRAIN_PACKETS).fill(1) };
  ok(datagramBytes(most) <= SAFE_DATAGRAM_BYTES);
});

Deno.test("decodePacket() strips from a message what a terminal would obey", () => {
  const cases: readonly [why: string, sent: string, shown: string][] = [
    ["plain", "busy: 12 s", "busy: 12 s"],
    ["umlauts", "belegt für 12 s", "belegt für 12 s"],
    ["colour", "\x1b[31mred\x1b[0m", "[31mred[0m"],
    ["a second log line", "busy\nroot logged in", "busyroot logged in"],
    ["right-to-left override", "a\u202eb", "ab"],
    ["a C1 control", "a\x9b31mb", "a31mb"],
  ];
  for (const [why, sent, shown] of cases) {
    const packet = decodePacket(encoded({ ...ERROR, message: sent }));
    deepStrictEqual(packet, { ...ERROR, message: shown }, why);
  }
});

Deno.test("decodePacket() reads a message only as far as the body goes", () => {
  const datagram = encoded({ ...ERROR, message: "abc" });
  datagram[32 + 20] = 255;
  deepStrictEqual(decodePacket(datagram), { ...ERROR, message: "abc" });
});
