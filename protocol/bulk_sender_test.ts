import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import {
  AT,
  BULK_STATE,
  BulkSender,
  type BulkSenderOptions,
  DataIntake,
  decodePacket,
  type MonoNs,
  NOT_ARRIVED,
  TYPE,
} from "./mod.ts";
import { instant, testSession } from "./testing.ts";

const TEST_ID = 7;
const DATAGRAM_BYTES = 1_222;
const DATAGRAM_BITS = 8 * (DATAGRAM_BYTES + 28);

/** The two ends of an upload, the clocks of which can be turned. */
function openUpload(changes: Partial<BulkSenderOptions> = {}) {
  const { client, server } = testSession();
  const kind = "throughputData";
  let seconds = 1;
  const now = () => instant(seconds);
  const sender = new BulkSender({
    kind,
    testId: TEST_ID,
    datagramBytes: DATAGRAM_BYTES,
    session: client,
    headerBytes: 28,
    maxPackets: Infinity,
    runPackets: 50,
    nowMs: Number(now().mono) / 1e6,
    ...changes,
  });
  const [, instance = 0] = new Uint32Array(
    client.agreement.clientId.slice().buffer,
  );
  const intake = new DataIntake({
    kind,
    testId: TEST_ID,
    session: server,
    instance: swapped(instance),
    now: now().mono,
    trainPackets: changes.maxPackets ?? 0,
  });
  const sent: Uint8Array[] = [];
  return {
    sender,
    intake,
    sent,
    now,
    /** Lets time pass, then sends what is due. */
    pass(s: number, room = Infinity): number {
      seconds += s;
      return sender.pump(now, (run) => {
        if (room === 0) return -11;
        const bytes = Math.min(run.length, room);
        room -= bytes;
        for (let at = 0; at < bytes; at += DATAGRAM_BYTES) {
          sent.push(run.slice(at, at + DATAGRAM_BYTES));
        }
        return bytes;
      });
    },
  };
}

/** From this machine's order of bytes to the network's. */
function swapped(word: number): number {
  const view = new DataView(new ArrayBuffer(4));
  view.setUint32(0, word, true);
  return view.getUint32(0);
}

Deno.test("BulkSender.pump() sends sealed datagrams that the other end counts, each once", () => {
  const { sender, intake, sent, now, pass } = openUpload();
  sender.rateBps = 100e6;
  for (let turn = 0; turn < 100; turn++) pass(0.001);
  ok(sent.length > 990 && sent.length <= 1_010, `${sent.length} datagrams`);
  strictEqual(sender.sentPackets, sent.length);
  for (const datagram of [...sent, sent[3]]) {
    ok(datagram !== undefined && intake.isMeant(datagram));
    intake.take(datagram.slice(), now().mono, now());
  }
  const report = intake.report(BULK_STATE.running, {
    reason: 0,
    now: now().mono,
    grantKbps: 5,
  });
  deepStrictEqual(
    [report.rxPackets, report.lost, report.duplicates, report.highestSeq],
    [sent.length, 0, 1, sent.length - 1],
  );
  strictEqual(report.rxBytes, BigInt(sent.length * DATAGRAM_BYTES));
});

Deno.test("DataIntake.take() counts nothing that is cut, forged or of another test", () => {
  const { sender, intake, sent, now, pass } = openUpload();
  sender.rateBps = 1e6;
  pass(0);
  const [whole] = sent;
  ok(whole !== undefined);
  const forged = whole.slice();
  forged[40] = 1 ^ (forged[40] ?? 0);
  for (const datagram of [whole.slice(0, -1), forged]) {
    intake.take(datagram, now().mono, now());
  }
  deepStrictEqual([intake.packets, intake.refused], [0, 2]);
  const other = whole.slice();
  other[12] = 1 ^ (other[12] ?? 0); // the instance: somebody else's session
  strictEqual(intake.isMeant(other), false);
});

Deno.test("BulkSender.pump() keeps what a full socket does not take", () => {
  const { sender, intake, sent, now, pass } = openUpload();
  sender.rateBps = 100e6;
  strictEqual(pass(0.001, 0), -11);
  strictEqual(pass(0.001, 3 * DATAGRAM_BYTES), 0);
  strictEqual(sender.sentPackets, 3);
  pass(0.001);
  for (const datagram of sent) intake.take(datagram, now().mono, now());
  const options = { reason: 0, now: now().mono, grantKbps: 0 };
  const report = intake.report(BULK_STATE.running, options);
  deepStrictEqual(
    [report.rxPackets, report.lost, report.reordered],
    [sent.length, 0, 0],
  );
});

Deno.test("BulkSender.pump() offers nothing that is not due, and tries again what was refused", () => {
  const { sender, now } = openUpload({ runPackets: 4 });
  const offered: number[] = [];
  const pump = (taken: (bytes: number) => number) =>
    sender.pump(now, (run) => {
      offered.push(run.length / DATAGRAM_BYTES);
      return taken(run.length);
    });
  const figures = () => {
    const { sentPackets, firstTx, lastTx } = sender.end(0);
    return [sentPackets, firstTx, lastTx];
  };
  // Ten are due at first, whatever the rate.
  for (const code of [-1, -105, 0]) strictEqual(pump(() => code), code);
  deepStrictEqual(offered, [4, 4, 4], "the same run each time");
  deepStrictEqual(figures(), [0, 0n, 0n], "none of it has left");
  offered.length = 0;
  strictEqual(pump((bytes) => bytes), 0);
  deepStrictEqual(offered, [4, 4, 2]);
  deepStrictEqual(figures(), [10, now().mono, now().mono]);
  strictEqual(pump((bytes) => bytes), 0);
  deepStrictEqual(offered, [4, 4, 2], "nothing more is due");
});

Deno.test("BulkSender.rateBps counts IP and UDP headers, after ten datagrams at once", () => {
  const { sender, pass } = openUpload();
  sender.rateBps = 10 * DATAGRAM_BITS; // ten a second
  pass(0);
  strictEqual(sender.sentPackets, 10);
  for (let turn = 0; turn < 40; turn++) pass(0.05);
  strictEqual(sender.sentPackets, 30);
});

Deno.test("BulkSender sends a train whole, and DataIntake tells when each datagram of it came", () => {
  const { sender, intake, sent, now, pass } = openUpload({
    maxPackets: 5,
    runPackets: 5,
  });
  sender.rateBps = Infinity;
  pass(0);
  ok(sender.isDone);
  deepStrictEqual(
    sender.end(0),
    {
      testId: TEST_ID,
      reason: 0,
      sentPackets: 5,
      sentBytes: BigInt(5 * DATAGRAM_BYTES),
      firstTx: now().mono,
      lastTx: now().mono,
    },
  );
  const order = [1, 0, 2, 4]; // 3 is lost
  for (const [turn, seq] of order.entries()) {
    const rx = now().mono + BigInt(turn * 1_000) as MonoNs;
    intake.take(sent[seq] ?? new Uint8Array(), rx, now());
  }
  const { arrivalsNs } = intake.report(BULK_STATE.final, {
    reason: 0,
    now: now().mono,
    grantKbps: 0,
  });
  deepStrictEqual(arrivalsNs, [1_000, 0, 2_000, NOT_ARRIVED, 3_000]);
});

Deno.test("BulkSender.pump() gives others their turn after eight runs", () => {
  const { sender, pass } = openUpload({ runPackets: 3 });
  sender.rateBps = Infinity;
  strictEqual(pass(0), 0);
  strictEqual(sender.sentPackets, 24);
  strictEqual(sender.isDone, false);
  strictEqual(sender.waitMs, 0);
});

Deno.test("BulkSender.end() tells of the first datagram and the last", () => {
  const { sender, now, pass } = openUpload({ maxPackets: 12 });
  const untouched = sender.end(3);
  deepStrictEqual(
    [untouched.sentPackets, untouched.firstTx, untouched.lastTx],
    [0, 0n, 0n],
  );
  sender.rateBps = 10 * DATAGRAM_BITS; // ten a second, after ten at once
  strictEqual(pass(0), 0);
  const first = now().mono;
  ok(Math.abs(sender.waitMs - 100) < 1e-6, `${sender.waitMs}`);
  pass(0.1);
  pass(0.1);
  deepStrictEqual(sender.end(3), {
    testId: TEST_ID,
    reason: 3,
    sentPackets: 12,
    sentBytes: BigInt(12 * DATAGRAM_BYTES),
    firstTx: first,
    lastTx: now().mono,
  });
  strictEqual(sender.waitMs, Infinity, "it is done");
});

Deno.test("BulkSender writes into each datagram what and when it is", () => {
  const { sender, intake, sent, pass, now } = openUpload();
  strictEqual(sender.rateIndex, 0);
  sender.rateIndex = 17;
  pass(0);
  const [, second] = sent;
  ok(second !== undefined);
  const rx = now().mono + 5n as MonoNs; // the socket's, before it was read
  intake.take(second, rx, now()); // opens it in place
  const report = intake.report(BULK_STATE.running, {
    reason: 0,
    now: now().mono,
    grantKbps: 0,
  });
  deepStrictEqual([report.firstRx, report.lastRx], [rx, rx]);
  const packet = decodePacket(second);
  deepStrictEqual(packet, {
    kind: "throughputData",
    testId: TEST_ID,
    seq: 1,
    tx: now().mono,
    datagramBytes: DATAGRAM_BYTES,
    flags: 0,
    rateIndex: 17,
  });
});

Deno.test("BulkSender goes round its ring of filler, each place sealed anew", () => {
  const { sender, intake, sent, now, pass } = openUpload({ runPackets: 400 });
  sender.rateBps = Infinity;
  pass(0);
  ok(sent.length > 2 * Math.floor(2 ** 20 / DATAGRAM_BYTES), `${sent.length}`);
  for (const datagram of sent) intake.take(datagram, now().mono, now());
  deepStrictEqual([intake.packets, intake.refused], [sent.length, 0]);
});

Deno.test("DataIntake.isMeant() asks for type, length and instance at once", () => {
  const { sender, intake, sent, pass } = openUpload();
  pass(0);
  const [whole] = sent;
  ok(whole !== undefined);
  strictEqual(sender.sentPackets, 10);
  strictEqual(intake.isMeant(whole), true);
  strictEqual(intake.isMeant(whole.subarray(0, 72)), true, "no filler");
  strictEqual(intake.isMeant(whole.subarray(0, 71)), false);
  const ofDownload = whole.slice();
  ofDownload[AT.type] = TYPE.downloadData;
  strictEqual(intake.isMeant(ofDownload), false);
});

Deno.test("DataIntake.report() asks for no TCP", () => {
  const { intake, now } = openUpload();
  const { tcpPort, streams, tcpToken, grantKbps, reason, arrivalsNs } = intake
    .report(BULK_STATE.running, { reason: 2, now: now().mono, grantKbps: 9 });
  deepStrictEqual(
    { tcpPort, streams, tcpToken, grantKbps, reason, arrivalsNs },
    {
      tcpPort: 0,
      streams: 0,
      tcpToken: new Uint8Array(16),
      grantKbps: 9,
      reason: 2,
      arrivalsNs: [],
    },
  );
});
