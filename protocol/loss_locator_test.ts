import { ok, strictEqual } from "node:assert/strict";
import { GOLDEN_PACKETS } from "../tests/vectors/golden.ts";
import { seededRandom } from "../tests/support/random.ts";
import {
  decodePacket,
  EchoLedger,
  type EchoReply,
  encodePacket,
  type LossDirection,
  LossLocator,
  type MonoNs,
  type ReplyStamps,
} from "./mod.ts";

const STAMPS: ReplyStamps = {
  flags: 0,
  errorEstimate: 0,
  t2: 1n as MonoNs,
  t3: 2n as MonoNs,
  dropKernel: 0,
  pathToken: new Uint8Array(8),
  rxTtl: 0,
  rxTos: 0,
  seenPort: 0,
};

function reply(ledger: EchoLedger, seq: number): EchoReply {
  const request = new Uint8Array(164);
  encodePacket({
    kind: "echoRequest",
    seq,
    flags: 0,
    errorEstimate: 0,
    t1: 1n as MonoNs,
    pathToken: new Uint8Array(8),
  }, request);
  const datagram = new Uint8Array(164);
  ledger.answer(request, datagram, STAMPS);
  const packet = decodePacket(datagram);
  if (packet.kind !== "echoReply") throw new Error(packet.kind);
  return packet;
}

/** What becomes of a probe: `.` answered, `u` lost up, `d` lost down. */
type Fate = "." | "u" | "d";

/** Plays fates one a second; gives back the locator's word on each. */
function play(
  fates: string,
  { intervalMs = 1_000, firstSeq = 0 }: {
    readonly intervalMs?: number;
    readonly firstSeq?: number;
  } = {},
): readonly LossDirection[] {
  const ledger = new EchoLedger();
  const locator = new LossLocator();
  const seqOf = (i: number) => (firstSeq + i) >>> 0;
  for (const [i, fate] of [...fates].entries()) {
    locator.sent(seqOf(i), BigInt(i * intervalMs * 1e6) as MonoNs);
    if (fate === "u") continue;
    const answer = reply(ledger, seqOf(i));
    if (fate === ".") locator.replied(answer);
  }
  return [...fates].map((_, i) => locator.directionOf(seqOf(i)));
}

Deno.test("directionOf() tells where a probe was lost", () => {
  const cases: readonly [
    why: string,
    fates: string,
    seq: number,
    expected: LossDirection,
    intervalMs?: number,
  ][] = [
    ["down, told by the next reply", "..d.", 2, "down"],
    ["up, within the guard at first", "..u...", 2, "pending"],
    ["up, four seconds later", "..u....", 2, "up"],
    ["up, eight packets later", "..u.......", 2, "pending", 10],
    ["up, eight packets later", "..u........", 2, "up", 10],
    ["nothing came after", "..d", 2, "pending"],
    ["first of a mixed burst", ".uddu.....", 1, "up"],
    ["second of a mixed burst", ".uddu.....", 2, "down"],
    ["last of a mixed burst", ".uddu.....", 4, "up"],
    ["answered", "....", 2, "unknown"],
    ["a long outage up", "." + "u".repeat(300) + ".", 1, "up"],
    ["a long outage up, recent part", "." + "u".repeat(300) + ".", 290, "up"],
    ["a long outage down", "." + "d".repeat(300) + ".", 1, "down"],
    [
      "a long outage down, recent part",
      "." + "d".repeat(300) + ".",
      290,
      "down",
    ],
    ["a long outage both ways", "." + "ud".repeat(150) + ".", 1, "unknown"],
    ["both ways, recent part", "." + "ud".repeat(150) + ".....", 299, "up"],
    [
      "both ways, then a second outage",
      "." + "ud".repeat(150) + "." + "u".repeat(200) + ".",
      1,
      "unknown",
    ],
    [
      "the second outage",
      "." + "ud".repeat(150) + "." + "u".repeat(200) + ".",
      310,
      "up",
    ],
    ["from the very first", "u".repeat(200) + ".", 0, "up"],
    ["from the very first, down", "d".repeat(200) + ".", 0, "down"],
  ];
  for (const [why, fates, seq, expected, intervalMs] of cases) {
    const told = play(fates, intervalMs === undefined ? {} : { intervalMs });
    strictEqual(told[seq], expected, why);
  }
});

Deno.test("replied() takes replies out of order, and late", () => {
  const ledger = new EchoLedger();
  const locator = new LossLocator();
  const replies = Array.from({ length: 20 }, (_, seq) => {
    locator.sent(seq, BigInt(seq * 1e9) as MonoNs);
    return reply(ledger, seq);
  });
  const newest = replies.pop();
  if (newest === undefined) throw new Error("Twenty replies");
  locator.replied(newest);
  strictEqual(locator.directionOf(3), "down", "so it looks");
  for (const late of replies.toReversed()) locator.replied(late);
  strictEqual(locator.directionOf(3), "unknown", "it was only late");
  strictEqual(locator.openCount, 0);
});

/** A reply of which only the account counts: who had arrived, and how many. */
function accountOf(
  seq: number,
  arrived: readonly number[],
  count: number,
): EchoReply {
  const rxBitmap = new Uint8Array(16);
  for (const one of arrived) {
    const age = seq - one;
    rxBitmap[age >> 3] = (rxBitmap[age >> 3] ?? 0) | (1 << (age & 7));
  }
  const [golden] = GOLDEN_PACKETS.filter(({ kind }) => kind === "echoReply");
  if (golden?.kind !== "echoReply") throw new Error("one of every kind");
  return { ...golden, seq, rxHighest: seq, rxCount: count, rxBitmap };
}

function range(from: number, to: number): readonly number[] {
  return Array.from({ length: to - from + 1 }, (_, i) => from + i);
}

Deno.test("directionOf() one request too old for the bitmap goes by the sum", () => {
  for (const [count, direction] of [[129, "down"], [128, "up"]] as const) {
    const locator = new LossLocator();
    for (const seq of range(0, 128)) locator.sent(seq, 0n as MonoNs);
    locator.replied(accountOf(128, range(1, 128), count));
    strictEqual(locator.directionOf(0), direction);
    strictEqual(locator.directionOf(1), "down", "the bitmap has it");
  }
});

Deno.test("directionOf() counts nothing again that was known before", () => {
  // 99 may have come behind 100, which both bitmaps have.
  for (const [count, direction] of [[102, "down"], [101, "up"]] as const) {
    const locator = new LossLocator();
    for (const seq of range(0, 227)) {
      locator.sent(seq, BigInt(seq) * 1_000_000_000n as MonoNs);
    }
    locator.replied(accountOf(100, [...range(0, 98).slice(-26), 100], 100));
    strictEqual(locator.directionOf(99), "pending");
    locator.replied(accountOf(227, [100, 227], count));
    strictEqual(locator.directionOf(99), direction);
    strictEqual(locator.directionOf(101), "up");
  }
});

Deno.test("directionOf() waits four seconds or eight packets for what may be overtaken", () => {
  const cases: readonly [
    newest: number,
    sentAfterNs: bigint,
    direction: LossDirection,
  ][] = [
    [1, 3_999_999_999n, "pending"],
    [1, 4_000_000_000n, "up"],
    [7, 0n, "pending"],
    [8, 0n, "up"],
  ];
  for (const [newest, sentAfterNs, direction] of cases) {
    const locator = new LossLocator();
    locator.sent(0, 5n as MonoNs);
    locator.sent(newest, 5n + sentAfterNs as MonoNs);
    locator.replied(accountOf(newest, [newest], 1));
    strictEqual(locator.directionOf(0), direction);
  }
});

Deno.test("directionOf() of the highest is down while another's reply tells of it", () => {
  const locator = new LossLocator();
  for (const seq of [0, 1, 2]) locator.sent(seq, 0n as MonoNs);
  locator.replied({ ...accountOf(1, [0, 1], 2), seq: 0 });
  strictEqual(locator.directionOf(1), "down");
  strictEqual(locator.directionOf(2), "pending");
});

Deno.test("forget() ends the account of a probe", () => {
  const locator = new LossLocator();
  locator.sent(1, 0n as MonoNs);
  strictEqual(locator.openCount, 1);
  locator.forget(1);
  strictEqual(locator.openCount, 0);
  strictEqual(locator.directionOf(1), "unknown");
});

/** Two Gilbert chains, one a direction, as bursts come in real lines. */
function gilbertFates(
  options: {
    readonly count: number;
    readonly meanBurst: number;
    readonly seed: number;
  },
): string {
  const { count, meanBurst, seed } = options;
  const random = seededRandom(seed);
  const state = { up: false, down: false };
  const step = (isBad: boolean) =>
    isBad ? random() >= 1 / meanBurst : random() < 0.02 / meanBurst;
  let fates = "";
  for (let i = 0; i < count; i++) {
    state.up = step(state.up);
    state.down = step(state.down);
    const fate: Fate = state.up ? "u" : state.down ? "d" : ".";
    fates += fate;
  }
  return fates + ".".repeat(20);
}

Deno.test("directionOf() is never wrong, whatever the bursts", () => {
  const cases: readonly [
    meanBurst: number,
    leastToldPct: number,
    firstSeq?: number,
  ][] = [
    [1, 100],
    [5, 100],
    [40, 98],
    [200, 98],
    [5, 100, 2 ** 32 - 1000],
    [200, 98, 2 ** 32 - 1000],
  ];
  for (const [meanBurst, leastToldPct, firstSeq = 0] of cases) {
    const fates = gilbertFates({ count: 20_000, meanBurst, seed: meanBurst });
    const told = play(fates, { firstSeq });
    let [lost, located] = [0, 0];
    for (const [seq, fate] of [...fates].entries()) {
      if (fate === ".") continue;
      lost += 1;
      const direction = told[seq];
      if (direction === "unknown") continue;
      located += 1;
      strictEqual(direction, fate === "u" ? "up" : "down", `seq ${seq}`);
    }
    ok(lost > 100, `bursts of ${meanBurst}: only ${lost} lost`);
    const toldPct = 100 * located / lost;
    ok(toldPct >= leastToldPct, `bursts of ${meanBurst}: ${toldPct} % told`);
  }
});
