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

Deno.test("report() takes each interval by itself, and the lowest delay of all", () => {
  const receiver = new BulkReceiver(TEST_ID, mono(7n * MS));
  const take = (seq: number, [tx, rx]: readonly [bigint, bigint]) =>
    receiver.take(data(seq, tx), { lengthBytes: 1200, rx: mono(rx) });
  const figures = (now: bigint) => {
    const report = receiver.report(mono(now));
    return [
      report.intervalUs,
      report.intervalPackets,
      report.intervalBytes,
      report.queueDelayUs,
    ];
  };
  take(0, [0n, 10n * MS]); // 10 ms on the way
  take(1, [2n * MS, 15n * MS]); // 13 ms
  // 11.5 ms on average, 1.5 ms above the lowest.
  deepStrictEqual(figures(27n * MS), [20_000, 2, 2_400n, 1_500]);
  take(2, [20n * MS, 32n * MS]); // 12 ms
  deepStrictEqual(figures(57n * MS + 600n), [30_001, 1, 1_200n, 2_000]);
  take(3, [50n * MS, 58n * MS]); // 8 ms: the lowest from now on
  deepStrictEqual(figures(58n * MS), [999, 1, 1_200n, 0]);
  take(4, [60n * MS, 69n * MS]);
  deepStrictEqual(figures(70n * MS), [12_000, 1, 1_200n, 1_000]);
  deepStrictEqual(figures(71n * MS), [1_000, 0, 0n, 0], "nothing came");
  take(5, [71n * MS, 79n * MS + 499n]); // 499 ns are less than half of 1 µs
  deepStrictEqual(figures(80n * MS), [9_000, 1, 1_200n, 0]);
  take(6, [81n * MS, 89n * MS + 500n]);
  deepStrictEqual(figures(90n * MS), [10_000, 1, 1_200n, 1]);
});

Deno.test("take() tells a repeat from one that is late", () => {
  const receiver = new BulkReceiver(TEST_ID, mono(0n));
  const arrival = { lengthBytes: 1200, rx: mono(MS) };
  for (const seq of [3, 3, 2, 2, 4]) receiver.take(data(seq, 0n), arrival);
  const { duplicates, reordered, lost } = receiver.report(mono(MS));
  deepStrictEqual([duplicates, reordered, lost], [2, 1, 2]);
});

Deno.test("report() rounds the first interval's delay by nothing but its datagrams", () => {
  for (
    const [delays, us] of [[[0n], 0], [[0n, 999n], 0], [
      [0n, 1_000n],
      1,
    ]] as const
  ) {
    const receiver = new BulkReceiver(TEST_ID, mono(0n));
    for (const [seq, delay] of delays.entries()) {
      receiver.take(data(seq, MS), { lengthBytes: 1200, rx: mono(MS + delay) });
    }
    strictEqual(receiver.report(mono(MS)).queueDelayUs, us);
  }
});
