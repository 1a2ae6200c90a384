import { strictEqual } from "node:assert/strict";
import { configDocs } from "./write_config_docs.ts";

Deno.test("configDocs() gives what is committed", async () => {
  for (const { url, text } of await configDocs()) {
    strictEqual(
      await Deno.readTextFile(url),
      text,
      `${url.pathname} has drifted: run deno run -A tasks/write_config_docs.ts`,
    );
  }
});
