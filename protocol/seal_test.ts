import {
  deepStrictEqual,
  notDeepStrictEqual,
  ok,
  strictEqual,
} from "node:assert/strict";
import {
  AT,
  datagramBytes,
  decodePacket,
  encodePacket,
  type FaultReason,
  isData,
  type MonoNs,
  nativeAead,
  NonceSource,
  Opener,
  type Packet,
  pnOf,
  Sealer,
  typeOf,
  type WallNs,
} from "./mod.ts";
import { countingBytes, GOLDEN_PACKETS } from "../tests/vectors/golden.ts";

const aead = nativeAead;
const KEY = countingBytes(1, 32);
const CLIENT_ID = countingBytes(0xa0, 8);
const NOW = 1_760_000_000_000_000_000n as WallNs;

function sealer(nonces = new NonceSource()): Sealer {
  return new Sealer({ aead, key: KEY, clientId: CLIENT_ID, nonces });
}

function opener(key = KEY): Opener {
  return new Opener({ aead, key });
}

function sealed(by: Sealer, packet: Packet, now = NOW): Uint8Array {
  const datagram = new Uint8Array(datagramBytes(packet));
  encodePacket(packet, datagram);
  by.seal(datagram, now);
  return datagram;
}

function echo(seq: number): Packet {
  return {
    kind: "echoRequest",
    seq,
    flags: 0,
    errorEstimate: 0,
    t1: 1n as MonoNs,
    pathToken: new Uint8Array(8),
  };
}

function reasonOf(by: Opener, datagram: Uint8Array): FaultReason | undefined {
  return by.open(datagram.slice())?.reason;
}

Deno.test("open() gives back what seal() took, numbered from 0", () => {
  const [from, to] = [sealer(), opener()];
  for (const [i, packet] of GOLDEN_PACKETS.entries()) {
    const datagram = sealed(from, packet);
    const isNumbered = !isData(typeOf(datagram));
    strictEqual(to.open(datagram), undefined, packet.kind);
    deepStrictEqual(decodePacket(datagram), packet);
    if (isNumbered && i < 5) strictEqual(pnOf(datagram), i);
  }
});

Deno.test("seal() takes DATA's own sequence for its number", () => {
  const from = sealer();
  const data = GOLDEN_PACKETS.find(({ kind }) => kind === "throughputData");
  if (data?.kind !== "throughputData") throw new Error("No DATA golden");
  const datagram = sealed(from, data);
  const to = opener();
  strictEqual(to.open(datagram), undefined);
  strictEqual(pnOf(datagram), data.seq);
  strictEqual(to.highestPn, -1, "DATA does not move the session's window");
  const next = sealed(from, echo(1));
  strictEqual(to.open(next), undefined);
  strictEqual(pnOf(next), 0, "nor the session's count");
});

Deno.test("open() refuses what is not authentic, new and recent", () => {
  const from = sealer();
  const to = opener();
  const first = sealed(from, echo(1));
  const second = sealed(from, echo(2));
  const other = opener(countingBytes(2, 32));
  strictEqual(reasonOf(other, first), "not_authentic");
  strictEqual(reasonOf(to, second), undefined);
  strictEqual(reasonOf(to, second), "replayed");
  strictEqual(reasonOf(to, first), undefined, "late, but new");
  strictEqual(reasonOf(to, first), "replayed");
  const later = sealed(from, echo(3), NOW + 10_100_000_000n as WallNs);
  strictEqual(reasonOf(to, later), undefined);
  strictEqual(reasonOf(to, first), "stale", "not even decrypted");
});

Deno.test("open() refuses every flipped bit of every kind", () => {
  for (const packet of GOLDEN_PACKETS) {
    const datagram = sealed(sealer(), packet);
    const to = opener();
    for (let bit = 0; bit < 8 * datagram.length; bit++) {
      const forged = datagram.slice();
      forged[bit >> 3] = (forged[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      const fault = to.open(forged);
      ok(fault !== undefined, `${packet.kind}, bit ${bit}`);
    }
    strictEqual(reasonOf(to, datagram), undefined, "and was not thrown off");
  }
});

Deno.test("open() refuses a body said to be longer than its datagram", () => {
  const from = sealer();
  const datagram = new Uint8Array(164);
  encodePacket(echo(1), datagram);
  datagram[AT.bodyLength] = 1;
  from.seal(datagram, NOW);
  strictEqual(reasonOf(opener(), datagram), "bad_body");
  // Of 164 bytes 48 are none of the body.
  for (
    const [bytes, reason] of [[116, undefined], [117, "bad_body"]] as const
  ) {
    encodePacket(echo(1), datagram);
    datagram[AT.bodyLength + 1] = bytes;
    from.seal(datagram, NOW);
    strictEqual(reasonOf(opener(), datagram), reason, `${bytes}`);
  }
});

Deno.test("open() refuses numbers near the end of 2^32", () => {
  const firstPn = 2 ** 32 - 8193;
  const nonces = new NonceSource();
  const from = new Sealer({
    aead,
    nonces,
    firstPn,
    key: KEY,
    clientId: CLIENT_ID,
  });
  const to = opener();
  strictEqual(reasonOf(to, sealed(from, echo(1))), undefined);
  strictEqual(reasonOf(to, sealed(from, echo(2))), "replayed");
});

Deno.test("seal() never uses a nonce twice, whatever shares the source", () => {
  const nonces = new NonceSource();
  const senders = [sealer(nonces), sealer(nonces), sealer(nonces)];
  const seen = new Set<string>();
  for (let i = 0; i < 3_000; i++) {
    const from = senders[i % 3];
    if (from === undefined) throw new Error("Three senders");
    const clock = NOW - (BigInt(i % 7) * 1_000_000_000n);
    const datagram = sealed(from, echo(i), clock as WallNs);
    seen.add(datagram.subarray(AT.clientId, 24).toHex());
  }
  strictEqual(seen.size, 3_000);
});

Deno.test("seal() of the same packet twice gives different bytes", () => {
  const from = sealer();
  notDeepStrictEqual(sealed(from, echo(1)), sealed(from, echo(1)));
});

Deno.test("open() takes what was sealed up to ten seconds before the newest", () => {
  // A double holds such times in steps of 256 ns.
  const newest = NOW - NOW % 2n ** 32n + 4_096n;
  const cases: readonly [agoNs: bigint, reason: FaultReason | undefined][] = [
    [1n, undefined],
    [2n ** 32n, undefined],
    [9_999_999_488n, undefined],
    [10_000_000_000n, undefined],
    [10_000_000_512n, "stale"],
    [2n ** 34n, "stale"],
    [2n ** 60n, "stale"],
  ];
  for (const [agoNs, reason] of cases) {
    const to = opener();
    const others = new Sealer({
      aead,
      key: KEY,
      clientId: CLIENT_ID,
      nonces: new NonceSource(),
      firstPn: 7,
    });
    const older = sealed(others, echo(1), newest - agoNs as WallNs);
    const first = sealed(sealer(), echo(0), newest as WallNs);
    strictEqual(reasonOf(to, first), undefined);
    strictEqual(reasonOf(to, older), reason, `${agoNs} ns ago`);
  }
});
