import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { seededRandom } from "../../tests/support/random.ts";
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

/** The newest 128 probes, sorted anew each time. */
class SlowRecentProbes {
  probes: { readonly atMs: number; isLost: boolean }[] = [];

  add(atMs: number, isLost: boolean): string {
    const known = this.probes.find((probe) => probe.atMs === atMs);
    if (known !== undefined) {
      const before = known.isLost ? "lost" : "answered";
      known.isLost = isLost;
      return before;
    }
    const [oldest] = this.probes;
    if (this.probes.length === 128 && oldest && atMs < oldest.atMs) {
      return "old";
    }
    this.probes = [...this.probes, { atMs, isLost }]
      .sort((a, b) => a.atMs - b.atMs).slice(-128);
    return "new";
  }

  /** Lost ones in a row back from a place, that place included. */
  runUpTo(place: number): number {
    let run = 0;
    while (this.probes[place - run]?.isLost) run++;
    return run;
  }

  get lostInARow(): number {
    return this.runUpTo(this.probes.length - 1);
  }

  runAround(atMs: number) {
    const place = this.probes.findIndex((probe) => probe.atMs === atMs);
    const before = this.runUpTo(place - 1);
    let after = 0;
    while (this.probes[place + 1 + after]?.isLost) after++;
    return {
      length: before + 1 + after,
      fromMs: this.probes[place - before]?.atMs,
    };
  }

  lostSince(atMs: number): number {
    return this.probes.filter((one) => one.atMs >= atMs && one.isLost).length;
  }
}

Deno.test("RecentProbes agrees with one that sorts every time", () => {
  for (let seed = 1; seed <= 6; seed++) {
    const random = seededRandom(seed);
    const recent = new RecentProbes();
    const slow = new SlowRecentProbes();
    let newest = 1_000;
    for (let i = 0; i < 900; i++) {
      if (random() < 0.004) {
        recent.reset();
        slow.probes = [];
      }
      newest++;
      const back = random() < 0.4 ? Math.floor(random() * 140) : 0;
      const atMs = newest - back;
      const isLost = random() < 0.7;
      const why = `seed ${seed}, probe ${i}`;
      strictEqual(recent.add(atMs, isLost), slow.add(atMs, isLost), why);
      const known = slow.probes.some((probe) => probe.atMs === atMs);
      deepStrictEqual([
        recent.lostInARow,
        recent.lostSince(atMs),
        recent.lostSince(0),
        recent.atMsBack(0),
        recent.atMsBack(slow.probes.length - 1),
        known && isLost && recent.runAround(atMs),
      ], [
        slow.lostInARow,
        slow.lostSince(atMs),
        slow.lostSince(0),
        slow.probes.at(-1)?.atMs,
        slow.probes[0]?.atMs,
        known && isLost && slow.runAround(atMs),
      ], why);
    }
  }
});

Deno.test("RecentProbes.reset() leaves nothing that a later probe could be taken for", () => {
  const recent = new RecentProbes();
  for (let i = 0; i <= 128; i++) recent.add(i, true);
  recent.reset();
  strictEqual(recent.lostInARow, 0);
  strictEqual(recent.add(128, true), "new");
  strictEqual(recent.lostInARow, 1);
  deepStrictEqual(recent.runAround(128), { length: 1, fromMs: 128 });
  strictEqual(recent.lostSince(0), 1);
});
