import { match, ok, strictEqual } from "node:assert/strict";
import { seededRandom } from "../../tests/support/random.ts";
import { type LineSecond, PassiveBloat } from "./passive_bloat.ts";
import { type SimulatedLine, simulateLine } from "./passive_bloat_testing.ts";

/** A household's hour on 40 Mbit/s down, 10 up. */
function household(more: Partial<SimulatedLine> = {}): SimulatedLine {
  return {
    rateBps: { up: 10e6, down: 40e6 },
    limitMs: { up: 150, down: 150 },
    baseMs: 20,
    jitterMs: 2,
    transfers: { pauseS: 40, lengthS: 8, directions: ["up", "down"] },
    knowsQueues: false,
    ...more,
  };
}

function run(line: SimulatedLine, seed: number) {
  const random = seededRandom(seed);
  const simulated = simulateLine(line, { forS: 3600, random });
  const passive = new PassiveBloat({ random });
  for (const second of simulated.seconds) passive.add(second);
  return { passive, ...simulated };
}

Deno.test("PassiveBloat agrees with the truth within 25 %", () => {
  const cases: readonly [
    upMbit: number,
    downMbit: number,
    limitMs: number,
  ][] = [
    [0.4, 1, 150],
    [0.4, 1, 1000],
    [4, 10, 20],
    [4, 10, 150],
    [4, 10, 1000],
    [40, 100, 30],
    [40, 100, 100],
    [40, 100, 300],
    [400, 1000, 45],
  ];
  for (const knowsQueues of [false, true]) {
    for (const [upMbit, downMbit, limitMs] of cases) {
      const line = household({
        rateBps: { up: upMbit * 1e6, down: downMbit * 1e6 },
        limitMs: { up: limitMs, down: limitMs },
        knowsQueues,
      });
      const { passive, trueNs } = run(line, limitMs);
      for (const direction of ["up", "down"] as const) {
        const found = passive.figures(direction);
        const what = `${downMbit} Mbit/s, ${limitMs} ms, ${direction}`;
        ok(found.kind === "measured", what);
        const error = found.bloatNs / trueNs[direction] - 1;
        ok(Math.abs(error) <= 0.25, `${what}: ${(100 * error).toFixed(0)} %`);
        ok(found.interval.lowNs <= found.bloatNs);
        ok(found.bloatNs <= found.interval.highNs);
      }
    }
  }
});

Deno.test("PassiveBloat tells the direction that queues from the other", () => {
  for (const knowsQueues of [false, true]) {
    const { passive } = run(
      household({ limitMs: { up: 300, down: 0.01 }, knowsQueues }),
      5,
    );
    const [up, down] = [passive.figures("up"), passive.figures("down")];
    ok(up.kind === "measured" && up.interval.lowNs > 150e6);
    ok(down.kind === "measured" && Math.abs(down.bloatNs) < 3e6);
  }
});

Deno.test("PassiveBloat sees no bloat on a jittery line", () => {
  for (const seed of [1, 2, 3, 4, 5, 6]) {
    const idle = run(household({ jitterMs: 30, transfers: null }), seed);
    for (const direction of ["up", "down"] as const) {
      const found = idle.passive.figures(direction);
      ok(found.kind === "not_enough_load");
      match(found.reason, /^not enough load seen yet: 0 s in 0 times/);
    }
    const busy = run(
      household({ jitterMs: 30, limitMs: { up: 0.01, down: 0.01 } }),
      seed,
    );
    const found = busy.passive.figures("down");
    ok(found.kind === "measured");
    ok(found.interval.lowNs < 5e6, `${found.interval.lowNs}`);
    ok(Math.abs(found.bloatNs) < 10e6, `${found.bloatNs}`);
  }
});

Deno.test("PassiveBloat takes no new route for a queue", () => {
  const random = seededRandom(7);
  const { seconds } = simulateLine(
    household({ limitMs: { up: 0.01, down: 0.01 } }),
    { forS: 3600, random },
  );
  const passive = new PassiveBloat({ random });
  for (const [i, second] of seconds.entries()) {
    const moreNs = i < 1800 || second.rttNs === null ? 0 : 50e6;
    passive.add({
      ...second,
      rttNs: second.rttNs === null ? null : second.rttNs + moreNs,
    });
  }
  const found = passive.figures("down");
  ok(found.kind === "measured");
  ok(found.bloatNs < 5e6, `${found.bloatNs}`);
});

Deno.test("PassiveBloat shows more delay with more load", () => {
  const { passive } = run(household(), 8);
  const found = passive.figures("down");
  ok(found.kind === "measured");
  strictEqual(passive.glance("down").bloatNs, found.bloatNs);
  strictEqual(found.curve.length, 5);
  const [idle, , , , high] = found.curve;
  ok(idle && high);
  ok(Math.abs(idle.p50Ns) < 2e6);
  ok(high.p50Ns > 90e6);
  ok(found.highestBps > 38e6 && found.highestBps < 41e6);
});

/** Seconds of which each carries so many Mbit/s down, with this delay. */
function secondsOf(
  rows: readonly [downMbit: number, rttMs: number | null][],
): readonly LineSecond[] {
  return rows.map(([downMbit, rttMs], i) => ({
    atMs: 1.8e12 + 1000 * i,
    upBytes: 0,
    downBytes: downMbit * 1e6 / 8,
    rttNs: rttMs === null ? null : rttMs * 1e6,
    queueUpNs: null,
    queueDownNs: null,
  }));
}

/** `count` times the same second. */
function times<Row>(count: number, row: Row): readonly Row[] {
  return Array.from({ length: count }, () => row);
}

Deno.test("PassiveBloat says what it still needs to see", () => {
  const rest = times<[number, number]>(60, [0, 20]);
  const load = times<[number, number]>(6, [40, 120]);
  const cases: readonly [
    readonly (readonly [number, number])[],
    expectedBps: number | null,
    reason: RegExp,
  ][] = [
    [[...rest, ...load], null, /: 5 s in 1 times \(needed: 10 s in 3 times\)$/],
    [[...rest, ...load, ...rest, ...load], null, /: 10 s in 2 times/],
    [
      [...rest, ...load, ...rest, ...load, ...rest, ...load],
      100e6,
      /never more than half of what the line should carry$/,
    ],
    [
      [
        ...times<[number, number]>(12, [0, 20]),
        ...load,
        ...times<[number, number]>(5, [0, 20]),
        ...load,
        ...times<[number, number]>(5, [0, 20]),
        ...load,
      ],
      null,
      /^not enough rest seen yet/,
    ],
  ];
  for (const [rows, expectedBps, reason] of cases) {
    const passive = new PassiveBloat({
      random: seededRandom(1),
      expectedBps: { up: null, down: expectedBps },
    });
    for (const second of secondsOf(rows.map(([m, r]) => [m, r]))) {
      passive.add(second);
    }
    const found = passive.figures("down");
    match(found.kind === "not_enough_load" ? found.reason : "measured", reason);
  }
});

Deno.test("PassiveBloat leaves out the edges of a transfer and lost probes", () => {
  const rest = times<[number, number]>(60, [0, 20]);
  const transfer: readonly [number, number | null][] = [
    [40, 20],
    [40, 120],
    [40, null],
    [40, 120],
    [40, 120],
    [40, 120],
    [0, 500],
  ];
  const passive = new PassiveBloat({ random: seededRandom(1) });
  const rows = times(4, [...rest, ...transfer]).flat();
  for (const second of secondsOf(rows)) passive.add(second);
  const found = passive.figures("down");
  ok(found.kind === "measured");
  // Of each transfer: the first sample, taken with the bytes of the second
  // before and of the one after, and three of 120 ms; what followed it is not
  // under load any more.
  strictEqual(found.loadedSeconds, 16);
  strictEqual(found.bloatNs, 100e6);
});

Deno.test("PassiveBloat does not bridge a gap", () => {
  const passive = new PassiveBloat({ random: seededRandom(1) });
  for (const second of secondsOf(times(200, [40, 20]))) {
    passive.add({ ...second, atMs: second.atMs * 2 });
  }
  const found = passive.figures("down");
  ok(found.kind === "not_enough_load");
  strictEqual(found.loadedSeconds, 0);
});

Deno.test("PassiveBloat goes by round trips until it knows what queues are at rest", () => {
  const passive = new PassiveBloat({ random: seededRandom(9) });
  let atMs = 1.8e12;
  const second = (bytes: number, queueMs: number, knowsQueues: boolean) =>
    passive.add({
      atMs: atMs += 1000,
      upBytes: 2000,
      downBytes: bytes,
      rttNs: 1e6 * (20 + queueMs),
      queueUpNs: knowsQueues ? 0 : null,
      queueDownNs: knowsQueues ? 1e6 * queueMs : null,
    });
  for (let s = 0; s < 40; s++) second(2000, 0, false);
  // The server's stamps begin to tell in the middle of the load.
  for (let file = 0; file < 4; file++) {
    for (let s = 0; s < 8; s++) second(2.5e6, 100, true);
    for (let s = 0; s < 2; s++) second(2000, 0, false);
  }
  const found = passive.figures("down");
  ok(found.kind === "measured");
  ok(Math.abs(found.bloatNs - 100e6) < 1e6, `${found.bloatNs}`);
});

const RESTS = [
  { mbit: 9.95, kind: "measured", why: "below a tenth of the highest rate" },
  { mbit: 10, kind: "not_enough_load", why: "never at rest: no idle delay" },
] as const;

for (const { mbit, kind, why } of RESTS) {
  Deno.test(`PassiveBloat is ${kind} of 100 Mbit/s between times of ${mbit}: ${why}`, () => {
    const passive = new PassiveBloat({ random: seededRandom(1) });
    for (let s = 0; s < 100; s++) {
      const downBps = s % 20 < 10 ? 100e6 : mbit * 1e6;
      passive.add({
        atMs: 1000 * s,
        upBytes: 100,
        downBytes: downBps / 8,
        rttNs: 20e6,
        queueUpNs: null,
        queueDownNs: null,
      });
    }
    strictEqual(passive.figures("down").kind, kind);
  });
}
