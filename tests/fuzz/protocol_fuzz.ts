/**
 * One step of fuzzing the protocol: takes a golden datagram, spoils it in one
 * of several ways, and says what must not have happened, if it did.
 *
 * @module
 */

import {
  AT,
  DATA_SEALED_BYTES,
  decodePacket,
  decodePreface,
  inspect,
  isData,
  nativeAead,
  nobleAead,
  NonceSource,
  Opener,
  Sealer,
  typeOf,
} from "../../protocol/mod.ts";
import {
  GOLDEN_CLIENT_ID,
  GOLDEN_KEY,
  GOLDEN_PACKETS,
  GOLDEN_PREFACE,
  GOLDEN_WALL,
  sealGolden,
} from "../vectors/golden.ts";
import { below, type Chance, pick } from "./chance.ts";

/** As long as DATA says it is, in the goldens. */
const DATA_BYTES = 1200;

const GOLDENS = [...GOLDEN_PACKETS, GOLDEN_PREFACE].map((packet) => {
  const sealed = sealGolden(packet, { aead: nobleAead });
  const whole = new Uint8Array(
    packet.kind.endsWith("Data") ? DATA_BYTES : sealed.length,
  );
  whole.set(sealed);
  return { packet, whole };
});

/** What a receiver does with a datagram, up to reading its fields. */
function receive(datagram: Uint8Array): { readonly kind: string } {
  const fault = inspect(datagram);
  if (fault !== undefined) return fault;
  const sealed = isData(typeOf(datagram))
    ? datagram.subarray(0, DATA_SEALED_BYTES)
    : datagram;
  const opener = new Opener({ aead: nativeAead, key: GOLDEN_KEY });
  return opener.open(sealed) ?? decodePacket(sealed);
}

function expectFault(what: string, datagram: Uint8Array): string | undefined {
  const { kind } = receive(datagram);
  return kind === "fault" ? undefined : `${what} was taken for a ${kind}`;
}

/** Any single wrong bit must be noticed, but in filler, which is not read. */
function flipBit(random: Chance): string | undefined {
  const { packet, whole } = pick(random, GOLDENS);
  if (packet.kind === "tcpPreface") return undefined; // goes over TCP
  const isFilled = packet.kind.endsWith("Data");
  const bits = 8 * (isFilled ? DATA_SEALED_BYTES : whole.length);
  const bit = below(random, bits);
  const forged = whole.slice();
  forged[bit >> 3] = (forged[bit >> 3] ?? 0) ^ (1 << (bit & 7));
  return expectFault(`${packet.kind} with bit ${bit} flipped`, forged);
}

/** Cut, or followed by more. */
function changeLength(random: Chance): string | undefined {
  const { packet, whole } = pick(random, GOLDENS);
  if (packet.kind === "tcpPreface" || packet.kind.endsWith("Data")) {
    return undefined; // a stream; filler of any length
  }
  const length = below(random, 1600);
  if (length === whole.length) return undefined;
  const forged = new Uint8Array(length);
  forged.set(whole.subarray(0, length));
  return expectFault(`${packet.kind} of ${length} bytes`, forged);
}

/** A few bytes of header and lengths anew. */
function mangleHeader(random: Chance): string | undefined {
  const { packet, whole } = pick(random, GOLDENS);
  const forged = whole.slice();
  const changes = 1 + below(random, 6);
  for (let i = 0; i < changes; i++) {
    forged[below(random, AT.pn)] = below(random, 256);
  }
  const isSame = forged.every((byte, i) => byte === whole[i]);
  if (isSame) return undefined;
  return expectFault(`${packet.kind} with a mangled header`, forged);
}

/** Nothing of ours, though it may begin like it. */
function makeUp(random: Chance): string | undefined {
  const datagram = Uint8Array.from(
    { length: below(random, 400) },
    () => below(random, 256),
  );
  if (random() < 0.5) {
    datagram.set([0x42, 0x46, 0x42, 0x4e, 2].slice(0, datagram.length));
  }
  return expectFault("garbage", datagram);
}

/**
 * Authentic nonsense: whoever has the key may say anything, and must get a
 * packet or a fault for it, nothing else.
 */
function sealNonsense(random: Chance): string | undefined {
  const { packet, whole } = pick(random, GOLDENS);
  const isFilled = packet.kind.endsWith("Data");
  let length = random() < 0.5 ? whole.length : 48 + below(random, 400);
  if (isFilled) length = DATA_SEALED_BYTES;
  const datagram = Uint8Array.from({ length }, () => below(random, 256));
  datagram[AT.type] = typeOf(whole);
  if (random() < 0.8) datagram[AT.bodyLength] = 0;
  new Sealer({
    aead: nativeAead,
    key: GOLDEN_KEY,
    clientId: GOLDEN_CLIENT_ID,
    nonces: new NonceSource(),
  }).seal(datagram, GOLDEN_WALL);
  if (inspect(datagram) !== undefined) return undefined;
  const opener = new Opener({ aead: nativeAead, key: GOLDEN_KEY });
  const result = opener.open(datagram) ?? decodePacket(datagram);
  decodePreface(datagram); // must not throw either
  return result.kind === "fault" || result.kind === packet.kind ||
      packet.kind === "tcpPreface"
    ? undefined
    : `a ${packet.kind} full of nonsense was read as a ${result.kind}`;
}

/** Both ciphers must make the same of anything. */
function crossSeal(random: Chance): string | undefined {
  const bytes = (length: number) =>
    Uint8Array.from({ length }, () => below(random, 256));
  const [key, nonce] = [bytes(32), bytes(12)];
  const aadBytes = below(random, 40);
  const left = bytes(aadBytes + below(random, 300) + 16);
  const right = left.slice();
  nobleAead.withKey(key, { aadBytes }).seal(left, nonce);
  const native = nativeAead.withKey(key, { aadBytes });
  native.seal(right, nonce);
  if (left.some((byte, i) => byte !== right[i])) return "the ciphers disagree";
  return native.open(left, nonce) ? undefined : "own seal refused";
}

const WAYS: readonly ((random: Chance) => string | undefined)[] = [
  flipBit,
  changeLength,
  mangleHeader,
  makeUp,
  sealNonsense,
  crossSeal,
];

/**
 * Does one step.
 *
 * @param random Where chance comes from; the same gives the same step.
 * @returns What went wrong, or `undefined`.
 */
export function fuzzStep(random: Chance): string | undefined {
  return pick(random, WAYS)(random);
}
