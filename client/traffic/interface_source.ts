import { growth, type LinkReader, type LinkReading } from "../links/mod.ts";
import type { Total, TrafficSource, TrafficTotals } from "./source.ts";

/** What an interface did since counting began, by its own counters. */
export interface InterfaceGrowth extends TrafficTotals {
  /** Packets that the kernel dropped, both ways. */
  readonly drops: number;
}

interface Sum {
  readonly received: Total;
  readonly sent: Total;
  readonly drops: number;
}

const ZERO: Total = { packets: 0, bytes: 0 };

/**
 * Adds up an interface's own counters, which anyone may read, across wraps;
 * what went by while a driver began anew is lost.
 */
export class InterfaceCount {
  readonly #reader: LinkReader;
  readonly #name: string;
  #sum: Sum = { received: ZERO, sent: ZERO, drops: 0 };
  #before: LinkReading | undefined;

  /** Begins with zero. The reader stays the caller's. */
  constructor(reader: LinkReader, name: string) {
    this.#reader = reader;
    this.#name = name;
    this.#before = reader.read(name);
  }

  /** What it did so far; `null` if it has gone, or is another one now. */
  read(): InterfaceGrowth | null {
    const now = this.#reader.read(this.#name);
    const before = this.#before;
    this.#before = now;
    if (now === undefined) return null;
    if (before && before.counters.index !== now.counters.index) return null;
    // Only the growth matters here, not how long it took.
    const change = before &&
      growth({ atNs: 0n, ...before }, { atNs: 1n, ...now });
    if (change) {
      const { received, sent, drops } = this.#sum;
      this.#sum = {
        received: plus(received, change.received),
        sent: plus(sent, change.sent),
        drops: drops + change.received.dropped + change.sent.dropped,
      };
    }
    const { received, sent, drops } = this.#sum;
    return { received: { all: received }, sent: { all: sent }, drops };
  }
}

/**
 * A source that knows how much, but not of what.
 *
 * @param reader Reads the counters; stays the caller's.
 * @param name The interface.
 * @param notes Why there is no better one.
 */
export function interfaceSource(
  reader: LinkReader,
  name: string,
  notes: readonly string[],
): TrafficSource {
  const count = new InterfaceCount(reader, name);
  return {
    mode: "counters",
    notes,
    read: () => count.read(),
    topFlows: () => null,
    [Symbol.dispose]() {},
  };
}

function plus(a: Total, b: Total): Total {
  return { packets: a.packets + b.packets, bytes: a.bytes + b.bytes };
}
