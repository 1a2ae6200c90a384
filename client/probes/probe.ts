import type { Libc, Poller } from "@bufferbane/ffi";
import type { Clock, Measurement, WallNs } from "../model/mod.ts";
import type { Schedule } from "./schedule.ts";

/** What a probe works with; all of it comes from outside. */
export interface ProbeContext {
  /** Sockets. */
  readonly libc: Libc;
  /** Calls back when a socket is ready. */
  readonly poller: Poller;
  /** Calls back at an instant: timeouts. */
  readonly schedule: Schedule;
  /** The time. */
  readonly clock: Clock;
  /** Takes each measurement, and each correction of an earlier one. */
  readonly report: (measurement: Measurement) => void;
}

/**
 * One way of measuring. Opens its sockets when made, sends when told, reports
 * through {@linkcode ProbeContext.report}, and never waits: a target that is
 * dead, or slow, or gone delays no other.
 */
export interface Probe extends Disposable {
  /**
   * Sends one round.
   *
   * @param at The round's label, `Measurement.sentAt` of all its probes.
   */
  send(at: WallNs): void;

  /**
   * Forgets what is under way without reporting it: the program was
   * suspended, so that nothing can be said of the network.
   */
  abandon(): void;
}
