import { deepStrictEqual } from "node:assert/strict";
import { latenessOf } from "./lateness.ts";

const TICKS = {
  length: 4,
  atMs: Float64Array.of(1000, 2000, 3000, 5000),
  lateUs: Int32Array.of(300, 100, 200, 900),
  lagUs: Int32Array.of(0, 0, 0, 0),
  missed: Int32Array.of(0, 0, 0, 1),
  isSpoilt: Uint8Array.of(0, 0, 0, 0),
};

Deno.test("latenessOf() sums up all rounds", () => {
  deepStrictEqual(latenessOf(TICKS), {
    rounds: 4,
    missed: 1,
    firstMs: 1000,
    p50Us: 200,
    p99Us: 900,
    maxUs: 900,
  });
});

Deno.test("latenessOf() leaves out rounds that are not wanted", () => {
  const { rounds, missed, maxUs } = latenessOf(TICKS, (i) => i < 3);
  deepStrictEqual({ rounds, missed, maxUs }, {
    rounds: 3,
    missed: 0,
    maxUs: 300,
  });
});
