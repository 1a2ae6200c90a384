import { strictEqual } from "node:assert/strict";
import { RecentKnocks } from "./knocks.ts";

Deno.test("RecentKnocks.isNew() knows a KNOCK again for ten minutes", () => {
  const knocks = new RecentKnocks();
  const cases: readonly [
    keyId: number,
    instance: number,
    nowMs: number,
    isNew: boolean,
    why: string,
  ][] = [
    [1, 2, 0, true, "never seen"],
    [1, 2, 1, false, "a repeat"],
    [2, 2, 1, true, "the same instance with another secret"],
    [1, 3, 1, true, "another instance"],
    [1, 2, 599_999, false, "just before the end"],
    [1, 2, 600_000, true, "forgotten"],
    [1, 2, 600_001, false, "and learnt again"],
    [0xffff_ffff, 0xffff_ffff, 0, true, "the largest numbers"],
  ];
  for (const [keyId, instance, nowMs, isNew, why] of cases) {
    strictEqual(knocks.isNew(keyId, instance, { nowMs }), isNew, why);
  }
});

Deno.test("RecentKnocks.isNew() forgets the oldest of more than 32,768", () => {
  const knocks = new RecentKnocks();
  for (let instance = 0; instance <= 32_768; instance++) {
    knocks.isNew(1, instance, { nowMs: instance });
  }
  strictEqual(knocks.isNew(1, 1, { nowMs: 40_000 }), false, "still there");
  strictEqual(knocks.isNew(1, 0, { nowMs: 40_000 }), true, "pushed out");
});
