import {
  BULK_REASON,
  BULK_STATE,
  type ThroughputStats,
} from "@bufferbane/protocol";
import type { ServerSession } from "../sessions.ts";

/** How long a grant waits for its connections, or its first datagram. */
export const GRANT_MS = 10_000;

/** The sender ends an upload; this is for one that does not. */
export const GRACE_MS = 2_000;

/** A client that is not heard for so long is gone: it wants no load. */
export const CONSENT_MS = 1_000;

/** The state in which a load ends for a reason. */
export function endStateOf(reason: number): number {
  const isWhole = reason === BULK_REASON.done || reason === BULK_REASON.limit;
  return isWhole ? BULK_STATE.final : BULK_STATE.aborted;
}

/** One direction of a load test, over TCP or UDP. Disposing ends it at once. */
export interface BulkLoad extends Disposable {
  /** What was granted, as far as all loads have it. */
  readonly terms: {
    /** Which test. */
    readonly testId: number;
    /** `FLOW.up` or `FLOW.down`. */
    readonly direction: number;
    /** Who asked. */
    readonly session: ServerSession;
  };
  /** Whether it is over. */
  readonly isOver: boolean;
  /** What it has carried so far, in bytes: what the budget is charged with. */
  readonly bytes: number;
  /** How long the thread may sleep. */
  readonly turnMs: number;
  /** Does what is due. */
  turn(nowMs: number): void;
  /** Takes note that the client is there. */
  hear(nowMs: number): void;
  /** Takes what the client reports. */
  take(stats: ThroughputStats): void;
  /** Ends it: not a byte more. */
  end(reason: number): void;
  /** How far it is, as the client is told. */
  report(): ThroughputStats;
}
