import {
  type Aead,
  type AeadKey,
  NONCE_BYTES,
  type SingleMessage,
} from "./aead.ts";
import { DATA_AT } from "./bulk_packets.ts";
import {
  copyBytes,
  readU16,
  readU32,
  writeU16,
  writeU32,
  writeU64,
} from "./bytes.ts";
import { FAULT, type PacketFault } from "./fault.ts";
import {
  AT,
  BODY_OFFSET,
  HEADER_BYTES,
  isData,
  MAGIC,
  MAX_DATAGRAM_BYTES,
  OVERHEAD_BYTES,
  typeOf,
  VERSION,
} from "./header.ts";
import { ID_BYTES, labelledKey, type SecretKeys } from "./keys.ts";
import type { NonceSource } from "./nonce.ts";
import { ReplayFilter } from "./replay.ts";
import type { WallNs } from "./time.ts";

/** The header is what every message authenticates in clear. */
const HEADER_AAD = { aadBytes: HEADER_BYTES } as const;

/** The nonce of the packet in hand: key id, then `nonce_ts`. */
const NONCE = new Uint8Array(NONCE_BYTES);

/** Sealed this long before the newest packet received: dropped unopened. */
const STALE_NS = 10e9;

function takeNonce(datagram: Uint8Array): Uint8Array {
  // Loops, as it is done twice for every ECHO.
  for (let i = 0; i < ID_BYTES; i++) NONCE[i] = datagram[AT.keyId + i] ?? 0;
  for (let i = ID_BYTES; i < NONCE_BYTES; i++) {
    NONCE[i] = datagram[AT.nonceTs - ID_BYTES + i] ?? 0;
  }
  return NONCE;
}

/** What a {@linkcode Sealer} seals with. */
export interface SealerOptions {
  /** The cipher. */
  readonly aead: Aead;
  /** The key of this direction, 32 bytes. */
  readonly key: Uint8Array;
  /** Key id and instance, 8 bytes. */
  readonly clientId: Uint8Array;
  /** The process's one source of nonces. */
  readonly nonces: NonceSource;
  /** The first packet number; 0 unless said. */
  readonly firstPn?: number;
}

/** One direction of a session, sending: numbers and seals. */
export class Sealer {
  readonly #key: AeadKey;
  readonly #clientId: Uint8Array;
  readonly #nonces: NonceSource;
  #nextPn: number;

  /**
   * Starts a direction.
   *
   * @param options What to seal with.
   */
  constructor(options: SealerOptions) {
    this.#key = options.aead.withKey(options.key, HEADER_AAD);
    this.#clientId = options.clientId.slice();
    this.#nonces = options.nonces;
    this.#nextPn = options.firstPn ?? 0;
  }

  /**
   * Completes and seals, in place, what `encodePacket()` wrote.
   *
   * @param datagram Type, body and padding in their places; of DATA, the first
   * 72 bytes without the filler.
   * @param now The wall clock.
   */
  seal(datagram: Uint8Array, now: WallNs): void {
    writeU32(datagram, AT.magic, MAGIC);
    datagram[AT.version] = VERSION;
    writeU16(datagram, AT.sealedLength, datagram.length - HEADER_BYTES);
    copyBytes([this.#clientId, 0], [datagram, AT.clientId], 2 * ID_BYTES);
    writeU64(datagram, AT.nonceTs, this.#nonces.next(now));
    writeU32(datagram, AT.pn, this.#numberOf(datagram));
    this.#key.seal(datagram, takeNonce(datagram));
  }

  /** DATA is numbered by its own sequence, all else by this direction. */
  #numberOf(datagram: Uint8Array): number {
    return isData(typeOf(datagram))
      ? readU32(datagram, BODY_OFFSET + DATA_AT.seq)
      : this.#nextPn++;
  }
}

/** What an {@linkcode Opener} opens with. */
export interface OpenerOptions {
  /** The cipher. */
  readonly aead: Aead;
  /** The key of this direction, 32 bytes. */
  readonly key: Uint8Array;
}

/** One direction of a session, receiving: authenticates, refuses repeats. */
export class Opener {
  readonly #key: AeadKey;
  readonly #replay = new ReplayFilter();
  /** In ns; a double is 256 ns coarse there, and enough for ten seconds. */
  #newestNonce = 0;

  /**
   * Starts a direction.
   *
   * @param options What to open with.
   */
  constructor(options: OpenerOptions) {
    this.#key = options.aead.withKey(options.key, HEADER_AAD);
  }

  /** The highest packet number received; -1 before the first. */
  get highestPn(): number {
    return this.#replay.highest;
  }

  /**
   * Opens a datagram in place. DATA is not checked for repeats here: its
   * receiver does that, test by test.
   *
   * @param datagram What `inspect()` has passed; of DATA, the first 72 bytes.
   * @returns Why to drop it, or `undefined`: then its body may be decoded.
   */
  open(datagram: Uint8Array): PacketFault | undefined {
    const nonce = readU32(datagram, AT.nonceTs) * 2 ** 32 +
      readU32(datagram, AT.nonceTs + 4);
    if (nonce < this.#newestNonce - STALE_NS) return FAULT.stale;
    if (!this.#key.open(datagram, takeNonce(datagram))) {
      return FAULT.not_authentic;
    }
    if (nonce > this.#newestNonce) this.#newestNonce = nonce;
    if (isBodyTooLong(datagram)) return FAULT.bad_body;
    if (isData(typeOf(datagram))) return undefined;
    const isNew = this.#replay.accept(readU32(datagram, AT.pn));
    return isNew ? undefined : FAULT.replayed;
  }
}

/** What {@linkcode openOnly} opens with. */
export interface OnlyOptions {
  /** The cipher. */
  readonly aead: Aead;
  /** The secret that the key comes from. */
  readonly secret: SecretKeys;
  /** What the key is for. */
  readonly label: Uint8Array;
}

/** Where a datagram that is the only one of its key is opened. */
const OPENED = new Uint8Array(MAX_DATAGRAM_BYTES);

/** Filled in for each of them: a flood of forged ones must not allocate. */
const SINGLE: { -readonly [Name in keyof SingleMessage]: SingleMessage[Name] } =
  {
    message: OPENED,
    nonce: NONCE,
    aadBytes: HEADER_BYTES,
    root: OPENED,
    label: OPENED,
    opened: OPENED,
  };

/**
 * Opens a copy of a datagram that is the only one of its key.
 *
 * @param datagram What `inspect()` has passed; left as it is.
 * @param options What to open with.
 * @returns The copy, until the next call, or why to drop it.
 */
export function openOnly(
  datagram: Uint8Array,
  options: OnlyOptions,
): Uint8Array | PacketFault {
  if (!openCopy(datagram, options)) return FAULT.not_authentic;
  const opened = OPENED.subarray(0, datagram.length);
  return isBodyTooLong(opened) ? FAULT.bad_body : opened;
}

function openCopy(
  datagram: Uint8Array,
  { aead, secret, label }: OnlyOptions,
): boolean {
  takeNonce(datagram);
  if (aead.openSingle !== undefined) {
    SINGLE.message = datagram;
    SINGLE.root = secret.root;
    SINGLE.label = label;
    return aead.openSingle(SINGLE);
  }
  OPENED.set(datagram);
  return aead.withKey(labelledKey(secret, label), HEADER_AAD)
    .open(OPENED.subarray(0, datagram.length), NONCE);
}

function isBodyTooLong(datagram: Uint8Array): boolean {
  return readU16(datagram, AT.bodyLength) > datagram.length - OVERHEAD_BYTES;
}

/**
 * The packet's number.
 *
 * @param datagram Opened by {@linkcode Opener.open}.
 * @returns 0 to 2^32 - 1.
 */
export function pnOf(datagram: Uint8Array): number {
  return readU32(datagram, AT.pn);
}
