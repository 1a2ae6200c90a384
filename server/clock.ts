import type { Libc } from "@bufferbane/ffi";
import {
  encodeErrorEstimate,
  type Instant,
  type MonoNs,
  type WallNs,
} from "@bufferbane/protocol";

/** How long a comparison of the clocks holds. */
const COMPARISON_NS = 1_000_000n;

/** A comparison is the best of so many. */
const ATTEMPTS = 3;

/** The wall clock moved by more than this at once: it was stepped. */
const STEP_NS = 1_000_000n;

/** What an NTP daemon's slewing (500 ppm) and a bad crystal explain. */
const DRIFT_PER_NS = 1_500n; // elapsed / this = 667 ppm

/** Stamps around a step belong to either clock: none is used for so long. */
const STEP_SHADOW_NS = 1_000_000_000n;

/** How often who keeps the clock is asked for its error. */
const ERROR_INTERVAL_NS = 10_000_000_000n;

/**
 * The server's time. Everything it says is on CLOCK_MONOTONIC_RAW, which no
 * NTP daemon slews; the kernel stamps packets by CLOCK_REALTIME, so stamps are
 * converted, by comparing both clocks every millisecond in use.
 */
export class ServerClock {
  readonly #libc: Libc;
  #now: Instant;
  /** Wall clock minus raw clock, when last compared. */
  #offsetNs = 0n;
  #comparedAt = 0n;
  #steppedAt: bigint | undefined;
  #errorEstimate = 0;
  #isSynchronised = false;
  #errorAskedAt: bigint | undefined;

  /**
   * Compares for the first time.
   *
   * @param libc Where the clocks are.
   */
  constructor(libc: Libc) {
    this.#libc = libc;
    this.#compare();
    this.#now = this.#read();
    this.#askError();
  }

  /** Both clocks when {@linkcode refresh} was last called. */
  get now(): Instant {
    return this.#now;
  }

  /** The same as a number, in ms: for limits. */
  get nowMs(): number {
    return Number(this.#now.mono) / 1e6;
  }

  /** Whether the wall clock was stepped less than a second ago. */
  get hasStepped(): boolean {
    return this.#steppedAt !== undefined &&
      this.#now.mono - this.#steppedAt < STEP_SHADOW_NS;
  }

  /** Whether somebody keeps the wall clock. */
  get isSynchronised(): boolean {
    return this.#isSynchronised;
  }

  /** How far it may be off, as RFC 4656 writes it (section 4.1.2). */
  get errorEstimate(): number {
    return this.#errorEstimate;
  }

  /** Reads the clocks. Once for every batch of packets. */
  refresh(): void {
    this.#now = this.#read();
    if (this.#now.mono - this.#comparedAt < COMPARISON_NS) return;
    const elapsedNs = this.#now.mono - this.#comparedAt;
    const before = this.#offsetNs;
    this.#compare();
    const moved = this.#offsetNs - before;
    const distance = moved < 0n ? -moved : moved;
    if (distance > STEP_NS + elapsedNs / DRIFT_PER_NS) {
      this.#steppedAt = this.#now.mono;
    }
    this.#askError();
  }

  /** The raw clock this instant, for what is about to leave. */
  mono(): MonoNs {
    return this.#libc.clock("monotonicRaw") as MonoNs; // the clock says which
  }

  /**
   * When a packet was stamped.
   *
   * @param stampNs The kernel's stamp, wall clock ns; 0 = none.
   * @returns On the raw clock; `undefined` if there is no stamp to trust.
   */
  fromStamp(stampNs: bigint): MonoNs | undefined {
    if (stampNs === 0n || this.hasStepped) return undefined;
    return stampNs - this.#offsetNs as MonoNs; // converted just here
  }

  #read(): Instant {
    const mono = this.mono();
    return { mono, wall: mono + this.#offsetNs as WallNs };
  }

  /** Reads the wall clock between two readings of the raw one. */
  #compare(): void {
    let best: bigint | undefined;
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      const before = this.#libc.clock("monotonicRaw");
      const wall = this.#libc.clock("realtime");
      const after = this.#libc.clock("monotonicRaw");
      if (best !== undefined && after - before >= best) continue;
      best = after - before;
      this.#offsetNs = wall - (before + after) / 2n;
      this.#comparedAt = after;
    }
  }

  #askError(): void {
    const { mono } = this.#now;
    if (
      this.#errorAskedAt !== undefined &&
      mono - this.#errorAskedAt < ERROR_INTERVAL_NS
    ) return;
    this.#errorAskedAt = mono;
    const errorNs = this.#libc.clockErrorNs();
    this.#isSynchronised = errorNs !== undefined;
    this.#errorEstimate = encodeErrorEstimate(errorNs);
  }
}
