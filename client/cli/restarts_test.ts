import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { Restarts } from "./restarts.ts";

Deno.test("Restarts waits longer and longer for what ends at once, up to 5 min", () => {
  const restarts = new Restarts();
  const waits = Array.from(
    { length: 10 },
    () => restarts.next("killed", 100).waitMs / 1000,
  );
  deepStrictEqual(waits, [2, 4, 8, 16, 32, 64, 128, 256, 300, 300]);
});

Deno.test("Restarts tells nothing of the first end, and of each other reason once", () => {
  const restarts = new Restarts();
  const reasons = ["no database", "no database", "no database", "port taken"];
  deepStrictEqual(
    reasons.map((reason) => restarts.next(reason, 100).isNews),
    [false, true, false, true],
  );
});

Deno.test("Restarts begins anew with what had run for long", () => {
  const restarts = new Restarts();
  for (let time = 0; time < 9; time++) restarts.next("killed", 100);
  const { waitMs } = restarts.next("killed", 3_600_000);
  strictEqual(waitMs, 2_000);
  strictEqual(restarts.next("killed", 100).isNews, true);
});
