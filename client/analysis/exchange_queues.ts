import type { EchoExchange } from "../model/mod.ts";

/** Two crystals differ by less than this: a steeper slope is a queue's. */
const MAX_SKEW = 200e-6;

/** One ECHO of a short test. */
export interface TimedExchange {
  /** When it was sent, ms since the test began. */
  readonly atMs: number;
  /** Its four times. */
  readonly exchange: EchoExchange;
}

/** Time that an ECHO spent in queues. */
export interface ExchangeQueues {
  /** On the way up, ns, >= 0. */
  readonly upNs: number;
  /** On the way down, ns, >= 0. */
  readonly downNs: number;
}

/** Where the line was at rest, ms since the test began. */
export interface Rest {
  /** From when. */
  readonly fromMs: number;
  /** Until when. */
  readonly toMs: number;
}

/**
 * Finds the queues in each direction of a test that lasts seconds, where a
 * fit of the clocks would take a minute: the line is at rest at both ends of
 * the test, and the shortest ways there, joined by a line, are those without
 * a queue. How far the clocks are apart cancels out.
 *
 * @param exchanges All ECHOs of the test.
 * @param rests Where the line was at rest: the first and the last count.
 * @returns Their queues, in the same order; none when the clocks changed, or
 * the line was never seen at rest.
 */
export function exchangeQueues(
  exchanges: readonly TimedExchange[],
  rests: readonly Rest[],
): readonly ExchangeQueues[] {
  const first = exchanges[0];
  if (first === undefined) return [];
  const { clocks, sentNs, arrivedNs } = first.exchange;
  if (exchanges.some(({ exchange }) => exchange.clocks !== clocks)) return [];
  const apartNs = arrivedNs - sentNs;
  const ups = exchanges.map(({ atMs, exchange }) => ({
    atMs,
    ns: Number(exchange.arrivedNs - exchange.sentNs - apartNs),
  }));
  const downs = exchanges.map(({ atMs, exchange }) => ({
    atMs,
    ns: Number(exchange.returnedNs - exchange.repliedNs + apartNs),
  }));
  const up = queuesAbove(ups, rests);
  const down = queuesAbove(downs, rests);
  return up.map((upNs, i) => ({ upNs, downNs: down[i] ?? 0 }));
}

interface Way {
  readonly atMs: number;
  readonly ns: number;
}

function queuesAbove(
  ways: readonly Way[],
  rests: readonly Rest[],
): readonly number[] {
  const [early, late] = [rests[0], rests.at(-1)].map((rest) =>
    shortest(
      ways.filter(({ atMs }) =>
        rest !== undefined && atMs >= rest.fromMs && atMs < rest.toMs
      ),
    )
  );
  if (early === undefined) return [];
  const slope = late === undefined || late.atMs === early.atMs
    ? 0
    : (late.ns - early.ns) / (late.atMs - early.atMs);
  // One that had not drained at the end says nothing of the clocks.
  const skew = Math.abs(slope) <= MAX_SKEW * 1e6 ? slope : 0;
  return ways.map(({ atMs, ns }) =>
    Math.max(0, ns - early.ns - skew * (atMs - early.atMs))
  );
}

function shortest(ways: readonly Way[]): Way | undefined {
  return ways.reduce<Way | undefined>(
    (best, way) => best === undefined || way.ns < best.ns ? way : best,
    undefined,
  );
}
