import { strictEqual } from "node:assert/strict";
import { isOsError, osErrorName } from "./os_error.ts";

Deno.test("osErrorName() names what the operating system refused", () => {
  const rows: readonly (readonly [unknown, string | undefined, string])[] = [
    [refused(() => Deno.openSync("/dev/null/a")), "ENOTDIR", "the runtime's"],
    [refused(() => Deno.openSync("/proc/self/mem/")), "ENOTDIR", "likewise"],
    [
      new Error("Disk quota exceeded (os error 122): open 'a.log'"),
      "EDQUOT",
      "one that the runtime has no name for",
    ],
    [
      new Error("Too many open files in system (os error 23)"),
      "23",
      "another, by its number",
    ],
    [new DOMException("", "AbortError"), undefined, "a number is no name"],
    [new TypeError("no"), undefined, "a fault of the program's own"],
    ["(os error 2)", undefined, "not an error at all"],
  ];
  for (const [error, name, why] of rows) {
    strictEqual(osErrorName(error), name, why);
    strictEqual(isOsError(error), name !== undefined, why);
  }
});

function refused(act: () => unknown): unknown {
  try {
    return act();
  } catch (error) {
    return error;
  }
}
