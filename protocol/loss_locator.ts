import { serialDistance } from "./bytes.ts";
import { type EchoReply, RX_BITMAP_BITS } from "./echo_packets.ts";
import type { MonoNs } from "./time.ts";

/**
 * In which direction an ECHO was lost.
 *
 * - `up`: the request never reached the server.
 * - `down`: it did, so its reply was lost.
 * - `pending`: no later reply tells yet.
 * - `unknown`: nothing will tell any more.
 */
export type LossDirection = "up" | "down" | "pending" | "unknown";

/** Requests this much newer must have arrived before one counts as lost... */
const REORDER_GUARD_PACKETS = 8;

/** ...or be sent this much later; at one a second the packets take longer. */
const REORDER_GUARD_NS = 4_000_000_000n;

/**
 * When to send an ECHO more on a session that has been replaced, in s: their
 * replies tell of its last losses, by the guard above.
 */
export const LAST_ECHOES_AFTER_S: readonly number[] = [4, 5];

/** A request without reply, so far. */
interface Open {
  readonly sentAt: MonoNs;
  direction: LossDirection;
}

/** What the server had received when it sent some reply. */
interface Received {
  readonly highest: number;
  readonly count: number;
  readonly bitmap: Uint8Array;
}

/** Before the first reply. */
const NOTHING: Received = { highest: 0, count: 0, bitmap: new Uint8Array(0) };

/**
 * The client's account of one session's ECHOs: tells for those without reply
 * in which direction they were lost, from what later replies say about them.
 *
 * The last 128 requests are told apart one by one. Of older ones only the sum
 * is known; it decides when it says "none arrived" or "all arrived".
 *
 * A request that the server dropped over its limit looks like `up`; the
 * reply's `dropLimit` says how many those were.
 *
 * @example Usage
 * ```ts
 * import { strictEqual } from "node:assert/strict";
 * import type { MonoNs } from "./time.ts";
 *
 * const locator = new LossLocator();
 * locator.sent(0, 0n as MonoNs);
 * strictEqual(locator.directionOf(0), "pending");
 * ```
 */
export class LossLocator {
  readonly #open = new Map<number, Open>();
  #newest = NOTHING;

  /** How many requests are without reply and not yet forgotten. */
  get openCount(): number {
    return this.#open.size;
  }

  /**
   * Notes a request.
   *
   * @param seq Its sequence number.
   * @param sentAt When it left.
   */
  sent(seq: number, sentAt: MonoNs): void {
    this.#open.set(seq, { sentAt, direction: "pending" });
  }

  /**
   * Learns from a reply, whether in time, late, or out of order.
   *
   * @param reply Authentic and new.
   */
  replied(reply: EchoReply): void {
    const before = this.#newest;
    const now: Received = {
      highest: reply.rxHighest,
      count: reply.rxCount,
      bitmap: reply.rxBitmap,
    };
    const highestSentAt = this.#open.get(now.highest)?.sentAt ??
      this.#open.get(reply.seq)?.sentAt;
    this.#open.delete(reply.seq);
    if (serialDistance(now.count, before.count) <= 0) {
      return; // overtaken by a reply that knew more
    }
    this.#newest = now;
    const beyond: Open[] = [];
    for (const [seq, open] of this.#open) {
      const age = serialDistance(now.highest, seq);
      if (age < 0) break; // in order of sending: the rest is newer still
      if (open.direction !== "pending") continue;
      if (age >= RX_BITMAP_BITS) beyond.push(open);
      else if (hasArrived(now, age)) open.direction = "down";
      else if (
        age >= REORDER_GUARD_PACKETS ||
        (highestSentAt !== undefined &&
          highestSentAt - open.sentAt >= REORDER_GUARD_NS)
      ) open.direction = "up";
    }
    if (beyond.length > 0) decideBySum(beyond, arrivedBeyond(before, now));
  }

  /**
   * Says where a request or its reply was lost, as far as is known by now.
   *
   * @param seq A request that is taken for lost.
   * @returns `unknown` also if it was answered or forgotten.
   */
  directionOf(seq: number): LossDirection {
    return this.#open.get(seq)?.direction ?? "unknown";
  }

  /**
   * Forgets a request whose fate is settled.
   *
   * @param seq Its sequence number.
   */
  forget(seq: number): void {
    this.#open.delete(seq);
  }
}

/** Whether the request `age` before the highest had arrived; if it is known. */
function hasArrived({ bitmap }: Received, age: number): boolean {
  return (((bitmap[age >> 3] ?? 0) >> (age & 7)) & 1) === 1;
}

/** How many requests too old for `now`'s bitmap arrived since `before`. */
function arrivedBeyond(before: Received, now: Received): number {
  const shift = serialDistance(now.highest, before.highest);
  let within = 0;
  for (let age = 0; age < RX_BITMAP_BITS; age++) {
    if (hasArrived(now, age) && !hasArrived(before, age - shift)) within += 1;
  }
  return serialDistance(now.count, before.count) - within;
}

/**
 * Some arrived, some did not: which, nobody can tell any more. That must be
 * settled now, as the next sum is about other requests.
 */
function decideBySum(beyond: readonly Open[], arrived: number): void {
  let direction: LossDirection = "unknown";
  if (arrived <= 0) direction = "up";
  else if (arrived >= beyond.length) direction = "down";
  for (const open of beyond) open.direction = direction;
}
