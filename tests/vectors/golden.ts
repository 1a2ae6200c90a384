/**
 * One datagram of every kind, sealed with a fixed key, so that the bytes on
 * the wire cannot change unnoticed. `generate.ts` writes them to
 * `packets.json`; `decode.py` reads that file without any of our code.
 *
 * @module
 */

import {
  type Aead,
  datagramBytes,
  encodePacket,
  encodePreface,
  FLOW,
  type MonoNs,
  NonceSource,
  type Packet,
  PREFACE_BYTES,
  Sealer,
  type TcpPreface,
  type WallNs,
} from "../../protocol/mod.ts";

/** `length` bytes, counting up from `first`. */
export function countingBytes(first: number, length: number): Uint8Array {
  return Uint8Array.from({ length }, (_, i) => first + i);
}

/** The key of all goldens. */
export const GOLDEN_KEY: Uint8Array = countingBytes(0x80, 32);

/** Key id and instance of all goldens. */
export const GOLDEN_CLIENT_ID: Uint8Array = countingBytes(0xa0, 8);

/** When all goldens were sealed. */
export const GOLDEN_WALL = 1_760_000_000_000_000_000n as WallNs;

/** The packet number of all goldens but DATA. */
const GOLDEN_PN = 7;

const TOKEN = countingBytes(0xc0, 8);

function mono(ns: bigint): MonoNs {
  return ns as MonoNs;
}

const BULK_REQUEST = {
  testId: 0x01020304,
  mode: 2,
  streams: 4,
  datagramBytes: 1200,
  rateKbps: 200_000,
  durationMs: 10_000,
  maxBytes: 1_500_000_000n,
  pathToken: TOKEN,
};

const BULK_DATA = {
  testId: 0x01020304,
  seq: 70_000,
  tx: mono(1_234_567_890_123n),
  datagramBytes: 1200,
  flags: 1,
  rateIndex: 12,
};

const BULK_END = {
  testId: 0x01020304,
  reason: 4,
  sentPackets: 70_001,
  sentBytes: 84_001_200n,
  firstTx: mono(1_000_000_000n),
  lastTx: mono(11_000_000_000n),
};

/** A value for every field, none of them zero or equal to its neighbour. */
export const GOLDEN_PACKETS: readonly Packet[] = [
  {
    kind: "knock",
    clientRandom: countingBytes(0x40, 32),
    minVersion: 2,
    maxVersion: 3,
    features: 11,
    wall: GOLDEN_WALL,
    mono: mono(123_456_789n),
    attempt: 5,
    wantTtlS: 300,
  },
  {
    kind: "knockAck",
    serverRandom: countingBytes(0x60, 32),
    version: 2,
    features: 9,
    ttlMs: 300_000,
    bootId: 0x1122334455667788n,
    uptimeMs: 86_400_000n,
    wall: GOLDEN_WALL,
    t2: mono(5_000_000_000n),
    t3: mono(5_000_200_000n),
    pathToken: TOKEN,
    maxEchoPps: 20,
    maxDatagramBytes: 1400,
    maxRateKbps: 200_000,
    maxBulkMs: 30_000,
    errorEstimate: 0x8a01,
    tcpPort: 9876,
    bytesLeftToday: 20_000_000_000n,
    seenAddress: countingBytes(0xd0, 16),
  },
  {
    kind: "echoRequest",
    seq: 4_000_000_000,
    flags: 3,
    errorEstimate: 0x8a01,
    t1: mono(9_876_543_210n),
    pathToken: TOKEN,
  },
  {
    kind: "echoReply",
    seq: 4_000_000_000,
    flags: 5,
    errorEstimate: 0x8a02,
    t1: mono(9_876_543_210n),
    t2: mono(77_000_000_001n),
    t3: mono(77_000_040_002n),
    followUps: [
      { seq: 3_999_999_999, txDeltaNs: 4_100 },
      { seq: 3_999_999_998, txDeltaNs: 4_200 },
      { seq: 3_999_999_996, txDeltaNs: 0xffff_ffff },
      { seq: 3_999_999_995, txDeltaNs: 4_400 },
    ],
    rxHighest: 4_000_000_001,
    rxCount: 1_001,
    rxBitmap: countingBytes(0xb0, 16),
    txCount: 1_000,
    rxDuplicates: 2,
    rxReordered: 3,
    dropLimit: 4,
    dropKernel: 5,
    pathToken: TOKEN,
    rxTtl: 57,
    rxTos: 0x48,
    seenPort: 51_820,
  },
  { kind: "throughputStart", ...BULK_REQUEST },
  { kind: "throughputData", ...BULK_DATA },
  { kind: "throughputEnd", ...BULK_END },
  {
    kind: "throughputStats",
    testId: 0x01020304,
    state: 1,
    reason: 2,
    reportNumber: 40,
    rxPackets: 69_000,
    lost: 1_001,
    duplicates: 2,
    reordered: 3,
    rxBytes: 82_800_000n,
    intervalUs: 50_012,
    intervalPackets: 350,
    intervalBytes: 420_000n,
    highestSeq: 70_000,
    queueDelayUs: 31_000,
    firstRx: mono(2_000_000_000n),
    lastRx: mono(12_000_000_000n),
    grantKbps: 150_000,
    tcpPort: 9877,
    streams: 6,
    tcpToken: countingBytes(0xe0, 16),
    arrivalsNs: [],
  },
  { kind: "downloadRequest", ...BULK_REQUEST },
  { kind: "downloadData", ...BULK_DATA },
  { kind: "downloadEnd", ...BULK_END },
  {
    kind: "bufferbloatStart",
    testId: 0x05060708,
    directions: 7,
    transport: 4,
    streams: 8,
    idleMs: 5_000,
    loadMs: 10_000,
    recoverMs: 5_001,
    echoIntervalMs: 10,
    pathToken: TOKEN,
  },
  { kind: "bufferbloatEnd", testId: 0x05060708, reason: 5 },
  {
    kind: "error",
    code: 3,
    refType: 0x20,
    refPn: 77,
    retryAfterMs: 12_000,
    pathToken: TOKEN,
    message: "another load test runs: 12 s left",
  },
];

/** What opens a TCP flow. */
export const GOLDEN_PREFACE: TcpPreface = {
  kind: "tcpPreface",
  testId: 0x01020304,
  stream: 3,
  direction: FLOW.down,
  tcpToken: countingBytes(0xe0, 16),
  durationMs: 10_000,
  maxBytes: 1_500_000_000n,
};

/** Padding of the goldens: every kind has some but DATA, which has filler. */
const GOLDEN_PADDING_BYTES = 5;

/** Seals a golden; the same bytes whenever it is called. */
export function sealGolden(
  packet: Packet | TcpPreface,
  options: { readonly aead: Aead },
): Uint8Array {
  const sealer = new Sealer({
    aead: options.aead,
    key: GOLDEN_KEY,
    clientId: GOLDEN_CLIENT_ID,
    nonces: new NonceSource(),
    firstPn: packet.kind === "tcpPreface" ? packet.stream : GOLDEN_PN,
  });
  const datagram = encodeGolden(packet);
  sealer.seal(datagram, GOLDEN_WALL);
  return datagram;
}

function encodeGolden(packet: Packet | TcpPreface): Uint8Array {
  if (packet.kind === "tcpPreface") {
    const message = new Uint8Array(PREFACE_BYTES);
    encodePreface(packet, message);
    return message;
  }
  const isData = packet.kind.endsWith("Data");
  const padding = isData ? 0 : GOLDEN_PADDING_BYTES;
  const datagram = new Uint8Array(datagramBytes(packet) + padding);
  encodePacket(packet, datagram);
  return datagram;
}
