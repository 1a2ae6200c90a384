import {
  type Aead,
  chooseAead,
  deriveSecretKeys,
  type RandomBytes,
} from "@bufferbane/protocol";
import type { ClientKey } from "../../../server/sessions.ts";
import { ModelClient } from "./client.ts";
import { Rules } from "./rules.ts";
import { ModelServer } from "./server.ts";

/** A seeded source of chance, in [0, 1). */
export type Chance = () => number;

/** A datagram under way. */
interface UnderWay {
  readonly datagram: Uint8Array;
  /** Up: where it says that it is from. Down: where to. */
  readonly address: Uint8Array;
}

const SECRETS = [1, 2].map((byte) =>
  deriveSecretKeys(new Uint8Array(32).fill(byte))
);
const CLIENT_SECRETS = [0, 0, 1];
const KEYS: readonly ClientKey[] = SECRETS.map((secret, quotaSlot) => ({
  name: `k${quotaSlot}`,
  secret,
  quotaSlot,
}));
const AEAD: Aead = chooseAead();
const MAX_RECORDED = 64;
const STORM_KNOCKS = 60;
const THIEF_NETWORK = 203;
const YEAR_NS = 3.156e16;
const DAY_NS = 8.64e13;
const NS_PER_S = 1e9;
/** A full table is free again after all sessions' lives. */
const HEALING_S = 700;

function nativeAddress(network: number, host: number, port: number) {
  const address = new Uint8Array(16);
  address.set([2, 0, port >> 8, port & 0xff, network, 0, 113, host]);
  return address;
}

/** A server, three clients, a thief, and a line that does to datagrams what it likes. */
export class World {
  /** What must hold. */
  readonly rules = new Rules();
  /** The server. */
  readonly server: ModelServer;
  /** Two with one secret, one with another. */
  readonly clients: readonly ModelClient[];
  readonly #random: Chance;
  readonly #granted = new Set<string>();
  readonly #recorded: UnderWay[] = [];
  #up: UnderWay[] = [];
  #down: UnderWay[] = [];
  #revoked = -1;

  /** @param random The same gives the same world. */
  constructor(random: Chance) {
    this.#random = random;
    const aead = this.rules.watch(AEAD);
    const bytes: RandomBytes = (count) =>
      Uint8Array.from({ length: count }, () => this.#below(256));
    const parts = { rules: this.rules, aead, random: bytes };
    this.server = new ModelServer({
      ...parts,
      keys: KEYS,
      maxSessions: this.#pick([2, 4, 100]),
    });
    this.clients = CLIENT_SECRETS.map((index, host) =>
      new ModelClient({
        ...parts,
        secret: this.#pick(SECRETS.slice(index, index + 1)),
        address: nativeAddress(10, host, 40_000),
      }, this.server.nowNs)
    );
  }

  /** ECHOs that were answered. */
  get answers(): number {
    return this.clients.reduce((sum, { answers }) => sum + answers, 0);
  }

  /** Lets something happen, and looks whether all rules hold. */
  step(): void {
    this.#advance(this.#random() * 2e7);
    const chance = this.#random();
    const [, act] = ACTS.find(([until]) => chance < until) ?? ACTS[0] ?? [];
    if (act !== undefined) this[act]();
    this.#check();
  }

  /** Mends the line and the secrets: each client must then get an answer. */
  heal(): void {
    this.server.setKeys(KEYS);
    this.#revoked = -1;
    for (const [index, client] of this.clients.entries()) {
      const before = client.answers;
      for (let s = 0; s < HEALING_S && client.answers === before; s++) {
        const { mono } = client.now;
        if (client.dialer.dueAt <= mono) {
          this.#roundTrip(client, client.knock());
        }
        const echo = client.echo();
        if (echo !== undefined) this.#roundTrip(client, echo);
        if (client.answers === before) client.dialer.miss(mono);
        this.#advance(NS_PER_S);
      }
      if (client.answers === before) {
        this.rules.break(`client ${index} is locked out`);
      }
    }
    this.#check();
  }

  #check(): void {
    for (const { granted } of this.clients) {
      for (const name of granted) this.#granted.add(name);
    }
    this.server.checkTables(
      this.#granted,
      (address) => address[4] === THIEF_NETWORK,
    );
  }

  knock(): void {
    const client = this.#client();
    this.#send(client, client.knock());
  }

  /** More KNOCKs at once than are answered. */
  storm(): void {
    const client = this.#client();
    for (let knocks = 0; knocks < STORM_KNOCKS; knocks++) {
      this.#roundTrip(client, client.knock());
      // As many as a network may send: the limit of the secret is the lower.
      this.#advance(NS_PER_S / 20);
    }
  }

  echo(): void {
    const client = this.#client();
    if (!client.isOpen && client.dialer.dueAt <= client.now.mono) {
      return this.#send(client, client.knock());
    }
    const datagram = client.echo();
    if (datagram !== undefined) this.#send(client, datagram);
  }

  download(): void {
    const client = this.#client();
    const datagram = client.download();
    if (datagram !== undefined) this.#send(client, datagram);
  }

  deliverUp(): void {
    const one = this.#take(this.#up);
    if (one !== undefined) this.#arrive(one);
  }

  deliverDown(): void {
    const one = this.#take(this.#down);
    if (one === undefined) return;
    const text = one.address.toHex();
    // Whoever has moved away gets nothing more at the old address.
    for (const client of this.clients) {
      if (client.address.toHex() === text) client.receive(one.datagram.slice());
    }
  }

  duplicate(): void {
    const way = this.#random() < 0.5 ? this.#up : this.#down;
    const one = way[this.#below(way.length)];
    if (one !== undefined) way.push(one);
  }

  lose(): void {
    this.#take(this.#random() < 0.5 ? this.#up : this.#down);
  }

  /** What was recorded, perhaps long ago, from its own address or another. */
  replay(): void {
    const one = this.#recorded[this.#below(this.#recorded.length)];
    if (one === undefined) return;
    const address = this.#random() < 0.5 ? one.address : this.#thief();
    this.#arrive({ datagram: one.datagram, address });
  }

  /** What is still under way is there first from another address. */
  overtake(): void {
    const one = this.#up[this.#below(this.#up.length)];
    if (one === undefined) return;
    this.#arrive({ datagram: one.datagram, address: this.#thief() });
  }

  /** A bit of it is wrong. */
  forge(): void {
    const one = this.#recorded[this.#below(this.#recorded.length)];
    if (one === undefined) return;
    const datagram = one.datagram.slice();
    const at = this.#below(datagram.length);
    datagram[at] = (datagram[at] ?? 0) ^ (1 << this.#below(8));
    const reply = this.#arrive({ datagram, address: one.address });
    if (reply.length > 0) this.rules.break("a forgery was answered");
    for (const client of this.clients) client.receive(datagram.slice());
  }

  /** A reply is sent back to the server. */
  reflect(): void {
    const one = this.#down[this.#below(this.#down.length)];
    if (one === undefined) return;
    const { length } = this.#arrive(one);
    if (length > 0) this.rules.break("the server answered its own reply");
  }

  wait(): void {
    const ranges = [[0, 1], [1, 15], [15, 300], [300, 900]] as const;
    const [from, to] = this.#pick(ranges);
    this.#advance((from + this.#random() * (to - from)) * NS_PER_S);
  }

  stepServerClock(): void {
    const byNs = (this.#random() - 0.5) * this.#pick([2e9, DAY_NS, YEAR_NS]);
    this.server.libc.wallOffsetNs += BigInt(Math.round(byNs));
  }

  setClientClock(): void {
    const client = this.#client();
    const nowNs = 1.79e18;
    client.isFrozen = this.#random() < 0.2;
    const shiftsNs = [0, -nowNs, -10 * YEAR_NS, 10 * YEAR_NS, -3.6e12];
    client.setWall(nowNs + this.#pick(shiftsNs));
  }

  rebind(): void {
    const client = this.#client();
    const host = this.clients.indexOf(client) + 10 * this.#below(20);
    client.address = nativeAddress(10, host, 1024 + this.#below(60_000));
    client.dialer.hurry(client.now.mono);
  }

  restart(): void {
    this.server.restart();
  }

  revoke(): void {
    this.#revoked = this.#revoked === -1 ? this.#below(KEYS.length) : -1;
    this.server.setKeys(KEYS.filter((_, index) => index !== this.#revoked));
  }

  #send(client: ModelClient, datagram: Uint8Array): void {
    const one = { datagram, address: client.address };
    this.#up.push(one);
    this.#recorded.push(one);
    if (this.#recorded.length > MAX_RECORDED) this.#take(this.#recorded);
  }

  #arrive({ datagram, address }: UnderWay): Uint8Array {
    const reply = this.server.receive(datagram, address);
    if (reply.length > 0) this.#down.push({ datagram: reply, address });
    return reply;
  }

  #roundTrip(client: ModelClient, datagram: Uint8Array): void {
    const reply = this.server.receive(datagram, client.address);
    if (reply.length > 0) client.receive(reply);
  }

  #advance(ns: number): void {
    // At least 1 ns: no real clock says the same twice after a restart.
    const wholeNs = 1 + Math.round(ns);
    this.server.advance(wholeNs);
    for (const client of this.clients) client.advance(wholeNs);
  }

  #thief(): Uint8Array {
    return nativeAddress(THIEF_NETWORK, this.#below(3), 5000);
  }

  #client(): ModelClient {
    return this.#pick(this.clients);
  }

  #take(from: UnderWay[]): UnderWay | undefined {
    return from.splice(this.#below(from.length), 1)[0];
  }

  #below(limit: number): number {
    return Math.floor(this.#random() * limit);
  }

  #pick<T>(from: readonly T[]): T {
    const picked = from[this.#below(from.length)];
    if (picked === undefined) throw new RangeError("Cannot pick from nothing");
    return picked;
  }
}

/** What happens, and its share of all steps. */
const SHARES = [
  ["echo", 30],
  ["deliverUp", 28],
  ["deliverDown", 24],
  ["knock", 3],
  ["download", 2],
  ["duplicate", 4],
  ["lose", 5],
  ["replay", 6],
  ["overtake", 3],
  ["forge", 3],
  ["reflect", 1],
  ["wait", 3],
  ["stepServerClock", 2],
  ["setClientClock", 2],
  ["rebind", 3],
  ["restart", 1],
  ["revoke", 1],
  ["storm", 0.3],
] as const;

const ALL = SHARES.reduce((sum, [, share]) => sum + share, 0);
let soFar = 0;
const ACTS = SHARES.map(([act, share]) =>
  [(soFar += share) / ALL, act] as const
);
