import { type Libc, type Poller, resetConnection } from "@bufferbane/ffi";
import type { ServerClock } from "../clock.ts";
import type { TcpDoor } from "./door.ts";
import { Newcomer } from "./newcomer.ts";

/** Connections without a preface, and how long they may be. */
const MAX_NEWCOMERS = 16;
const PREFACE_MS = 2_000;

/** What a {@linkcode Reception} works with. */
export interface ReceptionOptions {
  /** The library. */
  readonly libc: Libc;
  /** The thread's. */
  readonly poller: Poller;
  /** The thread's. */
  readonly clock: ServerClock;
  /**
   * Takes a connection with its preface, sealed; returns whether it is
   * wanted: else it is reset.
   */
  readonly onPreface: (fd: number, preface: Uint8Array) => boolean;
}

/** The doors of a thread, and who has come in without saying yet what for. */
export class Reception implements Disposable {
  readonly #options: ReceptionOptions;
  readonly #doors: TcpDoor[] = [];
  readonly #newcomers = new Set<Newcomer>();
  #isAdmitting = false;

  /** Nobody can come in before there are doors. */
  constructor(options: ReceptionOptions) {
    this.#options = options;
  }

  /** Whether there is a door. */
  get hasDoors(): boolean {
    return this.#doors.length > 0;
  }

  /** Whether somebody has yet to say what for. */
  get isBusy(): boolean {
    return this.#newcomers.size > 0;
  }

  /** Takes a listener over. */
  addDoor(door: TcpDoor): void {
    this.#doors.push(door);
    this.#options.poller.add(door.fd, "read", () => this.#accept(door));
  }

  /** Lets hosts in, by their addresses; those before no longer. */
  admit(hosts: readonly Uint8Array[]): void {
    for (const door of this.#doors) {
      const bytes = door.family === 4 ? 4 : 16;
      door.admit(hosts.filter((host) => host.length === bytes));
    }
    this.#isAdmitting = true;
  }

  /** Lets nobody in; who is in stays. */
  shut(): void {
    if (!this.#isAdmitting) return;
    for (const door of this.#doors) door.shut();
    this.#isAdmitting = false;
  }

  /** Turns away who has been silent for too long. */
  tick(nowMs: number): void {
    for (const newcomer of [...this.#newcomers]) {
      if (nowMs > newcomer.untilMs) newcomer.reset();
    }
  }

  /** Closes all doors, turns everybody away. */
  [Symbol.dispose](): void {
    for (const newcomer of [...this.#newcomers]) newcomer.reset();
    for (const door of this.#doors) {
      this.#options.poller.remove(door.fd);
      door[Symbol.dispose]();
    }
  }

  #accept(door: TcpDoor): void {
    const { libc, poller, clock, onPreface } = this.#options;
    clock.refresh();
    for (let fd; (fd = door.accept()) !== undefined;) {
      if (this.#newcomers.size >= MAX_NEWCOMERS) {
        resetConnection(libc, poller, fd);
        continue;
      }
      const newcomer = new Newcomer(fd, {
        libc,
        poller,
        untilMs: clock.nowMs + PREFACE_MS,
        onPreface: (newcomer, preface) => {
          clock.refresh();
          if (onPreface(newcomer.fd, preface)) this.#newcomers.delete(newcomer);
          else newcomer.reset();
        },
        onGone: (newcomer) => this.#newcomers.delete(newcomer),
      });
      this.#newcomers.add(newcomer);
    }
  }
}
