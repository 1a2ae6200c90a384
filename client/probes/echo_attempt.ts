import type {
  Answered,
  EchoExchange,
  LostOn,
  Outcome,
  WallNs,
} from "../model/mod.ts";

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

/** An ECHO that is under way, or that may still be corrected. */
export interface EchoAttempt {
  /** Its sequence number in its session. */
  readonly seq: number;
  /** What its stamps are known by. */
  readonly token: bigint;
  /** The round; `undefined`: it belongs to none. */
  readonly sentAt: WallNs | undefined;
  /** When it was handed over, monotonic clock. */
  readonly monoNs: bigint;
  /** The same, raw clock. */
  readonly rawNs: bigint;
  /** What the own socket had dropped by then. */
  readonly drops: number;
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
export function timingOf(
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
