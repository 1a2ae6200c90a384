import { strictEqual } from "node:assert/strict";
import { run } from "../tests/lab/command.ts";
import { testWithTools } from "../tests/support/skip.ts";
import { manPages } from "./write_man_pages.ts";

Deno.test("manPages() gives what is committed", async () => {
  for (const { url, text } of await manPages()) {
    strictEqual(
      await Deno.readTextFile(url),
      text,
      `${url.pathname} has drifted: run deno run -A tasks/write_man_pages.ts`,
    );
  }
});

testWithTools(
  "manPages() gives what man takes",
  ["mandoc"],
  async () => {
    for (const { url } of await manPages()) {
      strictEqual(
        await run(["mandoc", "-T", "lint", "-W", "error", url.pathname]),
        "",
      );
    }
  },
);
