import { type Aead, chooseAead } from "@bufferbane/protocol";
import {
  CLIENT_SECRETS,
  clientAddress,
  isThiefs,
  KEYS,
  thiefAddress,
} from "./cast.ts";
import { ModelClient } from "./client.ts";
import { Dice } from "./dice.ts";
import { Rules } from "./rules.ts";
import { ModelServer } from "./server.ts";

/** A datagram under way. */
interface UnderWay {
  readonly datagram: Uint8Array;
  /** Up: where it says that it is from. Down: where to. */
  readonly address: Uint8Array;
}

const AEAD: Aead = chooseAead();
const MAX_RECORDED = 64;
const STORM_KNOCKS = 60;
const YEAR_NS = 3.156e16;
const DAY_NS = 8.64e13;
const NS_PER_S = 1e9;
/** A full table is free again after all sessions' lives. */
const HEALING_S = 700;

/** A server, three clients, a thief, and a line that does to datagrams what it likes. */
export class World {
  /** What must hold. */
  readonly rules = new Rules();
  /** The server. */
  readonly server: ModelServer;
  /** Two with one secret, one with another. */
  readonly clients: readonly ModelClient[];
  readonly #dice: Dice;
  readonly #granted = new Set<string>();
  readonly #recorded: UnderWay[] = [];
  #up: UnderWay[] = [];
  #down: UnderWay[] = [];
  #revoked = -1;

  /** @param random A seeded source: the same gives the same world. */
  constructor(random: () => number) {
    this.#dice = new Dice(random);
    const aead = this.rules.watch(AEAD);
    const parts = { rules: this.rules, aead, random: this.#dice.bytes };
    this.server = new ModelServer({
      ...parts,
      keys: KEYS,
      maxSessions: this.#dice.pick([2, 4, 100]),
    });
    const { nowNs } = this.server;
    this.clients = CLIENT_SECRETS.map((secret, host) => {
      const address = clientAddress(host, 40_000);
      return new ModelClient({ ...parts, secret, address }, nowNs);
    });
  }

  /** Lets something happen, and looks whether all rules hold. */
  step(): void {
    this.#advance(this.#dice.share() * 2e7);
    const chance = this.#dice.share();
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
    this.server.checkTables(this.#granted, isThiefs);
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
    const one = this.#dice.take(this.#up);
    if (one !== undefined) this.#arrive(one);
  }

  deliverDown(): void {
    const one = this.#dice.take(this.#down);
    if (one === undefined) return;
    const text = one.address.toHex();
    // Whoever has moved away gets nothing more at the old address.
    for (const client of this.clients) {
      if (client.address.toHex() === text) client.receive(one.datagram.slice());
    }
  }

  duplicate(): void {
    const way = this.#dice.share() < 0.5 ? this.#up : this.#down;
    const one = this.#dice.pickAny(way);
    if (one !== undefined) way.push(one);
  }

  lose(): void {
    this.#dice.take(this.#dice.share() < 0.5 ? this.#up : this.#down);
  }

  /** What was recorded, perhaps long ago, from its own address or another. */
  replay(): void {
    const one = this.#dice.pickAny(this.#recorded);
    if (one === undefined) return;
    const address = this.#dice.share() < 0.5 ? one.address : this.#thief();
    this.#arrive({ datagram: one.datagram, address });
  }

  /** What is still under way is there first from another address. */
  overtake(): void {
    const one = this.#dice.pickAny(this.#up);
    if (one === undefined) return;
    this.#arrive({ datagram: one.datagram, address: this.#thief() });
  }

  /** A bit of it is wrong. */
  forge(): void {
    const one = this.#dice.pickAny(this.#recorded);
    if (one === undefined) return;
    const datagram = one.datagram.slice();
    const at = this.#dice.below(datagram.length);
    datagram[at] = (datagram[at] ?? 0) ^ (1 << this.#dice.below(8));
    const reply = this.#arrive({ datagram, address: one.address });
    if (reply.length > 0) this.rules.break("a forgery was answered");
    for (const client of this.clients) client.receive(datagram.slice());
  }

  /** A reply is sent back to the server. */
  reflect(): void {
    const one = this.#dice.pickAny(this.#down);
    if (one === undefined) return;
    const { length } = this.#arrive(one);
    if (length > 0) this.rules.break("the server answered its own reply");
  }

  wait(): void {
    const ranges = [[0, 1], [1, 15], [15, 300], [300, 900]] as const;
    const [from, to] = this.#dice.pick(ranges);
    this.#advance((from + this.#dice.share() * (to - from)) * NS_PER_S);
  }

  stepServerClock(): void {
    const byNs = (this.#dice.share() - 0.5) *
      this.#dice.pick([2e9, DAY_NS, YEAR_NS]);
    this.server.libc.wallOffsetNs += BigInt(Math.round(byNs));
  }

  setClientClock(): void {
    const client = this.#client();
    const nowNs = 1.79e18;
    client.isFrozen = this.#dice.share() < 0.2;
    const shiftsNs = [0, -nowNs, -10 * YEAR_NS, 10 * YEAR_NS, -3.6e12];
    client.setWall(nowNs + this.#dice.pick(shiftsNs));
  }

  rebind(): void {
    const client = this.#client();
    const host = this.clients.indexOf(client) + 10 * this.#dice.below(20);
    client.address = clientAddress(host, 1024 + this.#dice.below(60_000));
    client.dialer.hurry(client.now.mono);
  }

  restart(): void {
    this.server.restart();
  }

  revoke(): void {
    this.#revoked = this.#revoked === -1 ? this.#dice.below(KEYS.length) : -1;
    this.server.setKeys(KEYS.filter((_, index) => index !== this.#revoked));
  }

  #send(client: ModelClient, datagram: Uint8Array): void {
    const one = { datagram, address: client.address };
    this.#up.push(one);
    this.#recorded.push(one);
    if (this.#recorded.length > MAX_RECORDED) this.#dice.take(this.#recorded);
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
    return thiefAddress(this.#dice.below(3));
  }

  #client(): ModelClient {
    return this.#dice.pick(this.clients);
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
