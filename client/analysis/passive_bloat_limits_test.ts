import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { seededRandom } from "../../tests/support/random.ts";
import { type LineSecond, PassiveBloat } from "./passive_bloat.ts";

/** What a second carries each way, bit/s, and what its probe finds, ms. */
interface Second {
  readonly up?: number;
  readonly down?: number;
  readonly rttMs?: number;
  readonly queueUpMs?: number;
  readonly queueDownMs?: number;
}

/** Feeds runs of equal seconds. */
function fed(
  runs: readonly (readonly [count: number, second: Second])[],
  { spanMs = 1000 } = {},
): PassiveBloat {
  const passive = new PassiveBloat({ random: seededRandom(1) });
  const seconds = runs.flatMap(([count, second]) =>
    Array.from({ length: count }, () => second)
  );
  const ns = (ms: number | undefined) => ms === undefined ? null : ms * 1e6;
  for (const [at, second] of seconds.entries()) {
    const { up = 0, down = 0, rttMs, queueUpMs, queueDownMs } = second;
    const line: LineSecond = {
      atMs: 1.8e12 + spanMs * at,
      upBytes: up / 8,
      downBytes: down / 8,
      rttNs: ns(rttMs),
      queueUpNs: ns(queueUpMs),
      queueDownNs: ns(queueDownMs),
    };
    passive.add(line);
  }
  return passive;
}

/** A minute in which nothing happens. */
const REST = [60, { rttMs: 20 }] as const;

/** Ten seconds; the last one's sample is at the edge. */
function load(second: Second) {
  return [10, { rttMs: 120, ...second }] as const;
}

Deno.test("PassiveBloat counts seconds from 75 % of the highest rate on", () => {
  const cases: readonly [bps: number, seconds: number][] = [
    [30e6, 18],
    [29.9e6, 9],
  ];
  for (const [bps, seconds] of cases) {
    const passive = fed([
      REST,
      load({ down: 40e6 }),
      REST,
      load({ down: bps }),
    ]);
    strictEqual(passive.glance("down").loadedSeconds, seconds);
    strictEqual(passive.glance("down").highestBps, 40e6);
    strictEqual(passive.glance("up").loadedSeconds, 0);
  }
});

Deno.test("PassiveBloat takes samples that are up to 1.5 s apart", () => {
  const runs = [REST, load({ down: 40e6 })];
  strictEqual(fed(runs, { spanMs: 1500 }).glance("down").loadedSeconds, 9);
  strictEqual(fed(runs, { spanMs: 1501 }).glance("down").loadedSeconds, 0);
});

Deno.test("PassiveBloat.glance() is what figures() measures, and as early", () => {
  const once = [REST, load({ down: 40e6 })];
  const early = fed(once);
  strictEqual(early.figures("down").kind, "not_enough_load");
  deepStrictEqual(early.glance("down"), {
    highestBps: 40e6,
    loadedSeconds: 9,
    bloatNs: null,
  });
  const passive = fed([...once, ...once, ...once]);
  deepStrictEqual(passive.glance("down"), {
    highestBps: 40e6,
    loadedSeconds: 27,
    bloatNs: 100e6,
  });
  const { kind, ...measured } = passive.figures("down");
  strictEqual(kind, "measured");
  strictEqual("bloatNs" in measured && measured.bloatNs, 100e6);
});

Deno.test("PassiveBloat takes round trips while the other way is calm", () => {
  const cases: readonly [
    why: string,
    highestUp: number,
    up: number,
    seconds: number,
  ][] = [
    ["half of its own highest rate", 10e6, 5e6, 0],
    ["less than half", 10e6, 4.96e6, 9],
    ["a 16th of the download", 4e6, 2.5e6, 0],
    ["less than a 16th: acknowledgements", 4e6, 2.48e6, 9],
  ];
  for (const [why, highestUp, up, seconds] of cases) {
    const passive = fed([
      REST,
      load({ up: highestUp }),
      REST,
      load({ up, down: 40e6 }),
    ]);
    strictEqual(passive.glance("down").loadedSeconds, seconds, why);
  }
});

Deno.test("PassiveBloat needs no calm where the server knows the queues", () => {
  const rest = [60, { rttMs: 20, queueUpMs: 2, queueDownMs: 3 }] as const;
  const both = load({
    up: 10e6,
    down: 40e6,
    queueUpMs: 72,
    queueDownMs: 33,
  });
  const passive = fed([rest, both, rest, both, rest, both]);
  deepStrictEqual(passive.glance("up"), {
    highestBps: 10e6,
    loadedSeconds: 27,
    bloatNs: 70e6,
  });
  deepStrictEqual(passive.glance("down"), {
    highestBps: 40e6,
    loadedSeconds: 27,
    bloatNs: 30e6,
  });
});

Deno.test("PassiveBloat takes less than 100 kbit/s for rest, and than 200 for no load", () => {
  const after = (restBps: number, loadBps: number) => {
    const rest = [60, { rttMs: 20, down: restBps }] as const;
    const busy = load({ down: loadBps });
    return fed([rest, busy, rest, busy, rest, busy]).glance("down");
  };
  strictEqual(after(99_999.2, 500_000).bloatNs, 100e6);
  strictEqual(after(100_000, 500_000).bloatNs, null);
  strictEqual(after(0, 200_000).loadedSeconds, 27);
  strictEqual(after(0, 199_999.2).loadedSeconds, 0);
});

Deno.test("PassiveBloat compares with the median of the last 60 seconds of rest", () => {
  const bloatNs = (beforeMs: number, latelyMs: number, seconds: number) => {
    // One more, whose sample is taken with the bytes of the load after it.
    const lately = [seconds + 1, { rttMs: latelyMs }] as const;
    const once = [
      [100, { rttMs: beforeMs }] as const,
      lately,
      load({ down: 40e6 }),
    ];
    return fed([once, once, once].flat()).glance("down").bloatNs;
  };
  deepStrictEqual([30, 31].map((s) => bloatNs(20, 40, s)), [100e6, 80e6]);
  deepStrictEqual([29, 30].map((s) => bloatNs(40, 20, s)), [80e6, 100e6]);
});

Deno.test("PassiveBloat compares queues with those of the last minute of rest", () => {
  const rest = (seconds: number, queueDownMs: number) =>
    [seconds, { rttMs: 20, queueUpMs: 0, queueDownMs }] as const;
  const busy = load({ down: 40e6, queueUpMs: 0, queueDownMs: 72 });
  const passive = fed([
    rest(250, 2),
    rest(60, 6),
    ...[busy, rest(2, 6), busy, rest(2, 6), busy],
  ]);
  strictEqual(passive.glance("down").bloatNs, 66e6);
});

Deno.test("PassiveBloat takes a second beside one with load for no rest", () => {
  // Every sample lies between a second of load and one without.
  const pair = [
    [1, { rttMs: 120, down: 40e6 }] as const,
    [1, { rttMs: 120 }] as const,
  ];
  const busy = load({ down: 40e6 });
  const short = [2, { rttMs: 20 }] as const;
  const pairs = Array.from({ length: 50 }, () => pair).flat();
  const passive = fed([REST, ...pairs, short, busy, short, busy, short, busy]);
  strictEqual(passive.glance("down").bloatNs, 100e6);
});

Deno.test("PassiveBloat goes by round trips where the server is silent under load", () => {
  const rest = [60, { rttMs: 20, queueUpMs: 2, queueDownMs: 3 }] as const;
  const busy = load({ down: 40e6 });
  const passive = fed([rest, busy, rest, busy, rest, busy]);
  strictEqual(passive.glance("down").bloatNs, 100e6);
});
