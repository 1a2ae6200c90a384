/**
 * How another command has the running monitor run a load test: two tests at
 * once would falsify both, and the monitor keeps the budget and the database.
 * One JSON object a line over the control socket, see `control.ts`:
 *
 * ```text
 * > {"request":"bloat","interface":"eth0","server":"",...}
 * < {"progress":{...}}      some a second, while it runs
 * < {"result":{...}}        once, what the command's own --json prints; the end
 * < {"error":"..."}         instead: why there is no result; the end
 * ```
 *
 * Whoever closes the connection before the end stops the test.
 *
 * @module
 */

import type { BloatPhaseKind, Direction } from "../model/mod.ts";

/** What both kinds of test are told. */
export interface TestWish {
  /** Interface to leave by; empty: the monitor's first, or the kernel's choice. */
  readonly interface: string;
  /** Which `[server]`, by name; empty: the first. */
  readonly server: string;
  /** TCP connections each way, 1 to 16. */
  readonly flows: number;
  /** Whether it may exceed the month's budget. */
  readonly isOverBudget: boolean;
}

/** Asks for a bufferbloat test. */
export interface BloatRequest extends TestWish {
  /** Which. */
  readonly request: "bloat";
  /** Loads from and to this URL instead of a server; empty: a server. */
  readonly url: string;
  /** Of each phase under load, ms, 1000 to 30000. */
  readonly loadMs: number;
  /** Of each phase at rest, ms, 1000 to 60000. */
  readonly restMs: number;
}

/** Asks for a throughput test. */
export interface ThroughputRequest extends TestWish {
  /** Which. */
  readonly request: "throughput";
  /** How the line is loaded. */
  readonly method: "train" | "search" | "tcp";
  /** Which ways, in this order. */
  readonly directions: readonly Direction[];
  /** Of each direction, ms, 1 to 30000. */
  readonly durationMs: number;
}

/** What a command asks of the monitor. */
export type TestRequest = BloatRequest | ThroughputRequest;

/** How a bufferbloat test goes: everything that its live display shows. */
export interface BloatProgress {
  /** Tells it from the other. */
  readonly kind: "bloat";
  /** What is done now. */
  readonly phase: BloatPhaseKind;
  /** Of the test's phases, from 0. */
  readonly phaseIndex: number;
  /** How many phases there are. */
  readonly phaseCount: number;
  /** Since the phase began, ms. */
  readonly phaseElapsedMs: number;
  /** How long it is to last, ms. */
  readonly phaseMs: number;
  /** Since the test began, ms. */
  readonly elapsedMs: number;
  /** How long it is to last, ms. */
  readonly totalMs: number;
  /** Rate of the load now, bit/s; `null`: none this way. */
  readonly upBps: number | null;
  /** Rate of the load now, bit/s; `null`: none this way. */
  readonly downBps: number | null;
  /** Median round trip before any load, ns; `null`: not known yet. */
  readonly idleNs: number | null;
  /** Median round trip of the last half second, ns; `null`: no answer. */
  readonly rttNs: number | null;
}

/** How a throughput test goes: one second of it. */
export interface ThroughputProgress {
  /** Tells it from the other. */
  readonly kind: "throughput";
  /** Which way. */
  readonly direction: Direction;
  /** Counts from 1. */
  readonly second: number;
  /** bit/s. */
  readonly bps: number;
}

/** How a test goes. */
export type TestProgress = BloatProgress | ThroughputProgress;

/** A line of the monitor's answer. */
export type TestAnswer =
  | { readonly progress: TestProgress }
  /** What the command's own `--json` prints. */
  | { readonly result: unknown }
  /** Why there is none, a sentence for a person. */
  | { readonly error: string };
