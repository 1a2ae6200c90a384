import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { AT, Dialer, type MonoNs, Session } from "./mod.ts";
import {
  answerKnock,
  instant,
  TEST_SECRET,
  testAck,
  testDialer,
  testTools,
} from "./testing.ts";

const START = instant(0).mono;

function dueS(dialer: Dialer): number {
  return Number(dialer.dueAt - START) / 1e9;
}

function at(mono: MonoNs) {
  return instant(Number(mono - START) / 1e9);
}

function opened(dialer: Dialer, seconds = 0): Session {
  const knock = dialer.knock(instant(seconds));
  const { datagram } = answerKnock(knock, { now: instant(seconds) });
  const session = dialer.receive(datagram, instant(seconds));
  if (!(session instanceof Session)) throw new Error(session.reason);
  return session;
}

Deno.test("knock() is due after 1, 2, 4, 5, 5 s and up to 334 ms", () => {
  const dialer = testDialer(instant(0));
  strictEqual(dueS(dialer), 0, "at once");
  for (const delayS of [1, 2, 4, 5, 5, 5]) {
    const now = at(dialer.dueAt);
    dialer.knock(now);
    const waitS = Number(dialer.dueAt - now.mono) / 1e9;
    ok(waitS >= delayS && waitS < delayS + 0.334, `${waitS} for ${delayS}`);
  }
});

Deno.test("knock() makes a new instance, random and length each time", () => {
  const dialer = testDialer(instant(0));
  const knocks = Array.from({ length: 20 }, () => dialer.knock(instant(0)));
  const instances = knocks.map((knock) =>
    knock.subarray(AT.instance, 16).toHex()
  );
  strictEqual(new Set(instances).size, 20);
  ok(new Set(knocks.map(({ length }) => length)).size > 5);
  for (const { length } of knocks) ok(length >= 176 && length <= 431);
});

Deno.test("receive() takes the answer to any of the last three KNOCKs", () => {
  for (
    const [asked, isAnswerable] of [[0, false], [1, true], [2, true], [
      3,
      true,
    ]] as const
  ) {
    const dialer = testDialer(instant(0));
    const knocks = [0, 1, 2, 3].map((s) => dialer.knock(instant(s)));
    const knock = knocks[asked];
    if (knock === undefined) throw new Error("Four KNOCKs");
    const { datagram } = answerKnock(knock, { now: instant(4) });
    const session = dialer.receive(datagram, instant(4));
    strictEqual(session instanceof Session, isAnswerable, `KNOCK ${asked + 1}`);
  }
});

Deno.test("receive() refuses a second answer, garbage and strangers", () => {
  const dialer = testDialer(instant(0));
  const { datagram } = answerKnock(dialer.knock(instant(0)), {
    now: instant(0),
  });
  const unexpected = { kind: "fault", reason: "unexpected" };
  const tooShort = { kind: "fault", reason: "too_short" };
  deepStrictEqual(dialer.receive(new Uint8Array(47), instant(0)), tooShort);
  deepStrictEqual(dialer.receive(new Uint8Array(48), instant(0)), unexpected);
  deepStrictEqual(dialer.receive(new Uint8Array(0), instant(0)), tooShort);
  deepStrictEqual(dialer.receive(new Uint8Array(200), instant(0)), unexpected);
  ok(dialer.receive(datagram, instant(0)) instanceof Session);
  deepStrictEqual(dialer.receive(datagram, instant(0)), unexpected);
});

Deno.test("dueAt is 230 to 250 s into a session of 300 s", () => {
  for (let i = 0; i < 20; i++) {
    const dialer = testDialer(instant(0));
    for (let k = 0; k < i; k++) dialer.knock(instant(0)); // other chance
    opened(dialer);
    ok(dueS(dialer) >= 230 && dueS(dialer) <= 250, `${dueS(dialer)}`);
  }
});

Deno.test("dueAt follows the life that the server grants", () => {
  const dialer = testDialer(instant(0));
  const { datagram } = answerKnock(dialer.knock(instant(0)), {
    now: instant(0),
    ack: testAck({ ttlMs: 60_000 }),
  });
  dialer.receive(datagram, instant(0));
  ok(dueS(dialer) >= 46 && dueS(dialer) <= 50, `${dueS(dialer)}`);
});

Deno.test("receive() renews while the old session still lives", () => {
  const dialer = testDialer(instant(0));
  const old = opened(dialer);
  const renewS = dueS(dialer);
  const fresh = opened(dialer, renewS);
  strictEqual(old.state(instant(renewS).mono), "confirmed");
  strictEqual(fresh.state(instant(310).mono), "confirmed");
});

Deno.test("miss() makes a KNOCK due after three in a row, hit() takes it back", () => {
  const dialer = testDialer(instant(0));
  opened(dialer);
  const renewal = dialer.dueAt;
  dialer.miss(instant(10).mono);
  dialer.miss(instant(11).mono);
  strictEqual(dialer.dueAt, renewal, "two are no outage");
  dialer.miss(instant(12).mono);
  strictEqual(dueS(dialer), 12);
  dialer.knock(instant(12));
  ok(dueS(dialer) >= 13 && dueS(dialer) < 13.334, "and goes on");
  dialer.miss(instant(13).mono);
  ok(dueS(dialer) >= 13, "more misses do not hurry it");
  dialer.hit();
  strictEqual(dialer.dueAt, renewal, "the session lives after all");
});

Deno.test("hurry() makes a KNOCK due at once, and never later than it was", () => {
  const dialer = testDialer(instant(0));
  dialer.hurry(instant(5).mono);
  strictEqual(dueS(dialer), 0);
  opened(dialer);
  dialer.hurry(instant(20).mono);
  strictEqual(dueS(dialer), 20);
});

Deno.test("hit() does not put off a renewal that is under way", () => {
  const dialer = testDialer(instant(0));
  opened(dialer);
  const renewal = at(dialer.dueAt);
  dialer.knock(renewal);
  const retry = dialer.dueAt;
  dialer.hit();
  strictEqual(dialer.dueAt, retry);
});

Deno.test("refuse() makes a KNOCK due within 1.334 s, hit() takes it back", () => {
  const dialer = testDialer(instant(0));
  opened(dialer);
  const renewal = dialer.dueAt;
  dialer.refuse(instant(10).mono);
  const soonS = dueS(dialer);
  ok(soonS >= 11 && soonS < 11.334, `${soonS}`);
  dialer.refuse(instant(10.5).mono);
  strictEqual(dueS(dialer), soonS, "the next refusal does not put it off");
  dialer.hit();
  strictEqual(dialer.dueAt, renewal, "it was forged");
});

Deno.test("refuse() keeps KNOCKs a second apart while the server is down", () => {
  const dialer = testDialer(instant(0));
  let nowS = 0;
  for (let i = 0; i < 10; i++) {
    dialer.knock(instant(nowS));
    dialer.refuse(instant(nowS).mono);
    ok(dueS(dialer) < nowS + 1.334, `attempt ${i}`);
    nowS = dueS(dialer);
  }
});

/** One whose chance is always the same byte; notes what was asked for. */
function dialerOf(chance: number, asked: number[] = []): Dialer {
  return new Dialer({
    ...testTools(),
    secret: TEST_SECRET,
    features: 0,
    wantTtlS: 300,
    random: (count) => {
      asked.push(count);
      return new Uint8Array(count).fill(chance);
    },
  }, START);
}

Deno.test("chance spreads from the least to just below the most", () => {
  const cases: readonly [
    chance: number,
    jitterNs: bigint,
    paddingBytes: number,
    renewNs: bigint,
  ][] = [
    [0, 0n, 0, 230_000_000_000n],
    // 128/256 + 128/256^2 + ... = 0.50196 of 334 ms, 256 bytes and 20 s
    [0x80, 167_654_901n, 128, 240_039_215_686n],
    [0xff, 333_999_999n, 255, 249_999_999_999n],
  ];
  for (const [chance, jitterNs, paddingBytes, renewNs] of cases) {
    const asked: number[] = [];
    const dialer = dialerOf(chance, asked);
    const knock = dialer.knock(instant(0));
    strictEqual(dialer.dueAt - START, 1_000_000_000n + jitterNs);
    strictEqual(knock.length, 176 + paddingBytes);
    deepStrictEqual(asked.toSorted((a, b) => a - b), [4, 6, 6, 32]);
    const { datagram } = answerKnock(knock, { now: instant(0) });
    ok(dialer.receive(datagram, instant(0)) instanceof Session);
    strictEqual(dialer.dueAt - START, renewNs);
  }
});

Deno.test("refuse() waits a second and up to 334 ms, whole", () => {
  const dialer = dialerOf(0x80);
  opened(dialer);
  dialer.refuse(instant(10).mono);
  strictEqual(dueS(dialer), 11.167, "0.50196 of 334 ms, cut");
});

Deno.test("hit() forgets earlier misses", () => {
  const dialer = testDialer(instant(0));
  opened(dialer);
  const renewal = dialer.dueAt;
  for (const isAnswered of [false, false, true, false, false]) {
    if (isAnswered) dialer.hit();
    else dialer.miss(instant(10).mono);
  }
  strictEqual(dialer.dueAt, renewal);
  dialer.miss(instant(11).mono);
  strictEqual(dueS(dialer), 11, "the third in a row");
});

Deno.test("miss() counts from none, session or not", () => {
  const dialer = dialerOf(0);
  dialer.knock(instant(0));
  for (const expectedS of [1, 1, 0.5]) {
    dialer.miss(instant(0.5).mono);
    strictEqual(dueS(dialer), expectedS);
  }
});

Deno.test("misses of the session before do not count for the next", () => {
  const dialer = testDialer(instant(0));
  dialer.miss(instant(0).mono);
  dialer.miss(instant(0).mono);
  opened(dialer);
  const renewal = dialer.dueAt;
  dialer.miss(instant(1).mono);
  strictEqual(dialer.dueAt, renewal);
});

Deno.test("hit() lets the delays begin again at a second", () => {
  const dialer = dialerOf(0);
  opened(dialer);
  for (const _ of [1, 2, 3]) dialer.miss(instant(10).mono);
  dialer.knock(instant(10));
  dialer.knock(instant(11));
  dialer.hit();
  dialer.knock(instant(100));
  strictEqual(dueS(dialer), 101);
});
