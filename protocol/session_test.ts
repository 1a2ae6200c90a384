import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import {
  datagramBytes,
  encodePacket,
  isServerRestart,
  Session,
} from "./mod.ts";
import type { Instant, Packet } from "./mod.ts";
import { answerKnock, instant, testAck, testDialer } from "./testing.ts";

function twoEnds(): { readonly client: Session; readonly server: Session } {
  const dialer = testDialer(instant(0));
  const { session, datagram } = answerKnock(dialer.knock(instant(0)), {
    now: instant(0.02),
  });
  const client = dialer.receive(datagram, instant(0.04));
  if (!(client instanceof Session)) throw new Error(client.reason);
  return { client, server: session };
}

const PACKET: Packet = { kind: "bufferbloatEnd", testId: 1, reason: 0 };

function sealed(session: Session, now: Instant): Uint8Array {
  const datagram = new Uint8Array(datagramBytes(PACKET));
  encodePacket(PACKET, datagram);
  ok(session.seal(datagram, now));
  return datagram;
}

Deno.test("Session carries packets both ways, and to no one else", () => {
  const { client, server } = twoEnds();
  const up = sealed(client, instant(1));
  deepStrictEqual(client.open(up.slice(), instant(1))?.reason, "not_authentic");
  strictEqual(server.open(up.slice(), instant(1)), undefined);
  strictEqual(server.open(up.slice(), instant(1))?.reason, "replayed");
  const down = sealed(server, instant(1));
  deepStrictEqual(
    server.open(down.slice(), instant(1))?.reason,
    "not_authentic",
  );
  strictEqual(client.open(down.slice(), instant(1)), undefined);
});

Deno.test("Session of a server waits ten seconds for the first packet", () => {
  const { client, server } = twoEnds();
  strictEqual(server.state(instant(0.1).mono), "embryonic");
  strictEqual(server.state(instant(10.01).mono), "embryonic");
  strictEqual(server.state(instant(10.019_999_999).mono), "embryonic");
  strictEqual(server.state(instant(10.02).mono), "expired");
  strictEqual(server.state(instant(10.03).mono), "expired");
  const tooLate = sealed(client, instant(11));
  strictEqual(server.open(tooLate, instant(11))?.reason, "expired");

  const second = twoEnds();
  const forged = sealed(second.client, instant(5));
  forged[40] = (forged[40] ?? 0) ^ 1;
  second.server.open(forged, instant(5));
  strictEqual(second.server.state(instant(5).mono), "embryonic");
  second.server.open(sealed(second.client, instant(6)), instant(6));
  strictEqual(second.server.state(instant(200).mono), "confirmed");
});

Deno.test("Session takes each datagram of a long exchange once", () => {
  const { client, server } = twoEnds();
  const recorded = Array.from({ length: 3_000 }, (_, i) => {
    const datagram = sealed(client, instant(i / 300));
    strictEqual(server.open(datagram.slice(), instant(i / 300)), undefined);
    return datagram;
  });
  const later = instant(20);
  for (const datagram of [...recorded, ...recorded.toReversed()]) {
    strictEqual(server.open(datagram.slice(), later)?.reason, "replayed");
    strictEqual(client.open(datagram.slice(), later)?.reason, "not_authentic");
  }
});

Deno.test("Session ends after its life, whatever the traffic", () => {
  const { client, server } = twoEnds();
  for (let s = 1; s < 300; s++) {
    strictEqual(server.open(sealed(client, instant(s)), instant(s)), undefined);
  }
  strictEqual(client.state(instant(299.99).mono), "confirmed");
  strictEqual(server.state(instant(299.99).mono), "confirmed");
  strictEqual(client.state(instant(300).mono), "expired", "the client first");
  strictEqual(server.state(instant(300).mono), "confirmed");
  strictEqual(server.state(instant(300.02).mono), "expired");
  strictEqual(client.seal(new Uint8Array(144), instant(301)), false);
  const late = sealed(twoEnds().client, instant(1));
  strictEqual(server.open(late, instant(301))?.reason, "expired");
});

Deno.test("Session takes nothing from another session of the same secret", () => {
  const [left, right] = [twoEnds(), twoEnds()];
  // The test's chance is fixed, so even instance and client random agree.
  const again = answerKnock(testDialer(instant(0)).knock(instant(0)), {
    now: instant(0.02),
    ack: testAck({ serverRandom: new Uint8Array(32).fill(1) }),
  });
  const datagram = sealed(left.client, instant(1));
  strictEqual(
    again.session.open(datagram.slice(), instant(1))?.reason,
    "not_authentic",
  );
  strictEqual(
    right.server.open(datagram, instant(1)),
    undefined,
    "all else equal",
  );
});

Deno.test("isServerRestart() tells a restart from a dead line", () => {
  const before = testAck({ bootId: 1n, uptimeMs: 900_000n });
  const cases: readonly [
    why: string,
    bootId: bigint,
    uptimeMs: bigint,
    gapMs: number,
    expected: boolean,
  ][] = [
    ["same process", 1n, 960_000n, 60_000, false],
    ["started within the gap", 2n, 5_000n, 60_000, true],
    ["started just as it began", 2n, 60_000n, 60_000, false],
    ["restarted long before the gap", 2n, 90_000n, 60_000, false],
  ];
  for (const [why, bootId, uptimeMs, gapMs, expected] of cases) {
    const after = testAck({ bootId, uptimeMs });
    strictEqual(isServerRestart(before, after, { gapMs }), expected, why);
  }
});
