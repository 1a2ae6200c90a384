import type {
  Answered,
  EchoExchange,
  LostOn,
  Outcome,
  Unanswered,
  WallNs,
} from "../model/mod.ts";

/** Answered; lost, and where; `undefined`: not known (yet). */
export type EchoFate = "answered" | LostOn | undefined;

/** What came back for an ECHO. */
export interface EchoAnswer {
  /** Server: the request arrived; its raw clock. */
  readonly arrivedNs: bigint;
  /** Server: just before the reply was handed over; its raw clock. */
  readonly repliedNs: bigint;
  /** Kernel stamp of the reply's arrival here, raw clock. */
  readonly returnedNs: bigint | undefined;
  /** When the reply was read here, raw clock. */
  readonly readNs: bigint;
  /** Whether the server's kernel stamped the arrival. */
  readonly isServerStamp: boolean;
  /** Whether a clock was set lately: then its times are worth nothing. */
  readonly isClockSet: boolean;
  /** For a person; mostly empty. */
  readonly detail: string;
}

/** When an ECHO was sent, and what was known then. */
export interface Departed {
  /** The round; `undefined`: sent for the session's own sake. */
  readonly sentAt: WallNs | undefined;
  /** Monotonic clock. */
  readonly monoNs: bigint;
  /** Raw clock. */
  readonly rawNs: bigint;
  /** What the own socket had dropped. */
  readonly drops: number;
}

/** An ECHO that is under way, or that may still be corrected. */
export interface EchoAttempt extends Departed {
  /** Its sequence number in its session. */
  readonly seq: number;
  /** What its stamps are known by. */
  readonly token: bigint;
  /** What the server had dropped as too much by then. */
  readonly overload: number;
  /** Kernel stamp, raw clock: into this machine's own queue. */
  scheduledNs: bigint | undefined;
  /** Kernel stamp, raw clock: out of that queue. */
  leftNs: bigint | undefined;
  /** What came back, if anything. */
  answer: EchoAnswer | undefined;
  /** What was reported so far. */
  outcome: Outcome | undefined;
  /** Where it was lost, as far as known. */
  lostOn: LostOn | null;
  /** Whether its times will not change any more. */
  isFinal: boolean;
}

/**
 * The round trip without the server's own time.
 *
 * @param attempt An answered one.
 * @param txDeltaNs How long after `repliedNs` the reply really left.
 */
function timingOf(
  attempt: EchoAttempt,
  txDeltaNs: number,
): Pick<Answered, "rttNs" | "localQueueNs" | "stamps"> {
  const { scheduledNs, leftNs, rawNs, answer } = attempt;
  if (answer === undefined) {
    throw new TypeError(`Cannot time ECHO ${attempt.seq}: no reply came`);
  }
  const { arrivedNs, repliedNs, returnedNs, readNs } = answer;
  const dwellNs = repliedNs - arrivedNs + BigInt(txDeltaNs);
  const hasStamps = scheduledNs !== undefined && returnedNs !== undefined;
  const wholeNs = hasStamps ? returnedNs - scheduledNs : readNs - rawNs;
  const queueNs = hasStamps && leftNs !== undefined ? leftNs - scheduledNs : 0n;
  return {
    // On one machine the readings of two processes may lie 1 us apart.
    rttNs: Math.max(1, Number(wholeNs - dwellNs)),
    localQueueNs: Math.max(0, Number(queueNs)),
    stamps: hasStamps && answer.isServerStamp ? "kernel" : "user",
  };
}

/**
 * The four times.
 *
 * @param attempt An answered one.
 * @param options How long after `repliedNs` the reply really left; the name of
 * the two clocks.
 * @returns `null` if a clock was set in between.
 */
export function exchangeOf(
  attempt: EchoAttempt,
  options: { readonly txDeltaNs: number; readonly clocks: string },
): EchoExchange | null {
  const { scheduledNs, rawNs, answer } = attempt;
  if (answer === undefined || answer.isClockSet) return null;
  return {
    clocks: options.clocks,
    sentNs: scheduledNs ?? rawNs,
    arrivedNs: answer.arrivedNs,
    repliedNs: answer.repliedNs + BigInt(options.txDeltaNs),
    returnedNs: answer.returnedNs ?? answer.readNs,
  };
}

/**
 * What to report of one that was answered.
 *
 * @param attempt An answered one.
 * @param options How long after `repliedNs` the reply really left, as far as
 * is known; how long a reply may take, ns.
 */
export function answeredOutcome(
  attempt: EchoAttempt,
  options: { readonly txDeltaNs: number; readonly timeoutNs: bigint },
): Outcome {
  const timing = timingOf(attempt, options.txDeltaNs);
  const { outcome: before, answer } = attempt;
  return {
    kind: timing.rttNs <= Number(options.timeoutNs) ? "ok" : "late",
    ...timing,
    duplicates: before !== undefined && "duplicates" in before
      ? before.duplicates
      : 0,
    detail: answer?.detail ?? "",
  };
}

/** Nothing came. */
export const TIMEOUT: Unanswered = { kind: "timeout", detail: "" };
/** The server was not there to answer: not the line's fault. */
export const RESTART: Unanswered = { kind: "reset", detail: "server restart" };
/** The server threw it away as too much: not the line's fault. */
export const OVERLOAD: Unanswered = {
  kind: "self_dropped",
  detail: "server overload",
};
/** This end did not read it in time: not the line's fault. */
export const OWN_BUFFER_FULL: Unanswered = {
  kind: "self_dropped",
  detail: "receive buffer full",
};
