import { ok, strictEqual } from "node:assert/strict";
import { NonceSource, type WallNs } from "./mod.ts";

const SECOND = 1_000_000_000n;
const HOUR = 3_600n * SECOND;
const YEAR = 8_766n * HOUR;
const NOW = 1_760_000_000n * SECOND;

const CLOCKS: readonly [why: string, at: (i: number) => bigint][] = [
  ["runs", (i) => NOW + BigInt(i) * 1_000n],
  [
    "ticks once a microsecond, ten reads a tick",
    (i) => NOW + BigInt(Math.trunc(i / 10)) * 1_000n,
  ],
  ["stands still", () => NOW],
  [
    "is stepped back an hour halfway",
    (i) => NOW + BigInt(i) * 1_000n - (i < 50_000 ? 0n : HOUR),
  ],
  [
    "is stepped forward ten years, then back",
    (i) => NOW + BigInt(i) + (i % 1_000 < 500 ? 10n * YEAR : 0n),
  ],
  ["shows 1970 after a start without battery", (i) => BigInt(i) * 1_000n],
  ["shows a time before 1970", (i) => BigInt(i) - HOUR],
  ["runs backwards", (i) => NOW - BigInt(i)],
  ["shows more than 63 bits hold", () => (1n << 64n) - 1n],
];

Deno.test("next() rises whatever the clock does", () => {
  for (const [why, at] of CLOCKS) {
    const nonces = new NonceSource();
    let last = -1n;
    for (let i = 0; i < 110_000; i++) {
      const nonce = nonces.next(at(i) as WallNs);
      if (nonce <= last) strictEqual(nonce, last + 1n, `${why}, read ${i}`);
      last = nonce;
    }
    ok(last < 1n << 63n, why);
  }
});

Deno.test("next() is the wall clock where that rises", () => {
  const nonces = new NonceSource();
  for (const wall of [NOW, NOW + 1n, NOW + HOUR]) {
    strictEqual(nonces.next(wall as WallNs), wall);
  }
});

Deno.test("next() begins at 0 and goes by one where the clock does not", () => {
  const nonces = new NonceSource();
  const next = (wall: bigint) => nonces.next(wall as WallNs);
  strictEqual(next(-5n), 0n);
  strictEqual(next(-5n), 1n);
  strictEqual(next(1n), 2n);
  strictEqual(new NonceSource().next(0n as WallNs), 0n);
  const latest = (1n << 63n) - (1n << 53n);
  const wrong = new NonceSource();
  strictEqual(wrong.next(latest + 9n as WallNs), latest, "room is left");
  strictEqual(wrong.next(latest + 9n as WallNs), latest + 1n);
});
