import type { ThroughputStats } from "@bufferbane/protocol";
import type { Refusal } from "../handlers/refuse.ts";
import type { SharedMemory } from "../shared.ts";
import { type BulkLoad, GRANT_MS } from "./bulk_load.ts";
import type { TcpDoor } from "./door.ts";
import { DoorTurn } from "./door_turn.ts";
import {
  HOLD_GRANT_MS,
  Holds,
  type HoldsOptions,
  othersConnect,
} from "./holds.ts";
import { findLoad } from "./introduction.ts";
import { Load } from "./load.ts";
import type { LoadAsk } from "./load_ask.ts";
import { Reception } from "./reception.ts";

/** How often newcomers are looked at. */
const TICK_MS = 100;

/** What an {@linkcode Entrance} works with. */
export interface EntranceOptions extends HoldsOptions {
  /** What the threads share. */
  readonly shared: SharedMemory;
  /** Which of them this is, from 0. */
  readonly thread: number;
}

/**
 * Where TCP connections come in to one thread, for its load test or to be
 * held; nobody can without a grant.
 */
export class Entrance implements Disposable {
  readonly #options: EntranceOptions;
  readonly #loads: () => readonly BulkLoad[];
  readonly #reception: Reception;
  readonly #turn: DoorTurn;
  readonly #holds: Holds;

  /**
   * Nobody can come in before there are doors.
   *
   * @param options What to work with.
   * @param loads Those whose connections may come.
   */
  constructor(options: EntranceOptions, loads: () => readonly BulkLoad[]) {
    this.#options = options;
    this.#loads = loads;
    this.#holds = new Holds(options);
    this.#turn = new DoorTurn(options.shared, options.thread);
    this.#reception = new Reception({
      ...options,
      onPreface: (fd, preface) => this.#join(fd, preface),
    });
  }

  /** Whether there is a door. */
  get hasDoors(): boolean {
    return this.#reception.hasDoors;
  }

  /** How long the thread may sleep. */
  get turnMs(): number {
    const receptionMs = this.#reception.isBusy ? TICK_MS : Infinity;
    return Math.min(receptionMs, this.#holds.turnMs);
  }

  /** Takes a listener over. */
  addDoor(door: TcpDoor): void {
    this.#reception.addDoor(door);
  }

  /** Lets the connections of a new load in. */
  expect({ terms }: Load): void {
    this.#turn.seize(terms.grantedAtMs + GRANT_MS);
    this.#reception.admit(this.#hostsAwaited());
  }

  /** Lets a connection in that is only to be held. */
  hold(ask: LoadAsk): ThroughputStats | Refusal {
    const { clock: { nowMs } } = this.#options;
    if (!this.#turn.take(nowMs + HOLD_GRANT_MS, nowMs)) return othersConnect();
    const granted = this.#holds.grant(ask, nowMs);
    if (!("code" in granted)) this.#reception.admit(this.#hostsAwaited());
    return granted;
  }

  /** Does what is due, every 100 ms or so. */
  tick(nowMs: number): void {
    this.#holds.turn(nowMs);
    this.#reception.tick(nowMs);
  }

  /** Shuts the doors if all have come. */
  settle(): void {
    if (this.#hostsAwaited().length > 0) return;
    this.#reception.shut();
    this.#turn.release();
  }

  /** Closes all doors, ends all that is held. */
  [Symbol.dispose](): void {
    this.#holds[Symbol.dispose]();
    this.#reception[Symbol.dispose]();
  }

  #hostsAwaited(): readonly Uint8Array[] {
    const { nowMs } = this.#options.clock;
    const loads = this.#loads().filter((load) => load instanceof Load)
      .filter((load) => load.isAwaiting(nowMs));
    return [
      ...loads.map(({ terms }) => terms.host),
      ...this.#holds.hostsAwaited(nowMs),
    ];
  }

  #join(fd: number, sealed: Uint8Array): boolean {
    const { aead, clock: { nowMs } } = this.#options;
    const found = findLoad(sealed, this.#loads(), aead);
    if (found === undefined) return this.#holds.join(fd, sealed);
    return found.load.join(fd, { ...found.preface, nowMs });
  }
}
