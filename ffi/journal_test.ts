import { strictEqual } from "node:assert/strict";
import { isJournal } from "./journal.ts";

Deno.test("isJournal() is told from a file that output was redirected to", () => {
  const at = (dev: number, ino: number) => () => ({ dev, ino });
  const file = at(9, 1234);
  strictEqual(isJournal("9:1234", file), true);
  strictEqual(isJournal("9:1234", at(9, 1235)), false);
  strictEqual(isJournal("9:1234", at(8, 1234)), false);
  strictEqual(isJournal("", file), false);
  strictEqual(isJournal(undefined, file), false);
});
