import {
  type Agreement,
  EchoLedger,
  ID_BYTES,
  type MonoNs,
  Paths,
  type SecretKeys,
  type SessionEnd,
} from "@bufferbane/protocol";
import { CONTROL, type SharedMemory } from "./shared.ts";

/** A shared secret that may open sessions. */
export interface ClientKey {
  /** Whose it is, for people. */
  readonly name: string;
  /** Prepared for use. */
  readonly secret: SecretKeys;
  /** Its place in what all threads count: 0 to `MAX_KEYS` - 1. */
  readonly quotaSlot: number;
}

/** How many sessions there may be. */
export interface SessionCaps {
  /** Confirmed, of all threads together. */
  readonly confirmed: number;
  /** Confirmed, with one secret. */
  readonly confirmedPerKey: number;
  /** Embryonic, in this thread. */
  readonly embryonic: number;
  /** Embryonic, with one secret, in this thread. */
  readonly embryonicPerKey: number;
}

/** A secret and its sessions in this thread. */
export interface KeySessions {
  /** The secret. */
  readonly key: ClientKey;
  /** By instance; with the key id it names the session. */
  readonly byInstance: ReadonlyMap<number, ServerSession>;
}

/** One client's session as the server keeps it. */
export interface ServerSession {
  /** Its name, together with the key id. */
  readonly instance: number;
  /** Its place in this thread's tables of limits. */
  readonly slot: number;
  /** Whose. */
  readonly owner: KeySessions;
  /** Seals and opens. */
  readonly session: SessionEnd;
  /** Where the client is. */
  readonly paths: Paths;
  /** Which of its ECHOs have arrived. */
  readonly ledger: EchoLedger;
  /** What was agreed: kept only where it is needed, for load tests. */
  readonly agreement: Agreement | undefined;
  /** Whether the client has proven that it got the KNOCK_ACK. */
  readonly isConfirmed: boolean;
  /** Which part of what came lately by its paths was forged, 0 to 1. */
  forgedShare: number;
}

/** What a new session is made of. */
export interface Beginning {
  /** The instance of its KNOCK. */
  readonly instance: number;
  /** From the handshake. */
  readonly session: SessionEnd;
  /** For load tests; left out if the client wants none. */
  readonly agreement?: Agreement | undefined;
  /** Where its KNOCK came from, as a native socket address; kept. */
  readonly address: Uint8Array;
  /** What its KNOCK_ACK carried. */
  readonly pathToken: Uint8Array;
}

interface Entry extends ServerSession {
  readonly owner: Owner;
  isConfirmed: boolean;
  /** Its place among the embryonic ones; -1 once confirmed. */
  embryonicAt: number;
}

interface Owner extends KeySessions {
  key: ClientKey;
  readonly byInstance: Map<number, Entry>;
  embryonic: number;
}

/**
 * The sessions of one thread, none more than allowed. A full table of
 * embryonic sessions loses one by chance for each new one, so that nobody can
 * fill it for long; a full table of confirmed ones takes no more.
 */
export class Sessions {
  readonly #caps: SessionCaps;
  readonly #shared: SharedMemory;
  readonly #random: () => number;
  readonly #owners = new Map<number, Owner>();
  readonly #embryonic: Entry[] = [];
  readonly #freeSlots: number[] = [];
  #slots = 0;
  #confirmed = 0;

  /**
   * Starts empty.
   *
   * @param caps How many there may be.
   * @param options What all threads count, and chance: a number in [0, 1).
   */
  constructor(
    caps: SessionCaps,
    options: { readonly shared: SharedMemory; readonly random: () => number },
  ) {
    this.#caps = caps;
    this.#shared = options.shared;
    this.#random = options.random;
  }

  /** Confirmed sessions in this thread. */
  get confirmed(): number {
    return this.#confirmed;
  }

  /** Embryonic sessions in this thread. */
  get embryonic(): number {
    return this.#embryonic.length;
  }

  /** How many slots there can ever be. */
  static slotsFor(caps: SessionCaps): number {
    return caps.confirmed + caps.embryonic;
  }

  /**
   * Says which secrets count from now on. The sessions of one that is gone die
   * at once; those of one that stays live on.
   *
   * @param keys All of them.
   */
  setKeys(keys: readonly ClientKey[]): void {
    const byId = new Map(keys.map((key) => [idOf(key), key]));
    for (const [id, owner] of this.#owners) {
      const key = byId.get(id);
      if (key !== undefined) owner.key = key;
      else {
        for (const entry of owner.byInstance.values()) this.#remove(entry);
        this.#owners.delete(id);
      }
    }
    for (const [id, key] of byId) {
      if (this.#owners.has(id)) continue;
      this.#owners.set(id, { key, byInstance: new Map(), embryonic: 0 });
    }
  }

  /** The names of all secrets. */
  get keyIds(): readonly number[] {
    return [...this.#owners.keys()];
  }

  /** The secret of a key id, and its sessions. */
  ownerOf(keyId: number): KeySessions | undefined {
    return this.#owners.get(keyId);
  }

  /** Whether a secret may have no further session now. */
  isFull({ key }: KeySessions): boolean {
    const { control, sessionsByKey } = this.#shared;
    return Atomics.load(control, CONTROL.sessions) >= this.#caps.confirmed ||
      Atomics.load(sessionsByKey, key.quotaSlot) >= this.#caps.confirmedPerKey;
  }

  /**
   * Keeps a session that nobody has confirmed yet.
   *
   * @param keySessions From {@linkcode ownerOf}.
   * @param beginning What it is made of.
   */
  begin(keySessions: KeySessions, beginning: Beginning): ServerSession {
    const owner = this.#ownOwner(keySessions);
    this.#makeRoom(owner);
    const entry: Entry = {
      instance: beginning.instance,
      slot: this.#freeSlots.pop() ?? this.#slots++,
      owner,
      session: beginning.session,
      agreement: beginning.agreement,
      paths: new Paths(beginning.address, beginning.pathToken),
      ledger: new EchoLedger(),
      isConfirmed: false,
      forgedShare: 0,
      embryonicAt: this.#embryonic.length,
    };
    owner.byInstance.set(beginning.instance, entry);
    owner.embryonic += 1;
    this.#embryonic.push(entry);
    return entry;
  }

  /**
   * Takes a session for good after its first packet has opened. If the table
   * has filled up meanwhile, the session is gone.
   *
   * @returns Whether it lives.
   */
  confirm(session: ServerSession): boolean {
    const entry = this.#ownEntry(session);
    if (this.isFull(entry.owner)) {
      this.#remove(entry);
      return false;
    }
    this.#leaveEmbryonic(entry);
    entry.isConfirmed = true;
    this.#countConfirmed(entry, 1);
    return true;
  }

  /** Whether a session is still kept. */
  holds({ owner, instance }: ServerSession): boolean {
    return this.#owners.get(idOf(owner.key))?.byInstance.has(instance) ?? false;
  }

  /** Forgets the sessions whose time is over. */
  sweep(now: MonoNs): void {
    for (const owner of this.#owners.values()) {
      for (const entry of owner.byInstance.values()) {
        if (entry.session.state(now) === "expired") this.#remove(entry);
      }
    }
  }

  #makeRoom(owner: Owner): void {
    if (owner.embryonic >= this.#caps.embryonicPerKey) {
      this.#evictOneOf(
        this.#embryonic.filter((entry) => entry.owner === owner),
      );
    } else if (this.#embryonic.length >= this.#caps.embryonic) {
      this.#evictOneOf(this.#embryonic);
    }
  }

  #evictOneOf(entries: readonly Entry[]): void {
    const entry = entries[Math.floor(this.#random() * entries.length)];
    if (entry !== undefined) this.#remove(entry);
  }

  #remove(entry: Entry): void {
    entry.owner.byInstance.delete(entry.instance);
    this.#freeSlots.push(entry.slot);
    if (entry.isConfirmed) this.#countConfirmed(entry, -1);
    else this.#leaveEmbryonic(entry);
  }

  #leaveEmbryonic(entry: Entry): void {
    const last = this.#embryonic.pop();
    if (last !== undefined && last !== entry) {
      this.#embryonic[entry.embryonicAt] = last;
      last.embryonicAt = entry.embryonicAt;
    }
    entry.embryonicAt = -1;
    entry.owner.embryonic -= 1;
  }

  #countConfirmed({ owner }: Entry, change: 1 | -1): void {
    const { control, sessionsByKey } = this.#shared;
    this.#confirmed += change;
    Atomics.add(control, CONTROL.sessions, change);
    Atomics.add(sessionsByKey, owner.key.quotaSlot, change);
  }

  #ownOwner({ key }: KeySessions): Owner {
    const owner = this.#owners.get(idOf(key));
    if (owner === undefined) {
      throw new TypeError("Cannot use a secret that was taken away");
    }
    return owner;
  }

  #ownEntry({ owner, instance }: ServerSession): Entry {
    const entry = this.#ownOwner(owner).byInstance.get(instance);
    if (entry === undefined) {
      throw new TypeError("Cannot use a session that is gone");
    }
    return entry;
  }
}

/** The key id as a number, as datagrams give it. */
function idOf({ secret: { keyId } }: ClientKey): number {
  const view = new DataView(keyId.buffer, keyId.byteOffset, ID_BYTES);
  return view.getUint32(0);
}
