import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import type { EchoExchange } from "../model/mod.ts";
import { type ClockNews, ClockOffset } from "./clock_offset.ts";
import {
  errorsOver,
  exchangesOver,
  type PathOptions,
} from "./clock_offset_testing.ts";

const QUIET: PathOptions = {
  skewPpm: 40,
  baseMs: { up: 12, down: 4 },
  jitterMs: 0.2,
  loadS: 0,
  loadMs: 0,
  lengthS: 600,
  intervalS: 1,
  seed: 1,
};

/** Feeds a path whose exchanges are changed on the way. */
function newsOver(
  options: PathOptions,
  change: (exchange: EchoExchange, s: number) => EchoExchange | null,
): readonly (ClockNews["kind"] | string)[] {
  const offset = new ClockOffset();
  const news: string[] = [];
  for (const { exchange } of exchangesOver(options)) {
    const s = Math.round(Number(exchange.sentNs) / 1e9);
    const changed = change(exchange, s);
    if (changed === null) continue;
    for (const { kind } of offset.add(changed).news) news.push(`${s} ${kind}`);
  }
  return news;
}

/** How sure delays are after each ECHO, which takes so many ms. */
function errorsOf(
  echoes: readonly (readonly [atS: number, rttMs: number])[],
): readonly (number | undefined)[] {
  const offset = new ClockOffset();
  return echoes.map(([atS, rttMs]) => {
    const sentNs = BigInt(atS) * 10n ** 9n;
    const arrivedNs = sentNs + BigInt(rttMs * 750_000);
    const { delay } = offset.add({
      clocks: "same",
      sentNs,
      arrivedNs,
      repliedNs: arrivedNs,
      returnedNs: sentNs + BigInt(rttMs * 1_000_000),
    });
    return delay?.errorNs;
  });
}

/** Sets the server's clock. */
function ahead(exchange: EchoExchange, ns: bigint): EchoExchange {
  const arrivedNs = exchange.arrivedNs + ns;
  return { ...exchange, arrivedNs, repliedNs: exchange.repliedNs + ns };
}

const HOUR: readonly [why: string, changes: Partial<PathOptions>][] = [
  ["a quiet line", { skewPpm: 10 }],
  ["a bad crystal", { skewPpm: -100 }],
  ["a cable line under load", { skewPpm: 60, loadS: 60, loadMs: 200 }],
  ["the long way down, under load", {
    skewPpm: -35,
    baseMs: { up: 5, down: 25 },
    loadS: 60,
    loadMs: 40,
  }],
  ["a mobile network", { skewPpm: 100, jitterMs: 8 }],
  ["a mobile network under long load", {
    skewPpm: -60,
    baseMs: { up: 5, down: 25 },
    jitterMs: 8,
    loadS: 150,
    loadMs: 400,
  }],
];

Deno.test("ClockOffset bounds every delay and finds the queues for an hour", async (t) => {
  for (const [why, changes] of HOUR) {
    await t.step(why, () => {
      const path = { ...QUIET, lengthS: 3600, seed: 7, ...changes };
      const errors = errorsOver(path);
      strictEqual(errors.told, 3598, "from the third reply on");
      strictEqual(errors.outside, 0);
      ok(errors.queueP99Ns <= 500_000, `queue P99 ${errors.queueP99Ns} ns`);
      const shortestNs = (path.baseMs.up + path.baseMs.down) * 1e6;
      ok(errors.boundP50Ns < shortestNs / 2 + 1e6);
      ok(errors.boundP50Ns > shortestNs / 2 - 1e6, "it cannot be better");
    });
  }
});

Deno.test("ClockOffset needs the same memory and no more time at 200 a second", () => {
  const errors = errorsOver({ ...QUIET, lengthS: 400, intervalS: 0.005 });
  strictEqual(errors.outside, 0);
  ok(errors.queueP99Ns <= 500_000);
});

Deno.test("ClockOffset is as sure as half a round trip, and as the stamps, allow", () => {
  // From the third on; each stamp may be wrong by 5 µs.
  deepStrictEqual(errorsOf([[0, 16], [1, 16], [2, 16]]), [
    undefined,
    undefined,
    8_005_000,
  ]);
});

Deno.test("ClockOffset tells no delay while it knows less than it has seen to be possible", () => {
  // The short round trip is too long ago to say anything of clocks that drift.
  deepStrictEqual(errorsOf([[0, 16], [15, 40], [30, 40]]), [
    undefined,
    undefined,
    undefined,
  ]);
});

Deno.test("ClockOffset tells once that delays can be told", () => {
  deepStrictEqual(newsOver(QUIET, (exchange) => exchange), ["2 established"]);
});

Deno.test("ClockOffset notices what makes its knowledge void, and begins anew", () => {
  const cases: readonly [
    why: string,
    change: (exchange: EchoExchange, s: number) => EchoExchange | null,
    expected: readonly string[],
  ][] = [
    [
      "the server has restarted",
      (exchange, s) => s < 400 ? exchange : { ...exchange, clocks: "other" },
      ["2 established", "400 lost", "402 established"],
    ],
    [
      "a clock was set by an hour",
      (exchange, s) => s < 400 ? exchange : ahead(exchange, 3600n * 10n ** 9n),
      ["2 established", "402 stepped", "402 lost", "404 established"],
    ],
    [
      "a clock was set back by less than a round trip",
      (exchange, s) => s < 400 ? exchange : ahead(exchange, -5_000_000n),
      ["2 established", "402 stepped", "402 lost", "404 established"],
    ],
    [
      "a clock was set before its rate was known",
      (exchange, s) => s < 100 ? exchange : ahead(exchange, 10n ** 9n),
      ["2 established", "100 stepped", "100 lost", "102 established"],
    ],
    [
      "a clock now runs 150 ppm faster",
      (exchange, s) =>
        s < 400 ? exchange : ahead(exchange, BigInt((s - 400) * 150_000)),
      ["2 established", "511 lost", "513 established"],
    ],
    [
      "three minutes of silence",
      (exchange, s) => s > 400 && s < 580 ? null : exchange,
      ["2 established", "580 lost", "582 established"],
    ],
    [
      "another route, 10 ms longer on the way up",
      (exchange, s) =>
        s < 390 ? exchange : {
          ...ahead(exchange, 10_000_000n),
          returnedNs: exchange.returnedNs + 10_000_000n,
        },
      ["2 established", "421 route_shifted"],
    ],
    [
      "a full queue on the way up for two minutes",
      (exchange, s) => {
        const queueNs = BigInt(1_000_000 * (70 + s * 37 % 30));
        return s < 390 || s > 510 ? exchange : {
          ...ahead(exchange, queueNs),
          returnedNs: exchange.returnedNs + queueNs,
        };
      },
      ["2 established"],
    ],
  ];
  for (const [why, change, expected] of cases) {
    deepStrictEqual(newsOver(QUIET, change), expected, why);
  }
});

Deno.test("ClockOffset sees a queue that stands still for minutes", () => {
  const offset = new ClockOffset();
  for (const { exchange } of exchangesOver(QUIET)) {
    const isLoaded = Number(exchange.sentNs) > 400e9;
    const queueNs = isLoaded ? 80_000_000n : 0n;
    const { delay } = offset.add({
      ...ahead(exchange, queueNs),
      returnedNs: exchange.returnedNs + queueNs,
    });
    if (Number(exchange.sentNs) < 410e9) continue;
    // An unmoving queue looks like a longer route after 30 s.
    if (Number(exchange.sentNs) > 420e9) break;
    ok(Math.abs((delay?.queueUpNs ?? NaN) - 80e6) < 1e6);
    ok((delay?.queueDownNs ?? NaN) < 1e6);
  }
});

Deno.test("ClockOffset tells queues once the rate is known, and not before", () => {
  const offset = new ClockOffset();
  const firstQueueS = [...exchangesOver(QUIET)].findIndex(({ exchange }) =>
    typeof offset.add(exchange).delay?.queueUpNs === "number"
  );
  strictEqual(firstQueueS, 60);
});

Deno.test("ClockOffset knows queues for long after a clock was set", () => {
  const offset = new ClockOffset();
  for (
    const { exchange, ...truth } of exchangesOver({ ...QUIET, lengthS: 900 })
  ) {
    const isSet = Number(exchange.sentNs) > 400e9;
    const { delay } = offset.add(
      isSet ? ahead(exchange, 3600n * 10n ** 9n) : exchange,
    );
    if (Number(exchange.sentNs) < 420e9) continue;
    ok(Math.abs((delay?.queueUpNs ?? NaN) - truth.queueUpNs) < 500_000);
  }
});

Deno.test("ClockOffset takes no jitter for a step after the server has restarted", () => {
  const jittery = { ...QUIET, jitterMs: 8 };
  deepStrictEqual(
    newsOver(
      jittery,
      (exchange, s) => s < 400 ? exchange : { ...exchange, clocks: "other" },
    ),
    ["2 established", "400 lost", "402 established"],
  );
});
