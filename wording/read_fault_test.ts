import { strictEqual } from "node:assert/strict";
import { readFault } from "./read_fault.ts";

Deno.test("readFault() says it in words, or as it was said", () => {
  const { NotFound, PermissionDenied, IsADirectory, NotADirectory } =
    Deno.errors;
  const rows: readonly (readonly [unknown, string, string])[] = [
    [new NotFound(), "there is no such file", "nothing there"],
    [new PermissionDenied(), "this user may not read it", "somebody else's"],
    [new IsADirectory(), "it is a folder", "a folder's name"],
    [new NotADirectory(), "a part of the path is no folder", "a file's below"],
    [
      new RangeError("it is longer than 8 MB"),
      "it is longer than 8 MB",
      "ours",
    ],
    [
      new Error("Input/output error (os error 5)"),
      "Input/output error (os error 5)",
      "a broken disk",
    ],
  ];
  for (const [error, words, why] of rows) {
    strictEqual(readFault(error), words, why);
  }
});
