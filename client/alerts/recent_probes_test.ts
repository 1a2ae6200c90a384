import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { RecentProbes } from "./recent_probes.ts";

Deno.test("RecentProbes sees a burst, though answers overtake losses", () => {
  const recent = new RecentProbes();
  // Ten a second, and a loss is known after a second.
  for (let i = 0; i < 30; i++) {
    const lost = i - 10;
    if (lost >= 5 && lost < 9) recent.add(100 * lost, true);
    if (!(i >= 5 && i < 9)) recent.add(100 * i, false);
  }
  deepStrictEqual(recent.runAround(600), { length: 4, fromMs: 500 });
  strictEqual(recent.lostInARow, 0);
});

Deno.test("RecentProbes.add() says what a probe was before", () => {
  const recent = new RecentProbes();
  deepStrictEqual([
    recent.add(1000, true),
    recent.add(2000, true),
    recent.add(1000, false),
    recent.add(1000, false),
  ], ["new", "new", "lost", "answered"]);
  strictEqual(recent.lostInARow, 1);
});

Deno.test("RecentProbes looks back a bounded time", () => {
  const recent = new RecentProbes();
  for (let i = 0; i < 500; i++) recent.add(i, true);
  strictEqual(recent.lostInARow, 128);
  strictEqual(recent.add(0, false), "old");
});

Deno.test("RecentProbes.runAround() begins with the oldest for what is older still", () => {
  const recent = new RecentProbes();
  for (let i = 1; i <= 5; i++) recent.add(1000 * i, i <= 3);
  deepStrictEqual(recent.runAround(0), { length: 3, fromMs: 1000 });
});

Deno.test("RecentProbes.lostSince() counts from that instant on", () => {
  const recent = new RecentProbes();
  for (const [i, isLost] of [true, true, false, true].entries()) {
    recent.add(1000 * i, isLost);
  }
  deepStrictEqual(
    [0, 1000, 1001, 3000, 3001].map((at) => recent.lostSince(at)),
    [
      3,
      2,
      1,
      1,
      0,
    ],
  );
});
