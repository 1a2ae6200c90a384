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
