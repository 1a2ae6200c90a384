import { deepStrictEqual } from "node:assert/strict";
import { counted, joinedTimes, lasting, listed, rate, short } from "./words.ts";

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
