import { strictEqual } from "node:assert/strict";
import { isSteady } from "./steady_rate.ts";

/** Counts every 100 ms of a load whose rate in each 100 ms is given, byte/s. */
function load(rates: readonly number[]): { atMs: number; bytes: number }[] {
  let bytes = 0;
  return rates.map((rate, i) => {
    bytes += rate / 10;
    return { atMs: 100 * (i + 1), bytes };
  });
}

const flat = (rate: number, count: number) => Array<number>(count).fill(rate);

Deno.test("isSteady() waits until TCP has found the rate", () => {
  strictEqual(isSteady([]), false);
  strictEqual(isSteady(load(flat(1e6, 29))), false);
  strictEqual(isSteady(load(flat(1e6, 30))), true);
  strictEqual(isSteady(load(flat(1e6, 37))), true);
});

Deno.test("isSteady() is not while the rate still rises or falls", () => {
  strictEqual(isSteady(load([...flat(1e6, 20), ...flat(1.04e6, 10)])), false);
  strictEqual(isSteady(load([...flat(1e6, 20), ...flat(0.96e6, 10)])), false);
  strictEqual(isSteady(load([...flat(1e6, 20), ...flat(1.02e6, 10)])), true);
});

Deno.test("isSteady() compares whole seconds up to the last count", () => {
  // A pause of 0.5 s, out of the last two seconds again after 2.5 s.
  const rates = [...flat(1e6, 15), ...flat(0, 5), ...flat(1e6, 20)];
  strictEqual(isSteady(load(rates.slice(0, 35))), false);
  strictEqual(isSteady(load(rates)), true);
});

Deno.test("isSteady() is not of a load that carries nothing more", () => {
  strictEqual(isSteady(load([...flat(1e6, 20), ...flat(0, 10)])), false);
});

Deno.test("isSteady() needs 3 s, to the ms", () => {
  const counts = [999, 1999, 2999].map((atMs) => ({ atMs, bytes: atMs }));
  strictEqual(isSteady(counts), false);
  strictEqual(isSteady([...counts, { atMs: 3000, bytes: 3000 }]), true);
});

Deno.test("isSteady() takes up to 3 % of the last second for no change", () => {
  const after = (bytes: number) =>
    isSteady([
      { atMs: 1000, bytes: 5_000 },
      { atMs: 2000, bytes: 5_000 + bytes },
      { atMs: 3000, bytes: 5_000 + bytes + 100_000 },
    ]);
  const cases = [[96_990, false], [97_000, true], [103_000, true], [
    103_010,
    false,
  ]] as const;
  for (const [bytes, expected] of cases) {
    strictEqual(after(bytes), expected, `${bytes} before 100,000`);
  }
});

Deno.test("isSteady() counts from what was carried when its seconds begin", () => {
  // They begin at 0.5 s; until 2.5 s it was carried evenly.
  const rows: readonly [
    early: readonly (readonly [atMs: number, bytes: number])[],
    until: number,
    isSteady: boolean,
  ][] = [
    [[], 1_940, true],
    [[], 1_939, false],
    [[], 2_060, true],
    [[], 2_061, false],
    [[[100, 3_000], [500, 7_000]], 8_940, true],
    [[[100, 3_000], [500, 7_000]], 8_939, false],
    [[[100, 3_000], [400, 7_000]], 9_060, true],
    [[[100, 3_000], [400, 7_000]], 9_061, false],
  ];
  for (const [early, until, expected] of rows) {
    const all = [...early, [2500, until], [3500, until + 1_000]] as const;
    const counts = all.map(([atMs, bytes]) => ({ atMs, bytes }));
    strictEqual(isSteady(counts), expected, `${early}, ${until}`);
  }
});
