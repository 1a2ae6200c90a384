import { strictEqual } from "node:assert/strict";
import { shareMemory } from "../shared.ts";
import { DoorTurn } from "./door_turn.ts";

Deno.test("DoorTurn is one thread's until it is released, or its time is up", () => {
  const shared = shareMemory(2);
  const [first, second] = [new DoorTurn(shared, 0), new DoorTurn(shared, 1)];
  strictEqual(first.take(2_000, 0), true);
  strictEqual(second.take(2_500, 500), false);
  strictEqual(first.take(3_000, 1_000), true, "its own is prolonged");
  strictEqual(second.take(4_500, 2_500), false);
  second.release();
  strictEqual(second.take(4_500, 2_500), false, "it was never its own");
  first.release();
  strictEqual(second.take(4_500, 2_500), true);
  strictEqual(first.take(6_500, 4_500), true, "overstayed");
});

Deno.test("DoorTurn.seize() takes it from another thread", () => {
  const shared = shareMemory(2);
  const [holding, loading] = [new DoorTurn(shared, 0), new DoorTurn(shared, 1)];
  holding.take(2_000, 0);
  loading.seize(10_000);
  strictEqual(holding.take(3_000, 1_000), false);
  holding.release();
  strictEqual(holding.take(3_000, 1_000), false, "it has lost it");
});
