import { deepStrictEqual } from "node:assert/strict";
import { filesOf, testsOf } from "./suites.ts";

Deno.test("filesOf() takes product code, and the tests that are its own", () => {
  const suite = { folder: "a", isDeep: true, tests: ["tests/a/"] };
  const files = [
    "a/mod.ts",
    "a/one.ts",
    "a/one_test.ts",
    "a/one_bench.ts",
    "a/one_testing.ts",
    "a/testing.ts",
    "a/b/two.ts",
    "tests/a/whole_test.ts",
    "tests/a/made.ts",
    "c/three.ts",
  ];
  deepStrictEqual(filesOf(suite, files), {
    product: ["a/one.ts", "a/b/two.ts"],
    tests: ["a/one_test.ts", "tests/a/whole_test.ts"],
  });
  deepStrictEqual(filesOf({ ...suite, isDeep: false }, files).product, [
    "a/one.ts",
  ]);
});

Deno.test("testsOf() takes first what stands beside, then whatever gets there", () => {
  const tests = ["a/one_test.ts", "a/two_test.ts", "a/three_test.ts"];
  const imports = new Map([
    ["a/one_test.ts", ["a/one.ts"]],
    ["a/two_test.ts", ["a/two.ts"]],
    ["a/two.ts", ["a/one.ts"]],
    ["a/three_test.ts", ["a/three.ts"]],
    ["a/three.ts", ["a/three.ts"]],
  ]);
  deepStrictEqual(testsOf("a/one.ts", tests, imports), {
    beside: ["a/one_test.ts"],
    others: ["a/two_test.ts"],
  });
});
