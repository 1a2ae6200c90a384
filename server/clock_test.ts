import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { FakeLibc } from "@bufferbane/ffi/testing";
import { decodeErrorEstimate } from "@bufferbane/protocol";
import { ServerClock } from "./clock.ts";

Deno.test("ServerClock converts the kernel's stamps to the clock that nobody slews", () => {
  const libc = new FakeLibc({});
  const clock = new ServerClock(libc);
  libc.advance(5_000_000);
  const stampNs = libc.clock("realtime");
  const arrivedAt = libc.clock("monotonicRaw");
  libc.advance(700_000);
  clock.refresh();
  strictEqual(clock.fromStamp(stampNs), arrivedAt);
  strictEqual(clock.fromStamp(0n), undefined, "no stamp");
  strictEqual(clock.now.mono, arrivedAt + 700_000n);
  strictEqual(clock.now.wall, stampNs + 700_000n);
});

Deno.test("ServerClock tells a step of the wall clock from slewing", () => {
  const cases: readonly [
    stepNs: bigint,
    afterNs: number,
    isStep: boolean,
    why: string,
  ][] = [
    [0n, 10_000_000, false, "nothing"],
    [900_000n, 2_000_000, false, "less than 1 ms"],
    [1_100_000n, 2_000_000, true, "a little more than 1 ms"],
    [-1_100_000n, 2_000_000, true, "the same, backwards"],
    [3_600_000_000_000n, 2_000_000, true, "an hour"],
    [5_000_000n, 10_000_000_000, false, "500 ppm over ten idle seconds"],
    [9_000_000n, 10_000_000_000, true, "more than slewing explains"],
  ];
  for (const [stepNs, afterNs, isStep, why] of cases) {
    const libc = new FakeLibc({});
    const clock = new ServerClock(libc);
    libc.advance(afterNs);
    libc.wallOffsetNs += stepNs;
    clock.refresh();
    strictEqual(clock.hasStepped, isStep, why);
    const stamp = clock.fromStamp(libc.clock("realtime"));
    strictEqual(stamp === undefined, isStep, `${why}: stamps`);
  }
});

Deno.test("ServerClock trusts stamps again a second after a step", () => {
  const libc = new FakeLibc({});
  const clock = new ServerClock(libc);
  libc.advance(2_000_000);
  libc.wallOffsetNs += 1_000_000_000n;
  clock.refresh();
  libc.advance(990_000_000);
  clock.refresh();
  ok(clock.hasStepped);
  libc.advance(20_000_000);
  clock.refresh();
  strictEqual(clock.hasStepped, false);
  const now = libc.clock("monotonicRaw");
  strictEqual(clock.fromStamp(libc.clock("realtime")), now);
});

Deno.test("ServerClock says how far the wall clock may be off, and asks again", () => {
  const libc = new FakeLibc({});
  const clock = new ServerClock(libc);
  deepStrictEqual(
    [clock.isSynchronised, decodeErrorEstimate(clock.errorEstimate)],
    [false, undefined],
  );
  libc.clockError = 1e6;
  libc.advance(11_000_000_000);
  clock.refresh();
  strictEqual(clock.isSynchronised, true);
  const errorNs = decodeErrorEstimate(clock.errorEstimate) ?? 0;
  ok(errorNs >= 1e6 && errorNs < 1.01e6);
});
