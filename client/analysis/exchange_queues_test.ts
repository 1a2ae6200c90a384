import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { exchangeQueues, type TimedExchange } from "./exchange_queues.ts";

const RESTS = [{ fromMs: 0, toMs: 1_000 }, { fromMs: 9_000, toMs: 10_000 }];

/** An ECHO over 4 ms up and 9 ms down, of clocks far apart and drifting. */
function echoAt(
  atMs: number,
  queue: { readonly upMs: number; readonly downMs: number },
  skewPpm = 0,
): TimedExchange {
  const server = (ms: number) =>
    BigInt(Math.round(ms * 1e6 * (1 + skewPpm / 1e6))) + 10n ** 17n;
  const arrivedMs = atMs + 4 + queue.upMs;
  const repliedMs = arrivedMs + 0.1;
  return {
    atMs,
    exchange: {
      clocks: "a",
      sentNs: BigInt(atMs * 1e6),
      arrivedNs: server(arrivedMs),
      repliedNs: server(repliedMs),
      returnedNs: BigInt(Math.round((repliedMs + 9 + queue.downMs) * 1e6)),
    },
  };
}

/** At rest, 120 ms up, 80 ms down, at rest. */
function testOf(skewPpm: number): readonly TimedExchange[] {
  return Array.from({ length: 200 }, (_, i) => {
    const atMs = 50 * i;
    const isUp = atMs >= 1_000 && atMs < 5_000;
    const isDown = atMs >= 5_000 && atMs < 9_000;
    const queue = { upMs: isUp ? 120 : 0, downMs: isDown ? 80 : 0 };
    return echoAt(atMs, queue, skewPpm);
  });
}

Deno.test("exchangeQueues() tells the directions apart, however the clocks differ", () => {
  for (const skewPpm of [0, 100, -150]) {
    const test = testOf(skewPpm);
    const queues = exchangeQueues(test, RESTS);
    strictEqual(queues.length, test.length);
    for (const [i, { atMs }] of test.entries()) {
      const upMs = atMs >= 1_000 && atMs < 5_000 ? 120 : 0;
      const downMs = atMs >= 5_000 && atMs < 9_000 ? 80 : 0;
      const errorUp = Math.abs((queues[i]?.upNs ?? NaN) / 1e6 - upMs);
      const errorDown = Math.abs((queues[i]?.downNs ?? NaN) / 1e6 - downMs);
      ok(errorUp < 0.1 && errorDown < 0.1, `${skewPpm} ppm, ${atMs} ms`);
    }
  }
});

Deno.test("exchangeQueues() takes a queue that stands at the end for no skew", () => {
  const test = [
    echoAt(0, { upMs: 0, downMs: 0 }),
    echoAt(5_000, { upMs: 100, downMs: 0 }),
    echoAt(9_500, { upMs: 100, downMs: 0 }),
  ];
  deepStrictEqual(
    exchangeQueues(test, RESTS).map(({ upNs }) => Math.round(upNs / 1e6)),
    [0, 100, 100],
  );
});

Deno.test("exchangeQueues() says nothing where nothing can be known", () => {
  const rest = echoAt(0, { upMs: 0, downMs: 0 });
  const other = { ...rest, exchange: { ...rest.exchange, clocks: "b" } };
  deepStrictEqual(exchangeQueues([], RESTS), []);
  deepStrictEqual(exchangeQueues([rest, other], RESTS), [], "other clocks");
  deepStrictEqual(exchangeQueues([rest], []), [], "never at rest");
});

/** Of a client that shows the time of day, less that of a server just up. */
const APART_NS = 1_795_168_800_000_000_007n;

/** One whose ways take so long, ns, by clocks that are decades apart. */
function waysAt(atMs: number, upNs: bigint, downNs: bigint): TimedExchange {
  const arrivedNs = BigInt(atMs) * 1_000_000n + upNs;
  const repliedNs = arrivedNs + 3n;
  return {
    atMs,
    exchange: {
      clocks: "a",
      sentNs: arrivedNs - upNs + APART_NS,
      arrivedNs,
      repliedNs,
      returnedNs: repliedNs + downNs + APART_NS,
    },
  };
}

Deno.test("exchangeQueues() counts from the shortest at rest, to the nanosecond, and never below 0", () => {
  const test = [
    waysAt(0, 50n, 90n),
    waysAt(10, 40n, 80n),
    waysAt(20, 60n, 95n),
    waysAt(1_000, 30n, 81n), // not at rest: shorter, and counts as none
    waysAt(2_000, 4_040n, 80n),
  ];
  deepStrictEqual(
    exchangeQueues(test, [{ fromMs: 0, toMs: 1_000 }]),
    [
      { upNs: 10, downNs: 10 },
      { upNs: 0, downNs: 0 },
      { upNs: 20, downNs: 15 },
      { upNs: 0, downNs: 1 },
      { upNs: 4_000, downNs: 0 },
    ],
  );
});

Deno.test("exchangeQueues() takes up to 200 ppm for the clocks, and more for a queue", () => {
  const rests = [{ fromMs: 0, toMs: 1 }, { fromMs: 10_000, toMs: 10_001 }];
  const last = (upNs: bigint, downNs: bigint) =>
    exchangeQueues([waysAt(0, 0n, 0n), waysAt(10_000, upNs, downNs)], rests)[1];
  // 200 ppm of 10 s are 2 ms.
  deepStrictEqual(last(2_000_000n, -2_000_000n), { upNs: 0, downNs: 0 });
  deepStrictEqual(last(2_000_001n, 0n), { upNs: 2_000_001, downNs: 0 });
  deepStrictEqual(last(0n, 2_000_001n), { upNs: 0, downNs: 2_000_001 });
});

Deno.test("exchangeQueues() needs one ECHO at rest, at the beginning", () => {
  const none = { upNs: 0, downNs: 0 };
  const [alone, loaded] = [waysAt(0, 5n, 5n), waysAt(5_000, 5n, 95n)];
  deepStrictEqual(exchangeQueues([alone], RESTS), [none]);
  deepStrictEqual(
    exchangeQueues([alone, loaded], RESTS),
    [none, { upNs: 0, downNs: 90 }],
    "none at the end: the clocks are taken as alike",
  );
  deepStrictEqual(exchangeQueues([loaded], RESTS), [], "only under load");
});

Deno.test("exchangeQueues() joins the first shortest way of the first and of the last rest", () => {
  const rests = [0, 5_000, 10_000]
    .map((fromMs) => ({ fromMs, toMs: fromMs + 1_000 }));
  // 100 ppm: 100 ns a ms. The rest in between had not drained.
  const test = [
    waysAt(0, 0n, 0n),
    waysAt(100, 0n, 0n),
    waysAt(5_000, 1_500_000n, 0n),
    waysAt(10_000, 1_000_000n, 0n),
    waysAt(10_100, 1_000_000n, 0n),
  ];
  deepStrictEqual(
    exchangeQueues(test, rests).map(({ upNs }) => upNs),
    [0, 0, 1_000_000, 0, 0],
  );
});
