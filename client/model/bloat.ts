import type { LostOn } from "./exchange.ts";

/** A direction of the line, as its user sees it. */
export type Direction = "up" | "down";

/** How long each element of a phase's rates lasts, in ms. */
export const RATE_INTERVAL_MS = 100;

/** The phases that load the line, in the order of a test. */
export const LOAD_PHASES = ["download", "upload", "both"] as const;

/** One of {@linkcode LOAD_PHASES}. */
export type LoadPhaseKind = typeof LOAD_PHASES[number];

/** What a phase of a bufferbloat test does to the line. */
export type BloatPhaseKind = LoadPhaseKind | "idle" | "recovery" | "cooldown";

/** One latency probe of a bufferbloat test. */
export interface BloatSample {
  /** When it was sent, ms since the test began. */
  readonly atMs: number;
  /** Round-trip time in ns; `null` when no answer came. */
  readonly rttNs: number | null;
  /** Spent in queues on the way up, ns; `null` where it is not known. */
  readonly queueUpNs: number | null;
  /** Spent in queues on the way down, ns; `null` where it is not known. */
  readonly queueDownNs: number | null;
  /** Of `rttNs`, spent in this machine's own transmit queue, ns, >= 0. */
  readonly localQueueNs: number;
  /** Where it was lost; `null` if it was not, or nobody can tell. */
  readonly lostOn: LostOn | null;
}

/** What one load flow's sender says of itself at a phase's end (`TCP_INFO`). */
export interface FlowFigures {
  /** Which way it sends. */
  readonly direction: Direction;
  /** `tcpi_busy_time` within the phase: there was something to send, ms. */
  readonly busyMs: number;
  /** Of that, `tcpi_rwnd_limited`: the receiver's window was full, ms. */
  readonly rwndLimitedMs: number;
  /** Of that, `tcpi_sndbuf_limited`: the send buffer was too small, ms. */
  readonly sndbufLimitedMs: number;
  /** `tcpi_bytes_sent` within the phase, retransmissions included. */
  readonly sentBytes: number;
  /** `tcpi_bytes_retrans` within the phase. */
  readonly retransmittedBytes: number;
  /** `tcpi_rtt` every 100 ms, the latency within the load itself, ns. */
  readonly rttNs: readonly number[];
}

/** What a phase moved in one direction, and what it was allowed to. */
export interface PhaseRate {
  /**
   * Acknowledged bits a second of all flows together, one value for each
   * {@linkcode RATE_INTERVAL_MS} of the phase, oldest first.
   */
  readonly bps: readonly number[];
  /** The most the server allows, bit/s; `null`: not limited. */
  readonly grantBps: number | null;
  /** The most that may be moved in the phase, bytes; `null`: not limited. */
  readonly budgetBytes: number | null;
}

/** One phase of a bufferbloat test, as the engine measured it. */
export interface BloatPhase {
  /** What it did to the line. */
  readonly kind: BloatPhaseKind;
  /** When it began, ms since the test began. */
  readonly fromMs: number;
  /** When it ended, ms since the test began. */
  readonly toMs: number;
  /** Latency probes sent within it, oldest first. */
  readonly samples: readonly BloatSample[];
  /** Upload of the load; `null` in a phase that does not upload. */
  readonly up: PhaseRate | null;
  /** Download of the load; `null` in a phase that does not download. */
  readonly down: PhaseRate | null;
  /**
   * The load's flows; none in a phase without load, `null` where nobody can
   * tell (HTTP by the runtime's own connections).
   */
  readonly flows: readonly FlowFigures[] | null;
  /**
   * How busy the program's own busiest thread was, percent of one core;
   * that of the server's where it is higher.
   */
  readonly ownCpuPct: number;
}
