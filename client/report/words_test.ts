import { deepStrictEqual } from "node:assert/strict";
import { mbpsText, msText, pctText } from "./words.ts";

Deno.test("pctText() says 0 and 100 % only of exactly none and all", () => {
  deepStrictEqual(
    [0, 0.0005, 0.01, 4.126, 99.99, 99.999, 100, NaN].map(pctText),
    [
      "0 %",
      "< 0.01 %",
      "0.01 %",
      "4.13 %",
      "99.99 %",
      "> 99.99 %",
      "100 %",
      "-",
    ],
  );
});

Deno.test("msText() and mbpsText() have three figures, and a dash for none", () => {
  deepStrictEqual([870, 12_340, 123_400, NaN].map(msText), [
    "0.87",
    "12.3",
    "123",
    "-",
  ]);
  deepStrictEqual([93_412_000, 450_000, null].map(mbpsText), [
    "93.4",
    "0.45",
    "-",
  ]);
});
