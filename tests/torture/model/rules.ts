import {
  type Aead,
  instanceOf,
  keyIdOf,
  TYPE,
  typeOf,
} from "@bufferbane/protocol";

/** A secret's KNOCK_ACKs: so many at once, and so many a second after that. */
const ACKS = { burst: 20, perSecond: 5 };
/** For how long a server must remember a KNOCK, ns. */
const KNOCK_MEMORY_NS = 600_000_000_000;
/** How long a session lives, ns. */
const SESSION_NS = 300_000_000_000;

/** One datagram and what the server said to it. */
export interface Exchanged {
  /** As it arrived. */
  readonly request: Uint8Array;
  /** Empty: silence. */
  readonly reply: Uint8Array;
  /** True time, ns. */
  readonly nowNs: number;
  /** Which start of the server it was. */
  readonly start: number;
  /** Whether the server may know the secret of the request now. */
  readonly isKnownSecret: boolean;
}

/**
 * What must hold of every datagram, whatever happened before. A rule that is
 * broken is a sentence; the first one is kept.
 */
export class Rules {
  /** The first rule that was broken. */
  broken: string | undefined;
  /** Datagrams that were answered so far. */
  answered = 0;
  readonly #nonces = new Set<string>();
  readonly #answered = new Set<string>();
  readonly #knocks = new Map<string, number>();
  readonly #acks = new Map<string, { count: number; sinceNs: number }>();
  readonly #begunNs = new Map<string, number>();

  /** Notes that a rule is broken. */
  break(sentence: string): void {
    this.broken ??= sentence;
  }

  /** A cipher that watches that no nonce is used twice with a key. */
  watch(aead: Aead): Aead {
    return {
      name: aead.name,
      withKey: (key, options) => {
        const real = aead.withKey(key, options);
        const name = key.toHex();
        return {
          open: (message, nonce) => real.open(message, nonce),
          seal: (message, nonce) => {
            const use = name + nonce.toHex();
            if (this.#nonces.has(use)) this.break("a nonce was used twice");
            this.#nonces.add(use);
            real.seal(message, nonce);
          },
        };
      },
    };
  }

  /** Looks at one datagram and its answer. */
  check(exchanged: Exchanged): void {
    const { request, reply, isKnownSecret } = exchanged;
    if (reply.length === 0) return;
    this.answered += 1;
    if (reply.length > request.length) {
      this.break(`${reply.length} bytes answered ${request.length}`);
    }
    if (!isKnownSecret) this.break("a secret that is gone was answered");
    if (typeOf(request) === TYPE.knock) this.#checkKnock(exchanged);
    else this.#checkInSession(exchanged);
  }

  #checkKnock({ request, nowNs, start }: Exchanged): void {
    const tag = tagOf(request);
    const seenNs = this.#knocks.get(`${start} ${tag}`);
    if (seenNs !== undefined && nowNs - seenNs < KNOCK_MEMORY_NS) {
      this.break("a KNOCK was answered twice");
    }
    this.#knocks.set(`${start} ${tag}`, nowNs);
    this.#begunNs.set(nameOf(request), nowNs);
    const key = `${start} ${keyIdOf(request)}`;
    const acks = this.#acks.get(key) ?? { count: 0, sinceNs: nowNs };
    this.#acks.set(key, acks);
    acks.count += 1;
    const allowed = ACKS.burst + ACKS.perSecond * (nowNs - acks.sinceNs) / 1e9;
    if (acks.count > allowed + 1) this.break("too many KNOCK_ACKs");
  }

  #checkInSession({ request, nowNs }: Exchanged): void {
    const tag = tagOf(request);
    if (this.#answered.has(tag)) this.break("a replay was answered");
    this.#answered.add(tag);
    const begunNs = this.#begunNs.get(nameOf(request)) ?? -Infinity;
    if (nowNs - begunNs > SESSION_NS) this.break("an old session was answered");
  }
}

/** Key id and instance: a session's name. */
export function nameOf(datagram: Uint8Array): string {
  return `${keyIdOf(datagram)} ${instanceOf(datagram)}`;
}

/** The last 16 bytes: no two datagrams have the same. */
function tagOf(datagram: Uint8Array): string {
  return datagram.subarray(-16).toHex();
}
