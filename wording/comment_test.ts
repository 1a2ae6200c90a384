import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { comment } from "./comment.ts";

Deno.test("comment() cuts at spaces, and indents what goes on in a list", () => {
  const word = "x".repeat(30);
  const long = `${word} ${word} ${word} ${word}`;
  deepStrictEqual(comment(`${long}\n- ${long}`).split("\n"), [
    `# ${word} ${word} ${word}`,
    `# ${word}`,
    `# - ${word} ${word} ${word}`, // 96 characters
    `#   ${word}`,
  ]);
  strictEqual(comment("y".repeat(200)), `# ${"y".repeat(200)}`);
});

Deno.test("comment() leaves no space at an empty line's end", () => {
  strictEqual(comment("a\n\nb"), "# a\n#\n# b");
});
