import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { type Libc, openLibc } from "@bufferbane/ffi";
import {
  AT,
  BODY_OFFSET,
  datagramBytes,
  decodePacket,
  deriveSecretKeys,
  encodePacket,
  FEATURE,
  type Knock,
  knockKey,
  openKnockAck,
  Sealer,
  sealKnock,
  type SentKnock,
  TYPE,
} from "@bufferbane/protocol";
import { EchoClient, nowOf, TOOLS } from "../server/echo_client.ts";
import { type RunningServer, startServer } from "../server/running_server.ts";
import { UdpClient } from "../server/udp_client.ts";

/** Long enough for an answer, on loopback. */
const SILENCE_MS = 300;

function knockOf(libc: Libc, changes: Partial<Knock> = {}): Knock {
  const { wall, mono } = nowOf(libc);
  return {
    kind: "knock",
    clientRandom: crypto.getRandomValues(new Uint8Array(32)),
    minVersion: 2,
    maxVersion: 2,
    features: FEATURE.kernelStamps,
    wall,
    mono,
    attempt: 1,
    wantTtlS: 300,
    ...changes,
  };
}

function seal({ secret }: RunningServer, knock: Knock): SentKnock {
  return sealKnock(deriveSecretKeys(Uint8Array.fromHex(secret)), knock, {
    ...TOOLS,
    now: knock,
    instance: crypto.getRandomValues(new Uint8Array(4)),
    paddingBytes: 0,
  });
}

function isAnswered({ port }: RunningServer, datagram: Uint8Array): boolean {
  using libc = openLibc();
  using udp = new UdpClient(libc, { server: "127.0.0.1", port });
  udp.send(datagram);
  return udp.receive(SILENCE_MS).length > 0;
}

Deno.test("bufferbane-server is silent to versions that it does not speak", async () => {
  await using server = await startServer();
  using libc = openLibc();
  for (const version of [0, 1, 3, 255]) {
    const { datagram } = seal(server, knockOf(libc));
    datagram[AT.version] = version;
    ok(!isAnswered(server, datagram), `version byte ${version}`);
  }
  const rows = [
    { minVersion: 3, maxVersion: 9, isSpoken: false, why: "only newer ones" },
    { minVersion: 0, maxVersion: 1, isSpoken: false, why: "only older ones" },
    {
      minVersion: 3,
      maxVersion: 2,
      isSpoken: false,
      why: "from above to below",
    },
    { minVersion: 1, maxVersion: 9, isSpoken: true, why: "ours among them" },
  ];
  for (const { isSpoken, why, ...versions } of rows) {
    const { datagram } = seal(server, knockOf(libc, versions));
    strictEqual(isAnswered(server, datagram), isSpoken, why);
  }
});

Deno.test("bufferbane-server grants nothing for a KNOCK of which any byte was changed, its versions among them", async () => {
  await using server = await startServer();
  using libc = openLibc();
  const secret = deriveSecretKeys(Uint8Array.fromHex(server.secret));
  const sent = seal(server, knockOf(libc, { maxVersion: 9 }));
  for (let at = 0; at < sent.datagram.length; at++) {
    const forged = sent.datagram.slice();
    forged[at] = (forged[at] ?? 0) ^ 1;
    // Each from a network of its own, or the limit of one would answer for all.
    using udp = new UdpClient(libc, {
      server: "127.0.0.1",
      port: server.port,
      from: { address: `127.0.${at}.1`, port: 0 },
    });
    udp.send(forged);
  }
  using udp = new UdpClient(libc, {
    server: "127.0.0.1",
    port: server.port,
    from: { address: "127.1.0.1", port: 0 },
  });
  udp.send(sent.datagram);
  const [datagram] = udp.receive(3000);
  ok(datagram !== undefined, "the true one, after all the forged ones");
  const agreement = openKnockAck(secret, sent, { ...TOOLS, datagram });
  ok(!("kind" in agreement));
  strictEqual(agreement.ack.version, 2);
  strictEqual(agreement.ack.features & FEATURE.downgraded, 0);
  const { totals } = await server.status();
  strictEqual(totals["sent"], 1);
});

Deno.test("bufferbane-server is silent to unknown types in a session, and the session lives on", async () => {
  await using server = await startServer();
  using libc = openLibc();
  const { port, secret } = server;
  using client = new EchoClient(libc, { server: "127.0.0.1", port, secret });
  ok(client.knock() && client.echo());
  const known: readonly number[] = Object.values(TYPE);
  const foreign = [
    TYPE.knockAck,
    TYPE.echoReply,
    TYPE.downloadData,
    TYPE.error,
  ];
  for (let type = 0; type < 256; type++) {
    if (known.includes(type) && foreign.every((other) => other !== type)) {
      continue;
    }
    const datagram = new Uint8Array(200);
    datagram[AT.type] = type;
    client.session.seal(datagram, nowOf(libc));
    client.send(datagram);
  }
  deepStrictEqual(client.udp.receive(SILENCE_MS), []);
  ok(client.echo());
});

Deno.test("bufferbane-server ignores what a newer client adds to a body", async () => {
  await using server = await startServer();
  using libc = openLibc();
  const { port, secret } = server;
  using client = new EchoClient(libc, { server: "127.0.0.1", port, secret });
  ok(client.knock());
  for (const extraBytes of [1, 20, 200]) {
    const datagram = client.echoRequest(extraBytes);
    const again = lengthened(datagram.length, {
      kind: "echoRequest",
      seq: 1000 + extraBytes,
      flags: 0,
      errorEstimate: 0,
      t1: nowOf(libc).mono,
      pathToken: client.pathToken,
    });
    client.session.seal(again, nowOf(libc));
    client.send(again);
    const [reply] = client.replies();
    ok(reply?.kind === "echoReply", `${extraBytes} bytes more`);
    strictEqual(reply.seq, 1000 + extraBytes);
  }

  const keys = deriveSecretKeys(Uint8Array.fromHex(secret));
  const knock = knockOf(libc);
  const clientId = new Uint8Array(8);
  clientId.set(keys.keyId);
  crypto.getRandomValues(clientId.subarray(4));
  const datagram = lengthened(datagramBytes(knock) + 40, knock);
  new Sealer({ ...TOOLS, key: knockKey(keys, clientId), clientId })
    .seal(datagram, nowOf(libc).wall);
  ok(isAnswered(server, datagram), "a longer KNOCK");
});

Deno.test("decodePacket() says that a type is unknown, whoever sealed it", () => {
  const datagram = new Uint8Array(200);
  datagram[AT.type] = 0x55;
  deepStrictEqual(decodePacket(datagram), {
    kind: "fault",
    reason: "unknown_type",
  });
});

/** A packet whose body goes on to the end, with what nobody knows yet. */
function lengthened(
  bytes: number,
  packet: Parameters<typeof encodePacket>[0],
): Uint8Array {
  const datagram = new Uint8Array(bytes);
  encodePacket(packet, datagram);
  const view = new DataView(datagram.buffer);
  const known = view.getUint16(AT.bodyLength);
  datagram.fill(0xee, BODY_OFFSET + known, bytes - 16);
  view.setUint16(AT.bodyLength, bytes - 16 - BODY_OFFSET);
  return datagram;
}
