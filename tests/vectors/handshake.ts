/**
 * The handshake of the protocol's test vector: every input fixed.
 *
 * @module
 */

import {
  ackKey,
  type Aead,
  deriveSecretKeys,
  encodePacket,
  knockKey,
  type MonoNs,
  NonceSource,
  openKnock,
  openKnockAck,
  sealKnock,
  sealKnockAck,
  Session,
  type WallNs,
} from "../../protocol/mod.ts";
import { countingBytes } from "./golden.ts";

const STEP_NS = 10_000_000n;
const START = 1_760_000_000_000_000_000n;

function at(step: bigint): { wall: WallNs; mono: MonoNs } {
  return {
    wall: START + step * STEP_NS as WallNs,
    mono: 123_456_789n as MonoNs,
  };
}

/** Everything that both ends compute, for whoever builds a third end. */
export interface HandshakeVector {
  readonly secret: Uint8Array;
  readonly keyId: Uint8Array;
  readonly knockKey: Uint8Array;
  readonly knock: Uint8Array;
  readonly ackKey: Uint8Array;
  readonly ack: Uint8Array;
  readonly clientToServer: Uint8Array;
  readonly serverToClient: Uint8Array;
  readonly tcpClientToServer: Uint8Array;
  readonly tcpServerToClient: Uint8Array;
  readonly echoRequest: Uint8Array;
}

/** Runs the handshake between two ends, and sends one ECHO_REQUEST. */
export function shakeHands(aead: Aead): HandshakeVector {
  const psk = countingBytes(0, 32);
  const secret = deriveSecretKeys(psk);
  const tools = { aead, nonces: new NonceSource() };
  const sent = sealKnock(secret, {
    kind: "knock",
    clientRandom: countingBytes(0x40, 32),
    minVersion: 2,
    maxVersion: 2,
    features: 3,
    wall: at(0n).wall,
    mono: at(0n).mono,
    attempt: 1,
    wantTtlS: 300,
  }, {
    ...tools,
    instance: countingBytes(0xa0, 4),
    paddingBytes: 0,
    now: at(0n),
  });
  const received = openKnock(secret, sent.datagram, { aead });
  if ("kind" in received) throw new Error(`KNOCK: ${received.reason}`);
  const answer = sealKnockAck(secret, received, {
    ...tools,
    paddingBytes: 0,
    now: at(1n),
    ack: {
      kind: "knockAck",
      serverRandom: countingBytes(0x80, 32),
      version: 2,
      features: 3,
      ttlMs: 300_000,
      bootId: 0x1122334455667788n,
      uptimeMs: 1_000n,
      wall: at(1n).wall,
      t2: 5_000_000_000n as MonoNs,
      t3: 5_000_200_000n as MonoNs,
      pathToken: countingBytes(0xc0, 8),
      maxEchoPps: 100,
      maxDatagramBytes: 1400,
      maxRateKbps: 200_000,
      maxBulkMs: 30_000,
      errorEstimate: 0,
      tcpPort: 0,
      bytesLeftToday: 0n,
      seenAddress: undefined,
    },
  });
  const agreement = openKnockAck(secret, sent, {
    aead,
    datagram: answer.datagram,
  });
  if ("kind" in agreement) throw new Error(`KNOCK_ACK: ${agreement.reason}`);
  const client = new Session(agreement, {
    ...tools,
    role: "client",
    since: at(0n),
  });
  const echoRequest = new Uint8Array(164);
  encodePacket({
    kind: "echoRequest",
    seq: 1,
    flags: 0,
    errorEstimate: 0,
    t1: 123_556_789n as MonoNs,
    pathToken: agreement.ack.pathToken,
  }, echoRequest);
  client.seal(echoRequest, at(2n));
  const { clientId, knock } = sent;
  return {
    secret: psk,
    keyId: secret.keyId,
    knockKey: knockKey(secret, clientId),
    knock: sent.datagram,
    ackKey: ackKey(secret, clientId, { clientRandom: knock.clientRandom }),
    ack: answer.datagram,
    ...agreement.keys,
    echoRequest,
  };
}
