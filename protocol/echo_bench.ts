// What the server does for one ECHO, without sockets: the aim is 80,000 a
// second on one core, 12 us each with the system calls.

import {
  decodePacket,
  EchoLedger,
  encodePacket,
  inspect,
  loadSodiumAead,
  type MonoNs,
  nativeAead,
  NonceSource,
  Opener,
  type ReplyStamps,
  Sealer,
  type WallNs,
} from "./mod.ts";
import type { Aead } from "./mod.ts";

/** Leaves what is not the cipher's. */
const noCipher: Aead = {
  name: "no cipher",
  withKey: () => ({ seal() {}, open: () => true }),
};

const NOW = 1_760_000_000_000_000_000n as WallNs;
const KEY = new Uint8Array(32).fill(1);
const CLIENT_ID = new Uint8Array(8);

const stamps: ReplyStamps = {
  flags: 1,
  errorEstimate: 0,
  t2: 123_456_789_012n as MonoNs,
  t3: 123_456_799_012n as MonoNs,
  dropKernel: 0,
  pathToken: new Uint8Array(8),
  rxTtl: 57,
  rxTos: 0,
  seenPort: 51_820,
};

/** Requests sealed beforehand; opened in turn, so that none is a repeat. */
const REQUESTS = 8_192;

for (const aead of [noCipher, nativeAead, await loadSodiumAead()]) {
  const nonces = new NonceSource();
  const sealer = () =>
    new Sealer({ aead, key: KEY, clientId: CLIENT_ID, nonces });
  const client = sealer();
  const requests = Array.from({ length: REQUESTS }, (_, seq) => {
    const request = new Uint8Array(164);
    encodePacket({
      kind: "echoRequest",
      seq,
      flags: 0,
      errorEstimate: 0,
      t1: 1n as MonoNs,
      pathToken: new Uint8Array(8),
    }, request);
    client.seal(request, NOW);
    return request;
  });
  const server = sealer();
  const ledger = new EchoLedger();
  const received = new Uint8Array(164);
  const reply = new Uint8Array(164);
  let opener = new Opener({ aead, key: KEY });
  let next = 0;

  Deno.bench(`inspect, open, answer, seal one ECHO, ${aead.name}`, {
    group: "echo",
    baseline: aead === noCipher,
  }, () => {
    if (next === REQUESTS) {
      next = 0;
      opener = new Opener({ aead, key: KEY });
    }
    const request = requests[next++];
    if (request === undefined) throw new Error("Cannot run out of requests");
    received.set(request);
    const fault = inspect(received) ?? opener.open(received);
    if (fault !== undefined) throw new Error(`Cannot open: ${fault.reason}`);
    ledger.answer(received, reply, stamps);
    server.seal(reply, NOW);
  });
}

const datagram = new Uint8Array(164);
encodePacket({
  kind: "echoRequest",
  seq: 1,
  flags: 0,
  errorEstimate: 0,
  t1: 1n as MonoNs,
  pathToken: new Uint8Array(8),
}, datagram);
new EchoLedger().answer(datagram, datagram, stamps);

Deno.bench("decodePacket() of an ECHO_REPLY", () => {
  decodePacket(datagram);
});
