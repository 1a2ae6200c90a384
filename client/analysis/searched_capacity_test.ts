import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { searchedCapacity } from "./mod.ts";

Deno.test("searchedCapacity() is the best second, and the mean of the last third", () => {
  deepStrictEqual(searchedCapacity([10, 90, 80, 70, 50]), {
    maxBps: 90,
    sustainedBps: 60,
  });
  deepStrictEqual(searchedCapacity([10, 90, 80, 70, 50, 60, 10]), {
    maxBps: 90,
    sustainedBps: 40,
  });
  strictEqual(searchedCapacity([]), null);
});
