import { LibcError } from "@bufferbane/ffi";
import {
  BULK_MODE,
  BULK_REASON,
  type ThroughputStats,
} from "@bufferbane/protocol";
import type { Refusal } from "../handlers/refuse.ts";
import type { ServerSession } from "../sessions.ts";
import { type BulkLoad, GRANT_MS } from "./bulk_load.ts";
import type { TcpDoor } from "./door.ts";
import { Endings } from "./endings.ts";
import { Entrance, type EntranceOptions } from "./entrance.ts";
import { Grants, type GrantsOptions } from "./grants.ts";
import { Load } from "./load.ts";
import { faultOf, leastBytesOf, type LoadAsk, refusal } from "./load_ask.ts";
import { BulkSlot, type Hold } from "./slot.ts";
import { type Allowance, Spending, type SpendingTools } from "./spending.ts";

/** How often flows are looked at. */
const TICK_MS = 100;

/** A slot outlives its load by this, for who is late. */
const SPARE_MS = 2_000;

/** What the operator allows. */
export interface LoadPolicy extends Allowance {
  /** The highest rate over UDP, kbit/s, IP headers included. */
  readonly maxRateKbps: number;
}

/** What {@linkcode LoadTests} works with. */
export interface LoadTestsOptions
  extends LoadPolicy, GrantsOptions, EntranceOptions, SpendingTools {}

/** The load test of one thread: at most one, of one or two directions. */
export class LoadTests implements Disposable {
  readonly #options: LoadTestsOptions;
  readonly #slot: BulkSlot;
  readonly #spending: Spending;
  readonly #entrance: Entrance;
  readonly #grants: Grants;
  #loads: BulkLoad[] = [];
  readonly #endings = new Endings();
  /** The slot, while a load of this thread holds it for itself. */
  #ownHold: Hold | undefined;
  #tickedAtMs = 0;

  /** Without doors there are no load tests over TCP. */
  constructor(options: LoadTestsOptions) {
    this.#options = options;
    this.#grants = new Grants(options);
    this.#slot = new BulkSlot(options.shared);
    this.#spending = new Spending(options, options);
    this.#entrance = new Entrance(options, () => this.#loads);
  }

  /** Whether there are load tests at all. */
  get isOpen(): boolean {
    return this.#options.maxDailyBytes > 0;
  }

  /** The port to connect to; 0 = there are no load tests over TCP. */
  get tcpPort(): number {
    const isOpen = this.isOpen && this.#entrance.hasDoors;
    return isOpen ? this.#options.tcpPort : 0;
  }

  /** The highest rate over UDP; 0 = there are no load tests. */
  get maxRateKbps(): number {
    return this.isOpen ? this.#options.maxRateKbps : 0;
  }

  /** How long the thread may sleep. */
  get turnMs(): number {
    const turnsMs = this.#loads.map((load) => load.turnMs);
    return Math.min(this.#entrance.turnMs, ...turnsMs);
  }

  /** Takes a listener over. */
  addDoor(door: TcpDoor): void {
    this.#entrance.addDoor(door);
  }

  /** What a secret may still use today, in bytes. */
  leftToday(session: { readonly quotaSlot: number }): number {
    const { wall } = this.#options.clock.now;
    return this.#spending.leftToday(session.quotaSlot, wall);
  }

  /**
   * Grants the load of one direction, or, asked again, tells how far it is.
   *
   * @param ask Who, and what.
   * @returns What to answer.
   */
  request(ask: LoadAsk): ThroughputStats | Refusal {
    const { request, direction, session } = ask;
    const { nowMs } = this.#options.clock;
    const known = this.#loads.find(({ terms }) =>
      terms.testId === request.testId && terms.direction === direction &&
      terms.session === session
    );
    if (known !== undefined) {
      known.hear(nowMs);
      return known.report();
    }
    const fault = faultOf(request, { hasTcp: this.tcpPort > 0 });
    if (fault !== undefined) return fault;
    this.#settle();
    if (request.mode === BULK_MODE.hold) return this.#hold(ask);
    const retryAfterMs = this.#grants.waitMs(ask);
    if (retryAfterMs > 0) {
      return { ...refusal("busy", "a train has just run"), retryAfterMs };
    }
    const { quotaSlot } = session.owner.key;
    const left = Math.min(
      this.leftToday({ quotaSlot }),
      this.#spending.leftOfTest(request),
    );
    if (left < leastBytesOf(ask)) {
      return refusal("quota", "the load tests are used up");
    }
    const untilMs = nowMs + GRANT_MS + request.durationMs + SPARE_MS;
    const hold = { testId: request.testId, quotaSlot, untilMs };
    const isHeld = this.#slot.holds(hold);
    if (!this.#slot.take(hold, nowMs)) return this.busy(nowMs);
    if (!isHeld) this.#ownHold = hold;
    return this.#grant(ask, left);
  }

  /**
   * Reserves the place for a test of several loads, if it is free. While none
   * of them runs, the test has to be heard of: by being asked for again.
   */
  reserve(hold: Hold): boolean {
    return this.#slot.take(hold, this.#options.clock.nowMs);
  }

  /** Gives a reserved place back; `false`: it was not that test's. */
  release(hold: Omit<Hold, "untilMs">): boolean {
    return this.#slot.release(hold);
  }

  /** Whether a secret has the place for a load test now. */
  isTesting(quotaSlot: number): boolean {
    return this.#slot.isOf(quotaSlot, this.#options.clock.nowMs);
  }

  /** Refuses as another test runs. */
  busy(nowMs: number): Refusal {
    const retryAfterMs = this.#slot.retryAfterMs(nowMs);
    return { ...refusal("busy", "another load test runs"), retryAfterMs };
  }

  /**
   * Ends the loads of a test; what is reserved stays so, for further ones.
   *
   * @param session Whose.
   * @param testId Which.
   * @returns How its upload, else its download, ended; `undefined`: there is
   * no such load here.
   */
  end(session: ServerSession, testId: number): ThroughputStats | undefined {
    const isMeant = ({ terms }: BulkLoad) =>
      terms.testId === testId && terms.session.owner === session.owner;
    const loads = this.#loads.filter(isMeant);
    for (const load of loads) load.end(BULK_REASON.done);
    this.#settle();
    if (loads.length > 0) {
      this.#endings.keep(loads);
      this.#loads = this.#loads.filter((load) => !loads.includes(load));
    }
    return this.#endings.find(isMeant)[0]?.report();
  }

  /** Takes what a client reports of its download. */
  take(session: ServerSession, stats: ThroughputStats): void {
    this.#loads.find(({ terms }) =>
      terms.testId === stats.testId && terms.session === session
    )?.take(stats);
  }

  /** Does what is due, looks at everything that may be over. Call it often. */
  turn(): void {
    const { clock, isAlive } = this.#options;
    const { nowMs } = clock;
    for (const load of this.#loads) load.turn(nowMs);
    // By now whoever asked for another has been answered, by their socket.
    this.#endings.makeRoom();
    if (nowMs - this.#tickedAtMs < TICK_MS) return;
    this.#tickedAtMs = nowMs;
    for (const load of this.#loads) {
      if (!isAlive(load.terms.session)) load.end(BULK_REASON.cancelled);
      // A load knows by itself when its client is gone.
      if (!load.isOver) this.#slot.hear(testOf(load), nowMs);
    }
    this.#endings.close(this.#loads, nowMs);
    this.#entrance.tick(nowMs);
    this.#settle();
  }

  /** Ends all load, closes all sockets. */
  [Symbol.dispose](): void {
    for (const load of this.#loads) {
      load.end(BULK_REASON.cancelled);
      load[Symbol.dispose]();
    }
    this.#endings[Symbol.dispose]();
    this.#settle();
    this.#entrance[Symbol.dispose]();
  }

  /** Charges what was carried; shuts the doors and gives the slot back. */
  #settle(): void {
    const { clock } = this.#options;
    for (const load of this.#loads) this.#spending.charge(load, clock.now.wall);
    this.#entrance.settle();
    if (this.#ownHold === undefined) return;
    if (this.#loads.some((load) => !load.isOver)) return;
    this.#slot.release(this.#ownHold);
    this.#ownHold = undefined;
  }

  #grant(ask: LoadAsk, maxBytes: number): ThroughputStats | Refusal {
    const { testId } = ask.request;
    // Loads of other tests are over, or the slot would not have been free.
    this.#endings.leave(this.#loads.filter((load) => load.isOver));
    this.#loads = this.#loads.filter(({ terms }) => terms.testId === testId);
    try {
      const load = this.#grants.make(ask, maxBytes);
      this.#loads.push(load);
      this.#options.counters.add("loads", 1);
      if (load instanceof Load) this.#entrance.expect(load);
      return load.report();
    } catch (error) {
      if (!(error instanceof LibcError)) throw error;
      this.#settle();
      return refusal("testAborted", `the server has no socket: ${error.code}`);
    }
  }

  /** Lets a connection in that is only to be held. */
  #hold(ask: LoadAsk): ThroughputStats | Refusal {
    const { clock: { nowMs } } = this.#options;
    // The door is for the connections of a load test, in whichever thread.
    if (this.#slot.isTaken(nowMs)) return this.busy(nowMs);
    return this.#entrance.hold(ask);
  }
}

function testOf({ terms }: BulkLoad): Omit<Hold, "untilMs"> {
  return {
    testId: terms.testId,
    quotaSlot: terms.session.owner.key.quotaSlot,
  };
}
