import { deepStrictEqual } from "node:assert/strict";
import { stretchesOf } from "./stretches.ts";

/** Places are marked (x), not (.) or not known (?); stretches as from-to:marked. */
const ROWS = [
  { row: "", bridge: 0, atLeast: 1, found: "" },
  { row: "....", bridge: 0, atLeast: 1, found: "" },
  { row: "xxxx", bridge: 0, atLeast: 1, found: "0-4:4" },
  { row: ".xx.", bridge: 0, atLeast: 1, found: "1-3:2" },
  { row: "x.x", bridge: 0, atLeast: 1, found: "0-1:1 2-3:1" },
  { row: "x.x", bridge: 1, atLeast: 1, found: "0-3:2" },
  { row: "x..x", bridge: 1, atLeast: 1, found: "0-1:1 3-4:1" },
  { row: "x..x", bridge: 2, atLeast: 1, found: "0-4:2" },
  { row: "x.x.x", bridge: 1, atLeast: 1, found: "0-5:3" },
  { row: "..x.x..", bridge: 2, atLeast: 1, found: "2-5:2" },
  { row: "x.xx", bridge: 0, atLeast: 2, found: "2-4:2" },
  { row: "xx.x", bridge: 0, atLeast: 2, found: "0-2:2" },
  { row: "x.x", bridge: 1, atLeast: 3, found: "" },
  { row: "x?x", bridge: 0, atLeast: 1, found: "0-3:2" },
  { row: "?x?", bridge: 0, atLeast: 1, found: "1-2:1" },
  { row: "x?.?x", bridge: 1, atLeast: 1, found: "0-5:2" },
  { row: "x?.?x", bridge: 0, atLeast: 1, found: "0-1:1 4-5:1" },
] as const;

for (const { row, found, ...options } of ROWS) {
  Deno.test(`stretchesOf() finds "${found}" in "${row}", ${JSON.stringify(options)}`, () => {
    const letterAt = (at: number) => {
      const letter = row[at];
      if (letter === undefined) throw new RangeError(`no place ${at}`);
      return letter;
    };
    const stretches = stretchesOf(row.length, (at) => letterAt(at) === "x", {
      ...options,
      isUnknown: (at) => letterAt(at) === "?",
    });
    deepStrictEqual(
      stretches.map(({ from, to, marked }) => `${from}-${to}:${marked}`)
        .join(" "),
      found,
    );
  });
}

Deno.test("stretchesOf() takes each row of marks for one unless told otherwise", () => {
  deepStrictEqual(stretchesOf(5, (at) => at !== 3), [
    { from: 0, to: 3, marked: 3 },
    { from: 4, to: 5, marked: 1 },
  ]);
});
