import { strictEqual } from "node:assert/strict";
import { writeFault } from "./write_fault.ts";

Deno.test("writeFault() says it in words, whatever the system's word was", () => {
  const { NotFound, PermissionDenied, IsADirectory, NotADirectory } =
    Deno.errors;
  const rows: readonly (readonly [unknown, string | undefined, string])[] = [
    [new NotFound(), "there is no such folder", "a folder is missing"],
    [new PermissionDenied(), "this user may not write there", "not ours"],
    [new IsADirectory(), "it is a folder", "a folder's name"],
    [new NotADirectory(), "a part of the path is no folder", "a file's below"],
    [coded("ENOSPC"), "the disk is full", "the device"],
    [
      // As the runtime words them, without a code.
      new Error("Disk quota exceeded (os error 122): open 'a.log'"),
      "this user's share of the disk is used up",
      "a quota",
    ],
    [coded("EROFS"), "the file system is read-only", "a rescue system"],
    [coded("ENAMETOOLONG"), "its name is too long", "more than 255 bytes"],
    [
      new Error("File too large (os error 27)"),
      "it would become larger than a file may be",
      "ulimit -f",
    ],
    [
      new Error("Stale file handle (os error 116): open 'a.log'"),
      "Stale file handle (os error 116): open 'a.log'",
      "a share that was replaced",
    ],
    [coded("EIO"), "said EIO", "others say it themselves"],
    [new DOMException("", "AbortError"), undefined, "stopped, not refused"],
    [new TypeError("no"), undefined, "a fault of the program's own"],
    ["text", undefined, "not an error at all"],
  ];
  for (const [error, words, why] of rows) {
    strictEqual(writeFault(error), words, why);
  }
});

function coded(code: string): Error {
  return Object.assign(new Error(`said ${code}`), { code });
}
