import type { WallNs } from "@bufferbane/protocol";
import type { EchoFigures } from "./exchange.ts";
import type { Series } from "./series.ts";

/**
 * What can become of a probe, in the order of the codes that the store keeps:
 * append only.
 *
 * - `ok`: answered in time.
 * - `late`: answered after the timeout; not a loss.
 * - `timeout`: no answer.
 * - `unreachable`: a router or host said that it cannot deliver (ICMP).
 * - `send_failed`: the kernel would not send it.
 * - `self_dropped`: our own socket dropped the reply; says nothing of the line.
 * - `refused`: the port is closed (TCP RST to a SYN, ICMP port unreachable).
 * - `reset`: an established connection was reset or fell silent.
 * - `rcode`: the DNS server answered with an error.
 * - `interface_off`: like `send_failed`, as the interface is switched off or
 *   has gone; says nothing of the line.
 */
export const STATUSES = [
  "ok",
  "late",
  "timeout",
  "unreachable",
  "send_failed",
  "self_dropped",
  "refused",
  "reset",
  "rcode",
  "interface_off",
] as const;

/** One of {@linkcode STATUSES}. */
export type Status = typeof STATUSES[number];

/**
 * What files, views and other programs are told, in the order of
 * {@linkcode STATUSES}: that an interface was off is seen by there being no
 * loss with `send_failed`.
 */
export const STATUS_NAMES: readonly string[] = STATUSES.map((status) =>
  status === "interface_off" ? "send_failed" : status
);

/** An answer came. */
export interface Answered {
  /** In time, after the timeout, or with a DNS error code. */
  readonly kind: "ok" | "late" | "rcode";
  /** Round-trip (or SYN to SYN-ACK, or query to answer) time in ns, > 0. */
  readonly rttNs: number;
  /** Time spent in this machine's own transmit queue, ns; part of `rttNs`. */
  readonly localQueueNs: number;
  /** Whether the kernel or (less exact) user space took both timestamps. */
  readonly stamps: "kernel" | "user";
  /** Further copies of the answer that came, usually 0. */
  readonly duplicates: number;
  /**
   * The DNS error's name for `rcode`, e.g. `"SERVFAIL"`; how an answer was had
   * if not as usual, e.g. `"truncated, over TCP"`; mostly empty.
   */
  readonly detail: string;
}

/** No answer came, and why. */
export interface Unanswered {
  /** What happened instead of an answer. */
  readonly kind: Exclude<Status, Answered["kind"]>;
  /** For a person, e.g. `"host unreachable, says 10.0.0.1"`; may be empty. */
  readonly detail: string;
}

/** What became of one probe. */
export type Outcome = Answered | Unanswered;

/**
 * One probe, measured. Immutable: later stages derive, they never edit.
 *
 * A probe whose answer comes after its timeout is reported twice, first as
 * `timeout` and then as `late`; `(series, sentAt)` says which one is meant,
 * and the later report replaces the earlier. So is an ECHO, whose exact times
 * and direction of loss are told by later ones.
 */
export interface Measurement {
  /** What it belongs to. */
  readonly series: Series;
  /** The tick that sent it; the same for all probes of a tick. */
  readonly sentAt: WallNs;
  /** What became of it. */
  readonly outcome: Outcome;
  /** Present for ECHOs to the own server only. */
  readonly echo?: EchoFigures;
  /** Whether the same probe was reported before, however long ago. */
  readonly isCorrection?: boolean;
}
