import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { FakeLibc } from "@bufferbane/ffi/testing";
import type { MonoNs, WallNs } from "../model/mod.ts";
import { WallSteps } from "./wall_steps.ts";

Deno.test("WallSteps tells by how much the clock was set, once", () => {
  const libc = new FakeLibc({});
  const steps = new WallSteps({
    wall: () => libc.clock("realtime") as WallNs,
    mono: () => libc.clock("monotonic") as MonoNs,
    boot: () => libc.clock("boottime") as MonoNs,
  });
  const set = (seconds: number): string | undefined => {
    libc.wallOffsetNs += BigInt(Math.round(seconds * 1e9));
    return steps.check()?.description.split(":")[0];
  };
  const cases: readonly (readonly [number, string | undefined])[] = [
    [0, undefined],
    [0.5, undefined],
    [-0.5, undefined],
    [3 * 3600, "This machine's clock was set forward by 3 h 0 min"],
    [0, undefined],
    [-3 * 3600, "This machine's clock was set back by 3 h 0 min"],
    [-20_000 * 86_400, "This machine's clock was set back by 20000 d 0 h"],
  ];
  for (const [seconds, said] of cases) strictEqual(set(seconds), said);
  libc.wallOffsetNs += 2_000_000_000n;
  deepStrictEqual(steps.check()?.metrics, { "step_ms": 2000 });
});
