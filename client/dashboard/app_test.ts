import { match, ok, strictEqual } from "node:assert/strict";
import { ask, faultOf, opened } from "./testing_asking.ts";

Deno.test("openDashboard() answers every page, and lets nothing foreign in", async () => {
  await using dashboard = opened();
  for (const path of ["/", "/history", "/tests", "/settings"]) {
    const answer = await ask(dashboard, path);
    strictEqual(answer.status, 200);
    match(answer.headers.get("content-type") ?? "", /^text\/html/);
    match(
      answer.headers.get("content-security-policy") ?? "",
      /^default-src 'none'; script-src 'self'; /,
    );
    const text = await answer.text();
    ok(!/https?:|<script>|style="|onclick/.test(text), text);
  }
});

Deno.test("openDashboard() serves modules without types, each only what it imports", async () => {
  await using dashboard = opened();
  const waiting = new Set(["main.js"]);
  for (const name of waiting) {
    const answer = await ask(dashboard, `/web/${name}`);
    strictEqual(answer.status, 200, name);
    const code = await answer.text();
    ok(!code.includes('.ts"'), name);
    for (const [, found = ""] of code.matchAll(/"\.\/(\w+\.js)"/g)) {
      waiting.add(found);
    }
  }
  ok(waiting.has("parts.js") && waiting.has("now.js"));
});

Deno.test("openDashboard() sends a file once only", async () => {
  await using dashboard = opened();
  const first = await ask(dashboard, "/web/style.css");
  const etag = first.headers.get("etag") ?? "";
  await first.text();
  const second = await ask(dashboard, "/web/style.css", {
    headers: { "if-none-match": etag },
  });
  strictEqual(second.status, 304);
});

Deno.test("openDashboard() has no other files", async () => {
  await using dashboard = opened();
  for (const name of ["nope.js", "..%2Fapp.ts", "app.js", "__proto__"]) {
    const answer = await ask(dashboard, `/web/${name}`);
    strictEqual(answer.status, 404, name);
    await answer.body?.cancel();
  }
});

Deno.test("openDashboard() says in a sentence what is wrong with a request", async () => {
  await using dashboard = opened();
  const rows = [
    [
      "/api/v1/samples?last=ten",
      'Cannot use last: found "ten" (allowed: a whole number above 0 and s, m, h, d or w, e.g. 90m, 24h, 7d)',
    ],
    [
      "/api/v1/samples?last=2h",
      "Cannot give single probes of so long a period: found 7200000 ms (allowed: up to 3600000); /api/v1/chart and /api/v1/statistics take more",
    ],
    [
      "/api/v1/statistics?from=yesterday",
      'Cannot use from: found "yesterday" (allowed: Unix milliseconds, e.g. 1795168800000)',
    ],
    [
      "/api/v1/statistics?from=2000&to=1000",
      "Cannot use a period that begins at 2000 and ends at 1000: from must be less than to",
    ],
    [
      "/api/v1/statistics?last=1h&from=1",
      "Cannot use last together with from: each says where the period begins",
    ],
    [
      "/api/v1/series?probes=ping",
      'Cannot use probes: found "ping" (allowed: icmp, echo, dns, tcp)',
    ],
    [
      "/api/v1/chart?segments=5",
      'Cannot use segments: found "5" (allowed: a whole number, 10 to 2000)',
    ],
    [
      "/api/v1/chart?type=pie",
      'Cannot use type: found "pie" (allowed: latency, jitter, loss)',
    ],
    [
      "/api/v1/events?severity=bad",
      'Cannot use severity: found "bad" (allowed: info, warning, alert, critical)',
    ],
    [
      "/api/v1/status?verbose=1",
      'Cannot use the parameter "verbose" (allowed: none)',
    ],
    [
      "/api/v1/comparison?of=cats",
      'Cannot use of: found "cats" (allowed: interfaces, servers)',
    ],
    [
      "/api/v1/series?probes=dns&probes=tcp",
      'Cannot use the parameter "probes" (allowed: interfaces, targets, probes, once each)',
    ],
  ] as const;
  for (const [path, says] of rows) {
    const answer = await ask(dashboard, path);
    strictEqual(answer.status, 400, path);
    strictEqual(await faultOf(answer), says);
  }
});
