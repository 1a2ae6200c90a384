import { run } from "./command.ts";
import type { Way } from "./topology.ts";

/** A bottleneck: what the line carries, and what waits in front of it. */
export interface RateOptions {
  /** The rate in bits of layer 2 a second, as `tc` counts them. */
  readonly rateBps: number;
  /** How much may wait, in bytes; full, it delays by `queueBytes * 8 / rateBps`. */
  readonly queueBytes: number;
  /**
   * What may leave at once after a pause, in bytes. Two full frames by
   * default, since a larger burst lets a short test see a faster line; at
   * 1 Gbit/s the kernel's timer needs ten to keep up.
   */
  readonly burstBytes?: number;
}

/** What a bottleneck has done so far. */
export interface RateCounters {
  /** Packets that left. */
  readonly sentPackets: number;
  /** Packets refused since the queue was full. */
  readonly droppedPackets: number;
  /** Bytes waiting right now. */
  readonly backlogBytes: number;
}

/** A bottleneck in place; disposing removes it. */
export interface RateLimit extends AsyncDisposable {
  /** How long a packet at the end of the full queue waits, in ns: the truth. */
  readonly fullQueueNs: number;
  /** Reads the kernel's counters. */
  counters(): Promise<RateCounters>;
}

/** Two Ethernet frames of 1500 bytes of payload. */
const BURST_BYTES = 2 * 1514;

/**
 * Limits one way of a cable (tbf).
 *
 * Limit the line, rather than an interface of the client or of the server: a
 * sender on the same machine as the queue is held back by TCP small queues,
 * and the queue never fills.
 *
 * @param way The direction, e.g. `lab.line.up`.
 * @param options Rate and queue.
 * @returns The bottleneck.
 * @throws {RangeError} If rate or queue is not positive.
 */
export async function limitRate(
  way: Way,
  options: RateOptions,
): Promise<RateLimit> {
  const { rateBps, queueBytes, burstBytes = BURST_BYTES } = options;
  if (!(rateBps > 0) || !(queueBytes > 0)) {
    throw new RangeError(
      `Cannot limit the rate: found ${rateBps} bit/s and a queue of ${queueBytes} bytes (allowed: more than 0)`,
    );
  }
  const { namespace, device } = way.egress;
  const tc = ["tc", "-n", namespace];
  await run([
    ...[...tc, "qdisc", "replace", "dev", device, "root", "tbf"],
    ...["rate", `${Math.round(rateBps)}bit`],
    ...["burst", `${burstBytes}b`],
    ...["limit", `${Math.round(queueBytes)}b`],
  ]);
  return {
    fullQueueNs: queueBytes * 8 / rateBps * 1e9,
    async counters() {
      const text = await run([...tc, "-s", "qdisc", "show", "dev", device]);
      return parseCounters(text);
    },
    async [Symbol.asyncDispose]() {
      await run([...tc, "qdisc", "delete", "dev", device, "root"]);
    },
  };
}

function parseCounters(text: string): RateCounters {
  const sent = /Sent \d+ bytes (\d+) pkt \(dropped (\d+)/.exec(text);
  const backlog = /backlog (\d+)(K?)b/.exec(text);
  if (sent === null || backlog === null) {
    throw new SyntaxError(`Cannot read tc's counters: found "${text}"`);
  }
  return {
    sentPackets: Number(sent[1]),
    droppedPackets: Number(sent[2]),
    backlogBytes: Number(backlog[1]) * (backlog[2] === "K" ? 1024 : 1),
  };
}
