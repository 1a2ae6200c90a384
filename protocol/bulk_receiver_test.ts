import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { BulkReceiver, encodePacket, type MonoNs } from "./mod.ts";

const TEST_ID = 7;
const MS = 1_000_000n;

function mono(ns: bigint): MonoNs {
  return ns as MonoNs;
}

function data(seq: number, tx: bigint, testId = TEST_ID): Uint8Array {
  const datagram = new Uint8Array(72);
  encodePacket({
    kind: "throughputData",
    testId,
    seq,
    tx: mono(tx),
    datagramBytes: 1200,
    flags: 0,
    rateIndex: 0,
  }, datagram);
  return datagram;
}

Deno.test("report() counts each datagram once, and each way of not counting", () => {
  const receiver = new BulkReceiver(TEST_ID, mono(0n));
  const take = (
    seq: number,
    options: { lengthBytes?: number; testId?: number } = {},
  ) =>
    receiver.take(data(seq, 0n, options.testId), {
      lengthBytes: options.lengthBytes ?? 1200,
      rx: mono(BigInt(seq + 1) * MS),
    });
  const cases: readonly [why: string, counts: boolean, taken: boolean][] = [
    ["first", true, take(0)],
    ["next", true, take(1)],
    ["again", false, take(1)],
    ["two are missing", true, take(4)],
    ["one of them comes late", true, take(2)],
    ["cut on the way", false, take(5, { lengthBytes: 1199 })],
    ["of another test", false, take(6, { testId: 8 })],
    ["last", true, take(7)],
  ];
  for (const [why, counts, taken] of cases) strictEqual(taken, counts, why);
  deepStrictEqual(receiver.report(mono(50n * MS)), {
    testId: TEST_ID,
    reportNumber: 0,
    rxPackets: 5,
    lost: 3,
    duplicates: 1,
    reordered: 1,
    rxBytes: 6_000n,
    intervalUs: 50_000,
    intervalPackets: 5,
    intervalBytes: 6_000n,
    highestSeq: 7,
    queueDelayUs: 2_800,
    firstRx: 1n * MS,
    lastRx: 8n * MS,
  });
  strictEqual(receiver.mangled, 1);
});

Deno.test("report() starts a new interval each time", () => {
  const receiver = new BulkReceiver(TEST_ID, mono(0n));
  receiver.take(data(0, 0n), { lengthBytes: 1200, rx: mono(MS) });
  receiver.report(mono(50n * MS));
  const quiet = receiver.report(mono(100n * MS));
  deepStrictEqual(
    [
      quiet.reportNumber,
      quiet.intervalPackets,
      quiet.queueDelayUs,
      quiet.rxPackets,
    ],
    [1, 0, 0, 1],
  );
});

Deno.test("report() before the first datagram is all zeros", () => {
  deepStrictEqual(new BulkReceiver(TEST_ID, mono(0n)).report(mono(MS)), {
    testId: TEST_ID,
    reportNumber: 0,
    rxPackets: 0,
    lost: 0,
    duplicates: 0,
    reordered: 0,
    rxBytes: 0n,
    intervalUs: 1_000,
    intervalPackets: 0,
    intervalBytes: 0n,
    highestSeq: 0,
    queueDelayUs: 0,
    firstRx: 0n,
    lastRx: 0n,
  });
});

Deno.test("report() shows queueing alone, whatever the clocks' difference", () => {
  for (const offset of [0n, 3_600_000n * MS, -3_600_000n * MS]) {
    const receiver = new BulkReceiver(TEST_ID, mono(0n));
    const delays = [20n, 20n, 65n, 95n];
    for (const [seq, delay] of delays.entries()) {
      const tx = 4_000_000n * MS + BigInt(seq) * MS;
      const rx = mono(tx + delay * MS + offset);
      receiver.take(data(seq, tx), { lengthBytes: 1200, rx });
    }
    strictEqual(receiver.report(mono(MS)).queueDelayUs, 30_000);
  }
});
