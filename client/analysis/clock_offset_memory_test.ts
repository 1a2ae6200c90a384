import { deepStrictEqual } from "node:assert/strict";
import type { EchoExchange } from "../model/mod.ts";
import {
  echoAt,
  fed,
  newsOf,
  SECOND,
  seconds,
  taking,
} from "./clock_echo_testing.ts";
import { type ClockNews, ClockOffset } from "./clock_offset.ts";

Deno.test("ClockOffset takes a longer route for no queue", () => {
  const offset = fed(389);
  const longer = (s: number) => {
    const sentNs = BigInt(s) * SECOND;
    const arrivedNs = sentNs + 22_000_000n;
    return offset.add(echoAt(sentNs, {
      arrivedNs,
      repliedNs: arrivedNs,
      returnedNs: sentNs + 26_000_000n,
    }));
  };
  const queues = new Map<number, number | null | undefined>();
  const news: ClockNews[] = [];
  for (let s = 390; s < 430; s++) {
    const told = longer(s);
    queues.set(s, told.delay?.queueUpNs);
    news.push(...told.news);
  }
  deepStrictEqual(news, [{
    kind: "route_shifted",
    detail: "the shortest round trip went from 16.000 to 26.000 ms",
  }]);
  deepStrictEqual([queues.get(419), queues.get(421)], [10_000_000, 0]);
});

Deno.test("ClockOffset takes another route's round trip for the shortest", () => {
  // One of 16 ms, and seven of 40, which are no route; then two that are.
  // Until the second, nothing is as sure as 16 ms would make it.
  deepStrictEqual(
    newsOf(new ClockOffset(), [
      taking(0, 16),
      ...seconds(4, 30, 4).map((s) => taking(s, 40)),
      ...seconds(30, 60).map((s) => taking(s, 40)),
      ...seconds(60, 91).map((s) => taking(s, 45)),
    ]),
    ["90 route_shifted", "90 established"],
  );
});

Deno.test("ClockOffset remembers the way without a queue for 600 s", () => {
  const offset = new ClockOffset();
  const queues = seconds(0, 701).map((s) => {
    const echo = echoAt(BigInt(s) * SECOND);
    const fasterNs = s === 100 ? 300_000n : 0n;
    return offset.add({
      ...echo,
      arrivedNs: echo.arrivedNs - fasterNs,
      repliedNs: echo.repliedNs - fasterNs,
      returnedNs: echo.returnedNs - fasterNs,
    }).delay?.queueUpNs;
  });
  deepStrictEqual(
    [99, 100, 101, 699, 700].map((s) => queues[s]),
    [0, 0, 300_000, 300_000, 0],
  );
});

Deno.test("ClockOffset finds no queue that is less than none, as a second keeps one sample a way", () => {
  for (
    const [ppm, queuesNs] of [[40, [0, 10_000]], [-40, [10_000, 0]]] as const
  ) {
    const offset = new ClockOffset();
    const add = (sentMs: number, moreNs: number) => {
      const echo = echoAt(BigInt(sentMs) * 1_000_000n);
      const gainNs = BigInt(sentMs * ppm + moreNs); // 1 ppm is 1 ns a ms
      return offset.add({
        ...echo,
        arrivedNs: echo.arrivedNs + gainNs,
        repliedNs: echo.repliedNs + gainNs,
      }).delay;
    };
    for (const s of seconds(0, 81)) add(1000 * s, 0);
    // Later in the same second: the clocks are not 20 µs further, but 10.
    const delay = add(80_500, -10_000 * Math.sign(ppm));
    const { queueUpNs, queueDownNs } = delay ?? {};
    deepStrictEqual(
      [queueUpNs, queueDownNs].map((ns) => Math.round(ns ?? NaN)),
      queuesNs,
    );
  }
});

Deno.test("ClockOffset tells no queue until it knows a clock's new rate", () => {
  const sentNs = 71n * SECOND;
  const returnedNs = sentNs + 16_000_000n;
  const repliedNs = returnedNs + 12_205_001n; // a ns more than possible
  const faster = echoAt(sentNs, {
    arrivedNs: repliedNs,
    repliedNs,
    returnedNs,
  });
  const cases: readonly [EchoExchange, clocks: string][] = [
    [faster, "same"],
    [echoAt(sentNs, { clocks: "other" }), "other"],
  ];
  for (const [changed, clocks] of cases) {
    const offset = fed(70);
    deepStrictEqual(newsOf(offset, [changed]), ["71 lost"]);
    const delays = seconds(72, 75).map((s) =>
      offset.add(echoAt(BigInt(s) * SECOND, { clocks })).delay
    );
    const { errorNs, queueUpNs, queueDownNs } = delays.at(-1) ?? {};
    deepStrictEqual(
      [errorNs, queueUpNs, queueDownNs],
      [8_005_000, null, null],
      clocks,
    );
  }
});

Deno.test("ClockOffset takes nothing along when the server has started anew", () => {
  const other = (fromS: number, toS: number, rttMs: number) =>
    seconds(fromS, toS).map((s) => taking(s, rttMs, "other"));
  const cases: readonly [
    why: string,
    echoes: readonly EchoExchange[],
    news: readonly string[],
  ][] = [
    [
      "neither the shortest round trip",
      other(61, 65, 40),
      ["61 lost", "63 established"],
    ],
    ["nor the route", other(61, 160, 8), ["61 lost", "63 established"]],
    [
      "nor when it last heard of it",
      [...other(61, 64, 16), ...other(84, 85, 16)],
      ["61 lost", "63 established", "84 lost"],
    ],
  ];
  for (const [why, echoes, news] of cases) {
    deepStrictEqual(newsOf(fed(60), echoes), news, why);
  }
});

Deno.test("ClockOffset takes no jitter for a step when it begins anew after silence", () => {
  const offset = fed(340); // 40 s more than the rate takes, to know steps
  // Both apparent delays of the second are 1 ms more: as if a clock was set.
  const delays = [0n, 1n, 0n].map((moreMs, i) => {
    const echo = echoAt(BigInt(461 + i) * SECOND);
    const arrivedNs = echo.arrivedNs + moreMs * 1_000_000n;
    return offset.add({ ...echo, arrivedNs, repliedNs: arrivedNs }).delay;
  });
  deepStrictEqual(delays.map((delay) => delay === null), [true, true, false]);
});
