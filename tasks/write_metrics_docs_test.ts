import { strictEqual } from "node:assert/strict";
import { metricsPage } from "./write_metrics_docs.ts";

Deno.test("metricsPage() gives what is committed", async () => {
  const { url, text } = await metricsPage();
  strictEqual(
    await Deno.readTextFile(url),
    text,
    `${url.pathname} has drifted: run deno run -A tasks/write_metrics_docs.ts`,
  );
});
