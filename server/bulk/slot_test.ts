import { strictEqual } from "node:assert/strict";
import { shareMemory } from "../shared.ts";
import { BulkSlot } from "./slot.ts";

const FIRST = { testId: 0xffff_fff0, quotaSlot: 3, untilMs: 1_000 };
const SECOND = { testId: 5, quotaSlot: 4, untilMs: 2_000 };
const LONG = { ...FIRST, untilMs: 120_000 };

Deno.test("BulkSlot holds one test, whichever thread asks", () => {
  const memory = shareMemory(2);
  const here = new BulkSlot(memory);
  const there = new BulkSlot(shareMemory(2, memory.buffer));
  strictEqual(here.take(FIRST, 0), true);
  strictEqual(there.take(SECOND, 0), false);
  strictEqual(there.retryAfterMs(400), 600);
  strictEqual(there.take(FIRST, 0), true, "the same test asks again");
  const namesake = { ...SECOND, testId: FIRST.testId };
  strictEqual(there.take(namesake, 0), false, "another secret's test");
  strictEqual(there.release(SECOND), false, "it was never its own");
  strictEqual(there.release(FIRST), true);
  strictEqual(here.take(SECOND, 0), true);
});

Deno.test("BulkSlot is taken from a test that has overstayed", () => {
  const slot = new BulkSlot(shareMemory(1));
  slot.take(FIRST, 0);
  strictEqual(slot.take(SECOND, 999), false);
  strictEqual(slot.take(SECOND, 1_000), true);
  strictEqual(slot.release(FIRST), false);
  strictEqual(slot.holds(SECOND), true);
});

Deno.test("BulkSlot knows whose test it holds, until its time is up", () => {
  const slot = new BulkSlot(shareMemory(1));
  strictEqual(slot.isOf(FIRST.quotaSlot, 0), false, "nobody has it");
  slot.take(FIRST, 0);
  strictEqual(slot.isOf(FIRST.quotaSlot, 999), true);
  strictEqual(slot.isOf(SECOND.quotaSlot, 999), false);
  strictEqual(slot.isOf(FIRST.quotaSlot, 1_000), false);
});

Deno.test("BulkSlot is taken from a test whose client has not been heard of for 3 s", () => {
  const slot = new BulkSlot(shareMemory(1));
  slot.take(LONG, 0);
  slot.hear(LONG, 2_000);
  strictEqual(slot.take(LONG, 4_000), true, "it asks again: it is there");
  slot.hear(SECOND, 6_500);
  strictEqual(slot.isTaken(6_999), true);
  strictEqual(slot.isTaken(7_000), false, "another's signs of life");
  strictEqual(slot.isOf(LONG.quotaSlot, 7_000), false);
  strictEqual(slot.take(SECOND, 7_000), true);
  slot.hear(LONG, 8_000);
  strictEqual(slot.holds(SECOND), true, "who was gone comes too late");
});
