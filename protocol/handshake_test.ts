import {
  deepStrictEqual,
  notDeepStrictEqual,
  ok,
  strictEqual,
} from "node:assert/strict";
import {
  type Aead,
  AT,
  deriveSecretKeys,
  FAULT,
  FEATURE,
  isDowngraded,
  loadSodiumAead,
  openKnock,
  openKnockAck,
  sealKnock,
  sealKnockAck,
  type SentKnock,
} from "./mod.ts";
import {
  instant,
  TEST_SECRET,
  testAck,
  testRandom,
  testTools,
} from "./testing.ts";

const NOW = instant(0);
const tools = testTools();

function knock(
  options: { seed?: number; paddingBytes?: number } = {},
): SentKnock {
  const { seed = 1, paddingBytes = 0 } = options;
  const random = testRandom(seed);
  return sealKnock(TEST_SECRET, {
    kind: "knock",
    clientRandom: random(32),
    minVersion: 2,
    maxVersion: 2,
    features: FEATURE.seenAddress,
    wall: NOW.wall,
    mono: NOW.mono,
    attempt: 1,
    wantTtlS: 300,
  }, { ...tools, paddingBytes, now: NOW, instance: random(4) });
}

function answer(sent: SentKnock, paddingBytes = 0) {
  const received = openKnock(TEST_SECRET, sent.datagram, tools);
  if ("kind" in received) throw new Error(received.reason);
  return sealKnockAck(TEST_SECRET, received, {
    ...tools,
    paddingBytes,
    now: NOW,
    ack: testAck({ seenAddress: new Uint8Array(16) }),
  });
}

Deno.test("openKnockAck() gives both ends the same keys", () => {
  const sent = knock();
  const answered = answer(sent);
  const agreement = openKnockAck(TEST_SECRET, sent, {
    ...tools,
    datagram: answered.datagram,
  });
  if ("kind" in agreement) throw new Error(agreement.reason);
  deepStrictEqual(agreement.keys, answered.keys);
  strictEqual(
    new Set(Object.values(agreement.keys).map((key) => key.toHex())).size,
    4,
  );
});

Deno.test("sealKnockAck() never answers with more than it was asked with", () => {
  for (const asked of [0, 1, 100, 255]) {
    for (const padding of [0, 1, 100, 255]) {
      const sent = knock({ paddingBytes: asked });
      const { datagram } = answer(sent, padding);
      ok(datagram.length <= sent.datagram.length);
      strictEqual(datagram.length, 176 + Math.min(asked, padding));
    }
  }
});

Deno.test("sealKnockAck() gives new keys for the same KNOCK", () => {
  const sent = knock();
  notDeepStrictEqual(answer(sent).keys, answer(sent).keys);
});

Deno.test("openKnock() refuses every flipped bit, and leaves the datagram", () => {
  const { datagram } = knock();
  for (let bit = 0; bit < 8 * datagram.length; bit++) {
    const forged = datagram.slice();
    forged[bit >> 3] = (forged[bit >> 3] ?? 0) ^ (1 << (bit & 7));
    const before = forged.slice();
    ok("kind" in openKnock(TEST_SECRET, forged, tools), `bit ${bit}`);
    deepStrictEqual(forged, before);
  }
});

Deno.test("openKnockAck() refuses what does not answer this very KNOCK", () => {
  const sent = knock();
  const { datagram } = answer(sent);
  const flipped = datagram.slice();
  flipped[AT.nonceTs] = 1;
  const cases: readonly [
    why: string,
    sent: SentKnock,
    datagram: Uint8Array,
    reason: string,
  ][] = [
    ["another KNOCK's", knock({ seed: 9 }), datagram, "not_authentic"],
    ["tampered with", sent, flipped, "not_authentic"],
    ["the KNOCK, reflected", sent, sent.datagram, "unexpected"],
    ["cut", sent, datagram.subarray(0, 100), "bad_length"],
  ];
  for (const [why, asked, received, reason] of cases) {
    const result = openKnockAck(TEST_SECRET, asked, {
      ...tools,
      datagram: received,
    });
    deepStrictEqual(result, { kind: "fault", reason }, why);
  }
});

Deno.test("openKnockAck() of a stranger's secret refuses the answer", () => {
  const stranger = deriveSecretKeys(new Uint8Array(32).fill(1));
  const sent = knock();
  const result = openKnockAck(stranger, sent, {
    ...tools,
    datagram: answer(sent).datagram,
  });
  deepStrictEqual(result, { kind: "fault", reason: "not_authentic" });
});

Deno.test("isDowngraded() tells when both ends could speak newer", () => {
  const cases: readonly [
    why: string,
    maxVersion: number,
    newest: number,
    expected: boolean,
  ][] = [
    ["both speak 2", 2, 2, false],
    ["the client is newer", 3, 2, false],
    ["the server is newer", 2, 3, false],
    ["both speak 3, the KNOCK came as 2", 3, 3, true],
  ];
  for (const [why, maxVersion, newestVersion, expected] of cases) {
    const said = { ...knock().knock, maxVersion };
    strictEqual(isDowngraded(said, 2, { newestVersion }), expected, why);
  }
});

Deno.test("openKnock() makes no key for a forged KNOCK where the cipher can do without", async () => {
  const sodium = await loadSodiumAead();
  let keys = 0;
  const aead: Aead = {
    ...sodium,
    withKey(key, options) {
      keys += 1;
      return sodium.withKey(key, options);
    },
  };
  const { datagram } = knock();
  const received = openKnock(TEST_SECRET, datagram, { aead });
  ok(!("kind" in received));
  const forged = datagram.slice();
  forged[40] = (forged[40] ?? 0) ^ 1;
  const before = forged.slice();
  deepStrictEqual(
    openKnock(TEST_SECRET, forged, { aead }),
    FAULT.not_authentic,
  );
  deepStrictEqual(forged, before, "it is left as it is");
  strictEqual(keys, 0);
});
