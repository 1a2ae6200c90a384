import { deepStrictEqual, strictEqual } from "node:assert/strict";
import type { EchoExchange } from "../model/mod.ts";
import { type ClockNews, ClockOffset } from "./clock_offset.ts";

const SECOND = 10n ** 9n;
/** From a machine's start to the time of day, and odd. */
const DECADES_NS = 1_795_168_800_000_000_001n;

/** An ECHO that takes 12 ms up and 4 ms down, and 0 on the server. */
function echoAt(
  sentNs: bigint,
  more: Partial<EchoExchange> = {},
): EchoExchange {
  return {
    clocks: "same",
    sentNs,
    arrivedNs: sentNs + 12_000_000n,
    repliedNs: sentNs + 12_000_000n,
    returnedNs: sentNs + 16_000_000n,
    ...more,
  };
}

/** An ECHO that takes so many ms, three quarters of it on the way up. */
function taking(s: number, rttMs: number, clocks = "same"): EchoExchange {
  const sentNs = BigInt(s) * SECOND;
  const arrivedNs = sentNs + BigInt(rttMs * 750_000);
  const returnedNs = sentNs + BigInt(rttMs * 1_000_000);
  return { clocks, sentNs, arrivedNs, repliedNs: arrivedNs, returnedNs };
}

/** What is told of each, with the second that it was sent in. */
function newsOf(
  offset: ClockOffset,
  echoes: readonly EchoExchange[],
): readonly string[] {
  return echoes.flatMap((echo) =>
    offset.add(echo).news.map(({ kind }) => `${echo.sentNs / SECOND} ${kind}`)
  );
}

/** The seconds from one to before another, every `stepS`. */
function seconds(fromS: number, toS: number, stepS = 1): readonly number[] {
  const length = Math.ceil((toS - fromS) / stepS);
  return Array.from({ length }, (_, i) => fromS + i * stepS);
}

/** Feeds such ECHOs once a second. */
function fed(seconds: number): ClockOffset {
  const offset = new ClockOffset();
  for (let s = 0; s <= seconds; s++) offset.add(echoAt(BigInt(s) * SECOND));
  return offset;
}

Deno.test("ClockOffset loses no nanosecond where the clocks are decades apart", () => {
  const cases = [[0n, DECADES_NS], [DECADES_NS, 0n]] as const;
  for (const [clientNs, serverNs] of cases) {
    const offset = new ClockOffset();
    const [, , third] = [0n, 1n, 2n].map((s) => {
      const echo = echoAt(s * SECOND);
      return offset.add({
        ...echo,
        sentNs: clientNs + echo.sentNs,
        arrivedNs: serverNs + echo.arrivedNs,
        repliedNs: serverNs + echo.repliedNs,
        returnedNs: clientNs + echo.returnedNs + 2n,
      });
    });
    // Half of the round trip each, as nobody knows better.
    deepStrictEqual(third, {
      delay: {
        upNs: 8_000_001,
        downNs: 8_000_001,
        errorNs: 8_005_001,
        queueUpNs: null,
        queueDownNs: null,
      },
      news: [{ kind: "established", detail: "known to ±8.005 ms" }],
    });
  }
});

Deno.test("ClockOffset says what it knows to the µs, of a satellite's line as well", () => {
  const offset = new ClockOffset();
  const [, , third] = [0, 1, 2].map((s) => offset.add(taking(s, 2000)));
  deepStrictEqual(third?.news, [
    { kind: "established", detail: "known to ±1000.005 ms" },
  ]);
});

Deno.test("ClockOffset leaves out what was sent before it began, by a ns as well", () => {
  const offset = fed(1);
  deepStrictEqual(offset.add(echoAt(-1n)), { delay: null, news: [] });
  strictEqual(offset.add(echoAt(2n * SECOND)).delay?.errorNs, 8_005_000);
});

Deno.test("ClockOffset tells delays up to 1 ms above half of the shortest round trip", () => {
  const thirdOf = (rttNs: bigint) => {
    const offset = fed(0);
    const [, third] = ([[15n, 24_000_000n], [30n, rttNs]] as const)
      .map(([s, rttNs]) => {
        const sentNs = s * SECOND;
        return offset.add(echoAt(sentNs, { returnedNs: sentNs + rttNs }));
      });
    return third?.delay?.errorNs;
  };
  strictEqual(thirdOf(17_990_000n), 9_000_000);
  strictEqual(thirdOf(17_990_002n), undefined, "a ns more");
  strictEqual(thirdOf(24_000_000n), undefined);
});

Deno.test("ClockOffset trusts what it heard before by 200 ppm, and by 3 once it knows the rate", () => {
  for (
    const [untilS, errorNs] of [[200, 8_205_000], [300, 8_008_000]] as const
  ) {
    const sentNs = BigInt(untilS + 1) * SECOND;
    const arrivedNs = sentNs + 22_000_000n;
    const slow = echoAt(sentNs, {
      arrivedNs,
      repliedNs: arrivedNs,
      returnedNs: arrivedNs + 14_000_000n,
    });
    strictEqual(fed(untilS).add(slow).delay?.errorNs, errorNs);
  }
});

Deno.test("ClockOffset begins anew after 20 s of silence from the very first sample on", () => {
  const thirdAfter = (silenceNs: bigint) => {
    const offset = fed(0);
    offset.add(echoAt(silenceNs));
    return offset.add(echoAt(21n * SECOND)).delay?.errorNs;
  };
  strictEqual(thirdAfter(20n * SECOND), 8_005_000);
  strictEqual(thirdAfter(20n * SECOND + 1n), undefined);
});

Deno.test("ClockOffset tells a clock that was set from one that changed its rate", () => {
  // A crystal may be off by 200 ppm, within a second 200 µs; stamps by 5 µs.
  const possibleNs = 12_000_000n + 205_000n;
  const rate = "the clock of one end has changed its rate";
  const set = "the clock of one end was set";
  const cases: readonly [beyondNs: bigint, news: readonly ClockNews[]][] = [
    [0n, []],
    [1n, [{ kind: "lost", detail: rate }]],
    [1_000_000n, [{ kind: "lost", detail: rate }]],
    [1_000_001n, [
      { kind: "stepped", detail: set },
      { kind: "lost", detail: set },
    ]],
  ];
  for (const [beyondNs, news] of cases) {
    const sentNs = 3n * SECOND;
    // No delay is negative: the offset is no less than this.
    const returnedNs = sentNs + 16_000_000n;
    const repliedNs = returnedNs + possibleNs + beyondNs;
    const told = fed(2).add(
      echoAt(sentNs, { arrivedNs: repliedNs, repliedNs, returnedNs }),
    );
    deepStrictEqual(told.news, news, `${beyondNs} ns beyond`);
  }
});

Deno.test("ClockOffset forgets after 20 s of silence, once it knows the rate after 120", () => {
  const cases: readonly [untilS: number, silenceNs: bigint, isLost: boolean][] =
    [
      [299, 20n * SECOND, false],
      [299, 20n * SECOND + 1n, true],
      [300, 20n * SECOND + 1n, false],
      [300, 120n * SECOND, false],
      [300, 120n * SECOND + 1n, true],
    ];
  for (const [untilS, silenceNs, isLost] of cases) {
    const sentNs = BigInt(untilS) * SECOND + silenceNs;
    deepStrictEqual(
      fed(untilS).add(echoAt(sentNs)).news,
      isLost
        ? [{ kind: "lost", detail: "nothing was heard for too long" }]
        : [],
      `${silenceNs} ns after ${untilS} s`,
    );
  }
});

Deno.test("ClockOffset finds no queue at all where nothing ever waits", () => {
  const { delay } = fed(70).add(echoAt(71n * SECOND));
  deepStrictEqual([delay?.queueUpNs, delay?.queueDownNs], [0, 0]);
});

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
