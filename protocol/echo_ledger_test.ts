import { deepStrictEqual, strictEqual, throws } from "node:assert/strict";
import { seededRandom } from "../tests/support/random.ts";
import {
  decodePacket,
  EchoLedger,
  type EchoReply,
  encodePacket,
  type MonoNs,
  type ReplyStamps,
  TX_DELTA_UNKNOWN,
} from "./mod.ts";

const STAMPS: ReplyStamps = {
  flags: 5,
  errorEstimate: 0x8a02,
  t2: 0x1122_3344_5566_7788n as MonoNs,
  t3: 77_000_040_002n as MonoNs,
  dropKernel: 6,
  pathToken: new Uint8Array(8).fill(0xc0),
  rxTtl: 57,
  rxTos: 0x48,
  seenPort: 51_820,
};

function request(seq: number, length = 164): Uint8Array {
  const datagram = new Uint8Array(length);
  encodePacket({
    kind: "echoRequest",
    seq,
    flags: 0,
    errorEstimate: 0,
    t1: 9_876_543_210n as MonoNs,
    pathToken: new Uint8Array(8),
  }, datagram);
  return datagram;
}

function replyTo(ledger: EchoLedger, seq: number, length = 164): EchoReply {
  const datagram = new Uint8Array(length).fill(0xee);
  ledger.answer(request(seq, length), datagram, STAMPS);
  const reply = decodePacket(datagram);
  if (reply.kind !== "echoReply") throw new Error(reply.kind);
  return reply;
}

/** Which requests a reply says have arrived, newest first. */
function arrived({ rxHighest, rxBitmap }: EchoReply): readonly number[] {
  return Array.from({ length: 128 }, (_, i) => i)
    .filter((i) => (((rxBitmap[i >> 3] ?? 0) >> (i & 7)) & 1) === 1)
    .map((i) => (rxHighest - i) >>> 0);
}

Deno.test("answer() knows of no departure at first, and of the last four", () => {
  const ledger = new EchoLedger();
  const none = { seq: 0, txDeltaNs: TX_DELTA_UNKNOWN };
  deepStrictEqual(replyTo(ledger, 0).followUps, [none, none, none, none]);
  const departures = [11, 12, 13, 14, 15].map((seq) => ({
    seq,
    txDeltaNs: 100 * seq,
  }));
  for (const { seq, txDeltaNs } of departures) {
    ledger.noteDeparture(seq, txDeltaNs);
  }
  deepStrictEqual(
    replyTo(ledger, 16).followUps,
    departures.slice(1).toReversed(),
  );
});

Deno.test("answer() writes what encodePacket() would", () => {
  const ledger = new EchoLedger();
  ledger.noteDeparture(1, 4_100);
  const reply = replyTo(ledger, 5, 300);
  const bitmap = new Uint8Array(16);
  bitmap[0] = 1;
  deepStrictEqual(reply, {
    kind: "echoReply",
    seq: 5,
    t1: 9_876_543_210n,
    followUps: [
      { seq: 1, txDeltaNs: 4_100 },
      { seq: 0, txDeltaNs: TX_DELTA_UNKNOWN },
      { seq: 0, txDeltaNs: TX_DELTA_UNKNOWN },
      { seq: 0, txDeltaNs: TX_DELTA_UNKNOWN },
    ],
    rxHighest: 5,
    rxCount: 1,
    rxBitmap: bitmap,
    txCount: 1,
    rxDuplicates: 0,
    rxReordered: 0,
    dropLimit: 0,
    ...STAMPS,
  });
  const written = new Uint8Array(300).fill(0xee);
  new EchoLedger().answer(request(5, 300), written, STAMPS);
  const encoded = new Uint8Array(300).fill(0xee);
  const decoded = decodePacket(written);
  if (decoded.kind === "fault") throw new Error(decoded.reason);
  encodePacket(decoded, encoded);
  deepStrictEqual(written.subarray(28), encoded.subarray(28));
});

Deno.test("answer() tells which of the last 128 requests arrived", () => {
  const cases: readonly [
    why: string,
    seqs: readonly number[],
    expected: readonly number[],
  ][] = [
    ["first", [7], [7]],
    ["in order", [0, 1, 2, 3], [3, 2, 1, 0]],
    ["reordered, which broke a rival's window", [1, 2, 4, 3], [4, 3, 2, 1]],
    ["a gap", [0, 5], [5, 0]],
    ["a gap of a word", [0, 32], [32, 0]],
    ["a gap of a word and a bit", [0, 1, 33], [33, 1, 0]],
    ["oldest still told", [0, 127], [127, 0]],
    ["just forgotten", [0, 128], [128]],
    ["long ago", [0, 100_000], [100_000]],
    ["late beyond the window", [200, 10], [200]],
    ["over 2^32", [2 ** 32 - 2, 2 ** 32 - 1, 0, 1], [
      1,
      0,
      2 ** 32 - 1,
      2 ** 32 - 2,
    ]],
    ["begins high", [4_000_000_000], [4_000_000_000]],
  ];
  for (const [why, seqs, expected] of cases) {
    const ledger = new EchoLedger();
    const replies = seqs.map((seq) => replyTo(ledger, seq));
    const last = replies.at(-1);
    if (last === undefined) throw new Error(why);
    deepStrictEqual(arrived(last), expected, why);
    strictEqual(last.rxCount, seqs.length, why);
    strictEqual(last.txCount, seqs.length, why);
  }
});

Deno.test("answer() counts what came late, twice, and over the limit", () => {
  const ledger = new EchoLedger();
  replyTo(ledger, 2);
  replyTo(ledger, 1);
  ledger.countDuplicate();
  ledger.countOverLimit();
  ledger.countOverLimit();
  const { rxReordered, rxDuplicates, dropLimit } = replyTo(ledger, 3);
  deepStrictEqual([rxReordered, rxDuplicates, dropLimit], [1, 1, 2]);
  for (let i = 0; i < 70_000; i++) ledger.countDuplicate();
  strictEqual(replyTo(ledger, 4).rxDuplicates, 65_535);
});

Deno.test("noteDeparture() keeps the last four", () => {
  const ledger = new EchoLedger();
  for (const seq of [1, 2, 3, 4, 5]) ledger.noteDeparture(seq, seq * 100);
  deepStrictEqual(
    replyTo(ledger, 6).followUps.map(({ seq, txDeltaNs }) => [seq, txDeltaNs]),
    [[5, 500], [4, 400], [3, 300], [2, 200]],
  );
});

Deno.test("answer() refuses a reply of another length", () => {
  throws(
    () => new EchoLedger().answer(request(1), new Uint8Array(165), STAMPS),
    {
      name: "RangeError",
      message: "Cannot answer 164 bytes with 165 (allowed: the same)",
    },
  );
});

/** What arrived, remembered without bits: every number ever seen. */
function slowAccount(seqs: readonly number[]) {
  let highest = seqs[0] ?? 0;
  let reordered = 0;
  for (const seq of seqs.slice(1)) {
    const ahead = (seq - highest + 2 ** 32) % 2 ** 32;
    if (ahead > 0 && ahead < 2 ** 31) highest = seq;
    else reordered += 1;
  }
  const known = new Set(seqs);
  const seen = Array.from({ length: 128 }, (_, i) => (highest - i) >>> 0)
    .filter((seq) => known.has(seq));
  return { highest, reordered, seen };
}

Deno.test("answer() agrees with an account that forgets nothing", () => {
  for (let seed = 1; seed <= 40; seed++) {
    const random = seededRandom(seed);
    // Jumps of up to 70 at once: over none, one and two words of the bitmap.
    const most = [1, 3, 34, 70][seed % 4] ?? 1;
    const ledger = new EchoLedger();
    const seqs: number[] = [];
    let next = seed % 2 === 0 ? 5 : 2 ** 32 - 400;
    for (let i = 0; i < 150; i++) {
      next += 1 + Math.floor(random() * most);
      const back = random() < 0.2 ? Math.floor(random() * 140) : 0;
      const seq = (next - back) >>> 0;
      if (seqs.includes(seq)) continue;
      seqs.push(seq);
      const reply = replyTo(ledger, seq);
      // What came before the first request, nobody had sent.
      const slow = slowAccount(seqs);
      deepStrictEqual(
        [arrived(reply), reply.rxHighest, reply.rxReordered, reply.rxCount],
        [slow.seen, slow.highest, slow.reordered, seqs.length],
        `seed ${seed}, request ${i}`,
      );
    }
  }
});

Deno.test("answer() counts up to 65,535 that came late", () => {
  const ledger = new EchoLedger();
  replyTo(ledger, 70_000);
  for (let seq = 0; seq < 65_540; seq++) {
    const datagram = new Uint8Array(164);
    ledger.answer(request(seq), datagram, STAMPS);
  }
  const { rxReordered, rxCount, txCount } = replyTo(ledger, 70_001);
  deepStrictEqual([rxReordered, rxCount, txCount], [65_535, 65_542, 65_542]);
});
