import { ok, strictEqual } from "node:assert/strict";
import { createHash } from "node:crypto";
import { interactivePage } from "./html.ts";
import { type LatencyInput, latencyOverTime } from "./latency_over_time.ts";
import { syntheticLatency } from "./testing.ts";

const toMs = Date.parse("2025-10-19T16:00Z");
const INPUT = syntheticLatency({ fromMs: toMs - 3_600_000, toMs }, {
  count: 1,
});

function pageOf(input: LatencyInput): string {
  const figure = (theme: "light" | "dark") => latencyOverTime(input, { theme });
  const figures = { light: figure("light"), dark: figure("dark") };
  return interactivePage(figures);
}

Deno.test("interactivePage() escapes what others have named", () => {
  const host = `</script><script>alert("1&2")</script>'\u2028`;
  const page = pageOf({ ...INPUT, host });
  ok(!page.includes("<script>alert"));
  ok(!page.includes("\u2028</title>") || page.includes("&lt;/script&gt;"));
  strictEqual(
    page.match(/<script/g)?.length,
    5,
    "three libraries, data, program",
  );
  strictEqual(page.match(/<\/script/g)?.length, 5);
  const json = /id="content">(.*)<\/script>/.exec(page)?.[1] ?? "";
  ok(!json.includes("<") && !json.includes("\u2028"));
  ok(
    JSON.stringify(JSON.parse(json)).includes(
      JSON.stringify(host).slice(1, -1),
    ),
  );
});

Deno.test("interactivePage() allows exactly the scripts and the style it carries", () => {
  const page = pageOf(INPUT);
  const policy = /Policy" content="([^"]*)"/.exec(page)?.[1] ?? "";
  ok(policy.startsWith("default-src 'none'; script-src 'sha256-"));
  ok(!policy.includes("unsafe"));
  const texts = [
    ...page.matchAll(/<script(?: type="module")?>([^]*?)<\/script>/g),
    ...page.matchAll(/<style>([^]*?)<\/style>/g),
  ].map(([, text = ""]) => text);
  strictEqual(texts.length, 5);
  for (const text of texts) {
    const hash = createHash("sha256").update(text).digest("base64");
    ok(policy.includes(`'sha256-${hash}'`));
  }
});

Deno.test("interactivePage() refers to nothing outside itself", () => {
  const page = pageOf(INPUT);
  ok(
    !/\s(?:src|href)\s*=/.test(page.replaceAll(/<script[^]*?<\/script>/g, "")),
  );
  ok(!page.includes("sourceMappingURL"));
});
