import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { echoAt, fed, SECOND, taking } from "./clock_echo_testing.ts";
import { type ClockNews, ClockOffset } from "./clock_offset.ts";

/** From a machine's start to the time of day, and odd. */
const DECADES_NS = 1_795_168_800_000_000_001n;

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
