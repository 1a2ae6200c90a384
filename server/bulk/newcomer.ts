import {
  isLater,
  type Libc,
  type Poller,
  resetConnection,
} from "@bufferbane/ffi";
import { PREFACE_BYTES } from "@bufferbane/protocol";

/** What a {@linkcode Newcomer} works with. */
export interface NewcomerOptions {
  /** The library. */
  readonly libc: Libc;
  /** Says when there is something to read. */
  readonly poller: Poller;
  /** Until when the preface must be there, ms. */
  readonly untilMs: number;
  /** Takes the whole preface; the connection is the caller's from then on. */
  readonly onPreface: (newcomer: Newcomer, preface: Uint8Array) => void;
  /** Told when it is gone without one. */
  readonly onGone: (newcomer: Newcomer) => void;
}

/** A connection that has not said yet what it is for. */
export class Newcomer {
  /** The connection. */
  readonly fd: number;
  /** Until when the preface must be there, ms. */
  readonly untilMs: number;
  readonly #options: NewcomerOptions;
  readonly #preface = new Uint8Array(PREFACE_BYTES);
  #received = 0;

  /** Begins to listen to it. */
  constructor(fd: number, options: NewcomerOptions) {
    this.fd = fd;
    this.untilMs = options.untilMs;
    this.#options = options;
    options.poller.add(fd, "read", () => this.#read());
  }

  /** Ends it by a reset: whoever it is learns nothing. */
  reset(): void {
    const { libc, poller, onGone } = this.#options;
    resetConnection(libc, poller, this.fd);
    onGone(this);
  }

  #read(): void {
    const { libc, poller, onPreface } = this.#options;
    const rest = this.#preface.subarray(this.#received);
    const bytes = libc.read(this.fd, rest);
    if (isLater(libc, bytes)) return;
    if (bytes <= 0) return this.reset();
    this.#received += bytes;
    if (this.#received < PREFACE_BYTES) return;
    poller.remove(this.fd);
    onPreface(this, this.#preface);
  }
}
