import { strictEqual, throws } from "node:assert/strict";
import { writeText } from "./standard_output.ts";

Deno.test("writeText() writes all, however little is taken at a time", () => {
  let written = "";
  let turn = 0;
  writeText("Grüße\n", (bytes) => {
    if (turn++ % 2 === 0) throw new Deno.errors.WouldBlock();
    written += String.fromCharCode(...bytes.subarray(0, 2));
    return Math.min(2, bytes.length);
  });
  strictEqual(written, "Gr\xc3\xbc\xc3\x9fe\n");
});

Deno.test("writeText() says in words why it cannot", () => {
  const full = Object.assign(new Error("os error 28"), { code: "ENOSPC" });
  throws(() =>
    writeText("a", () => {
      throw full;
    }), {
    name: "OutputError",
    message: "Cannot write to standard output as the disk is full",
  });
  throws(() =>
    writeText("a", () => {
      throw new Deno.errors.BrokenPipe();
    }), Deno.errors.BrokenPipe);
});
