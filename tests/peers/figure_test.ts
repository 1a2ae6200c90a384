import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { readFigure } from "./figure.ts";

Deno.test("readFigure() reads a figure with what was asked and a peer's", () => {
  deepStrictEqual(readFigure("missed\tCPU\t1 %\t1.2 %\t`fping` 2 %"), {
    what: "CPU",
    asked: "1 %",
    reached: "1.2 %",
    peer: "`fping` 2 %",
    isReached: false,
  });
});

Deno.test("readFigure() tells a figure that nothing is asked of", () => {
  strictEqual(readFigure("told\tCPU\t\t1.2 %\t")?.isReached, null);
});

Deno.test("readFigure() leaves other lines alone", () => {
  strictEqual(readFigure("reached the end"), undefined);
});
