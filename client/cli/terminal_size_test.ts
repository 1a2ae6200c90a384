import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { redrawable, terminalSize, USUAL_SIZE } from "./terminal_size.ts";

Deno.test("terminalSize() believes no terminal that has no size", () => {
  const size = { columns: 120, rows: 40 };
  deepStrictEqual(terminalSize(() => size), size);
  deepStrictEqual(terminalSize(() => ({ columns: 0, rows: 0 })), USUAL_SIZE);
  deepStrictEqual(
    terminalSize(() => {
      throw new Error("Inappropriate ioctl for device");
    }),
    USUAL_SIZE,
  );
});

Deno.test("redrawable() draws nothing again where lines only follow each other", () => {
  strictEqual(redrawable({ isTerminal: () => false }), null);
});
