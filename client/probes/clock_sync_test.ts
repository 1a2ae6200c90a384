import { deepStrictEqual, strictEqual } from "node:assert/strict";
import type { ClockName, Libc } from "@bufferbane/ffi";
import { FakeLibc } from "@bufferbane/ffi/testing";
import { StampClock } from "./clock_sync.ts";

const SECOND = 1_000_000_000;

Deno.test("StampClock.fromStamp() puts a stamp onto the raw clock", () => {
  const libc = new FakeLibc({});
  const clock = new StampClock(libc);
  const [wall, raw] = [libc.clock("realtime"), libc.clock("monotonicRaw")];
  strictEqual(clock.fromStamp(wall - 1234n), raw - 1234n);
  strictEqual(clock.fromStamp(0n), undefined, "there is none");
});

Deno.test("StampClock.refresh() follows a clock that is slewed and shuns one that was set", () => {
  const cases: readonly [
    why: string,
    moveNs: bigint,
    afterS: number,
    isTrusted: boolean,
  ][] = [
    ["nothing", 0n, 1, true],
    ["slewed by 500 ppm", 500_000n, 1, true],
    ["slewed by 500 ppm, seen late", 30_000_000n, 60, true],
    ["set by 2 ms", 2_000_000n, 1, false],
    ["set back by an hour", -3_600_000_000_000n, 1, false],
  ];
  for (const [why, moveNs, afterS, isTrusted] of cases) {
    const libc = new FakeLibc({});
    const clock = new StampClock(libc);
    libc.advance(afterS * SECOND);
    libc.wallOffsetNs += moveNs;
    clock.refresh();
    const stamp = libc.clock("realtime");
    const raw = isTrusted ? libc.clock("monotonicRaw") : undefined;
    strictEqual(clock.fromStamp(stamp), raw, why);
    strictEqual(clock.hasStepped, !isTrusted, why);
    libc.advance(2 * SECOND);
    clock.refresh();
    const later = libc.clock("realtime");
    strictEqual(clock.fromStamp(later), libc.clock("monotonicRaw"), why);
  }
});

Deno.test("StampClock takes the comparison that was interrupted least", () => {
  // The wall clock is read 9, 2 and 5 us into a bracket of 10, 4 and 20 us.
  const readings: readonly [ClockName, bigint][] = [
    ["monotonicRaw", 0n],
    ["realtime", 1_000_009n],
    ["monotonicRaw", 10n],
    ["monotonicRaw", 100n],
    ["realtime", 1_000_102n],
    ["monotonicRaw", 104n],
    ["monotonicRaw", 200n],
    ["realtime", 1_000_205n],
    ["monotonicRaw", 220n],
  ];
  const left = [...readings];
  const names: ClockName[] = [];
  // Only the clock is used.
  const libc = {
    clock(name: ClockName) {
      names.push(name);
      return left.shift()?.[1] ?? 0n;
    },
  } as unknown as Libc;
  strictEqual(new StampClock(libc).fromStamp(1_000_102n), 102n);
  deepStrictEqual(names, readings.map(([name]) => name));
});
