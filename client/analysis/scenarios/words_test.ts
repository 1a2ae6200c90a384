import { deepStrictEqual, strictEqual } from "node:assert/strict";
import {
  counted,
  joinedTimes,
  lasting,
  listed,
  rate,
  short,
  totalMs,
} from "./words.ts";

Deno.test("lasting() uses the unit that people would, to two figures", () => {
  deepStrictEqual(
    [3000, 2100, 59_400, 99_600, 3_600_000, 7_500_000, 259_200_000]
      .map(lasting),
    ["3 s", "2.1 s", "59 s", "1.7 min", "60 min", "2.1 h", "3 days"],
  );
});

Deno.test("rate(), short(), counted() and listed() write as a person would", () => {
  deepStrictEqual([rate(950e3), rate(4.24e6), rate(120e6)], [
    "950 kbit/s",
    "4.2 Mbit/s",
    "120 Mbit/s",
  ]);
  deepStrictEqual([short(9.96), short(0.25), short(10.4)], ["10", "0.3", "10"]);
  deepStrictEqual([counted(1, "time"), counted(2, "time")], [
    "1 time",
    "2 times",
  ]);
  deepStrictEqual([["a"], ["a", "b"], ["a", "b", "c"]].map(listed), [
    "a",
    "a and b",
    "a, b and c",
  ]);
});

Deno.test("joinedTimes() puts together what overlaps or touches", () => {
  const times = [[5, 9], [0, 2], [2, 3], [6, 7]]
    .map(([fromMs = 0, toMs = 0]) => ({ fromMs, toMs }));
  deepStrictEqual(joinedTimes(times), [
    { fromMs: 0, toMs: 3 },
    { fromMs: 5, toMs: 9 },
  ]);
});

const LENGTHS = [
  [99_450, "99 s"],
  [99_500, "1.7 min"],
  [99_550, "1.7 min"],
  [5_969_000, "99 min"],
  [5_970_000, "1.7 h"],
  // 47.49 and 47.51 h.
  [170_964_000, "47 h"],
  [171_036_000, "48 h"],
  [172_799_000, "48 h"],
  [172_800_000, "2 days"],
  // 3650.49 and 3650.51 days.
  [315_402_336_000, "3650 days"],
  [315_404_064_000, "3651 days"],
] as const;

for (const [ms, words] of LENGTHS) {
  Deno.test(`lasting() writes ${ms} ms as ${words}`, () => {
    strictEqual(lasting(ms), words);
  });
}

Deno.test("short() writes two digits, and all of a large figure", () => {
  deepStrictEqual(
    [0, 0.04, 9.4, 10, 10.4, 99.6, 1234.5].map(short),
    ["0", "0", "9.4", "10", "10", "100", "1235"],
  );
});

Deno.test("rate() writes thousands up to a million", () => {
  deepStrictEqual([0, 999_999, 1e6, 1e12].map(rate), [
    "0 kbit/s",
    "1000 kbit/s",
    "1 Mbit/s",
    "1000000 Mbit/s",
  ]);
});

Deno.test("totalMs() adds up how long times last", () => {
  const times = [{ fromMs: 1000, toMs: 1500 }, { fromMs: 4000, toMs: 4007 }];
  deepStrictEqual([totalMs(times), totalMs([])], [507, 0]);
});

const JOINED = [
  { times: [[0, 9], [2, 3]], joined: [[0, 9]], why: "one within another" },
  { times: [[0, 2], [3, 4]], joined: [[0, 2], [3, 4]], why: "apart" },
  { times: [[3, 4], [0, 3]], joined: [[0, 4]], why: "one after another" },
  { times: [[0, 2], [1, 3], [2, 5]], joined: [[0, 5]], why: "a chain" },
];

for (const { times, joined, why } of JOINED) {
  Deno.test(`joinedTimes() joins ${why}`, () => {
    const periods = (all: readonly (readonly number[])[]) =>
      all.map(([fromMs = NaN, toMs = NaN]) => ({ fromMs, toMs }));
    deepStrictEqual(joinedTimes(periods(times)), periods(joined));
  });
}
