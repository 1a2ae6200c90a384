import { strictEqual } from "node:assert/strict";
import type { WallNs } from "@bufferbane/protocol";
import { shareMemory } from "../shared.ts";
import { DailyBudget } from "./budget.ts";

const DAY_NS = 86_400_000_000_000n;
const NOON = 20_000n * DAY_NS + DAY_NS / 2n as WallNs; // counted since 1970

Deno.test("DailyBudget counts each secret by itself, until midnight UTC", () => {
  const budget = new DailyBudget(shareMemory(1), 1_000);
  strictEqual(budget.leftBytes(1, NOON), 1_000);
  budget.charge(1, 300, NOON);
  budget.charge(1, 300, NOON);
  strictEqual(budget.leftBytes(1, NOON), 400);
  strictEqual(budget.leftBytes(2, NOON), 1_000);
  budget.charge(1, 500, NOON);
  strictEqual(budget.leftBytes(1, NOON), 0, "never below none");
  const tomorrow = NOON + DAY_NS / 2n as WallNs;
  strictEqual(budget.leftBytes(1, tomorrow), 1_000);
});
