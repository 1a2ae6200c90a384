import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import { type Dashboard, openDashboard } from "./app.ts";
import type { DashboardContext } from "./context.ts";
import { memoryContext, memoryMonitor } from "./testing.ts";
import { eventsUntil, EVIL, NOW_MS } from "./testing_history.ts";

const HOME = "http://localhost:9878";
const TOKEN = "5f".repeat(32);

interface Asking {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

function opened(
  changes: Partial<DashboardContext> = {},
  access: { readonly token?: string; readonly hosts?: readonly string[] } = {},
): Dashboard {
  let made = 0;
  return openDashboard(memoryContext(changes), {
    hosts: [],
    token: "",
    randomToken: () => `random-${made++}`,
    ...access,
  });
}

async function ask(
  { answer }: Dashboard,
  path: string,
  { method = "GET", headers = {}, body }: Asking = {},
): Promise<Response> {
  return await answer(
    new Request(`${HOME}${path}`, {
      method,
      headers: { host: "localhost:9878", ...headers },
      ...(body === undefined ? {} : { body }),
    }),
  );
}

/** What a fault says. */
async function faultOf(response: Response): Promise<string> {
  return (await response.json()).error;
}

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

Deno.test("openDashboard() answers for no other name: DNS rebinding", async () => {
  await using dashboard = opened({}, { hosts: ["nas.home", "fd00::1"] });
  const rows = [
    ["localhost:9878", 200],
    ["127.0.0.1:9878", 200],
    ["[::1]:9878", 200],
    ["NAS.home:9878", 200],
    ["[fd00::1]:9878", 200],
    ["evil.example", 421],
    ["localhost.evil.example:9878", 421],
    ["127.0.0.1.evil.example", 421],
    ["192.168.0.2:9878", 421],
  ] as const;
  for (const [host, status] of rows) {
    const answer = await ask(dashboard, "/api/v1/series", {
      headers: { host },
    });
    strictEqual(answer.status, status, host);
    const text = await answer.text();
    ok(status === 200 || text.includes("is not this page's name"), text);
  }
});

Deno.test("openDashboard() changes nothing for other pages", async () => {
  await using dashboard = opened();
  const json = { "content-type": "application/json" };
  const own = { ...json, "x-page-token": "random-0" };
  const rows = [
    [json, 403, "without the page's token"],
    [{ ...json, "x-page-token": "random-1" }, 403, "without the page's token"],
    [{ ...own, origin: "https://evil.example" }, 403, "for a page of"],
    [{ ...own, origin: "null" }, 403, 'for a page of "null"'],
    [{ ...own, origin: "http://localhost:1" }, 403, "for a page of"],
    [
      { ...own, "content-type": "text/plain" },
      415,
      "allowed: application/json",
    ],
  ] as const;
  for (const [headers, status, says] of rows) {
    const answer = await ask(dashboard, "/api/v1/tests", {
      method: "POST",
      headers,
      body: "{}",
    });
    strictEqual(answer.status, status);
    const fault = await faultOf(answer);
    ok(fault.includes(says), fault);
  }
  const state = await (await ask(dashboard, "/api/v1/tests/running")).json();
  strictEqual(state.test, null);
});

Deno.test("openDashboard() runs one test at a time, and stops it", async () => {
  await using dashboard = opened();
  const { page_token: token } =
    await (await ask(dashboard, "/api/v1/page_token"))
      .json();
  const headers = {
    "x-page-token": token,
    "content-type": "application/json",
    origin: HOME,
  };
  const start = (body: unknown) =>
    ask(dashboard, "/api/v1/tests", {
      method: "POST",
      headers,
      body: JSON.stringify(body),
    });
  const started = await start({ interface: "eth0" });
  strictEqual(started.status, 200);
  deepStrictEqual((await started.json()).test.wish, {
    interface: "eth0",
    server: "",
    url: "",
    is_over_budget: false,
  });
  const second = await start({});
  strictEqual(second.status, 409);
  strictEqual(
    await faultOf(second),
    "Cannot start a test as another one is running",
  );
  const stop = { method: "DELETE", headers };
  strictEqual(
    (await ask(dashboard, "/api/v1/tests/running", stop)).status,
    200,
  );
  const { test } = await (await ask(dashboard, "/api/v1/tests/running")).json();
  deepStrictEqual(test.end, { error: "The load test was stopped" });
  strictEqual(
    (await ask(dashboard, "/api/v1/tests/running", stop)).status,
    409,
  );
});

Deno.test("openDashboard() says that no monitor runs when a test is wished for", async () => {
  await using dashboard = opened({ monitor: memoryMonitor({ end: null }) });
  await ask(dashboard, "/api/v1/tests", {
    method: "POST",
    headers: { "x-page-token": "random-0", "content-type": "application/json" },
    body: "{}",
  });
  const { test } = await (await ask(dashboard, "/api/v1/tests/running")).json();
  deepStrictEqual(test.end, {
    error:
      "Cannot run a test as no monitor runs on this database: start it with `bufferbane`",
  });
});

Deno.test("openDashboard() refuses a test that cannot be read", async () => {
  await using dashboard = opened();
  const rows = [
    [
      "[]",
      "Cannot start a test: found [] (allowed: an object with interface, server, url, is_over_budget)",
    ],
    [
      '{"urls":1}',
      'Cannot start a test with "urls" (allowed: interface, server, url, is_over_budget)',
    ],
    [
      '{"url":"ftp://x"}',
      'Cannot use url: found "ftp://x" (allowed: an address that begins with http:// or https://)',
    ],
    [
      '{"interface":7}',
      "Cannot use interface: found 7 (allowed: a text of at most 255 characters)",
    ],
    [
      '{"is_over_budget":"yes"}',
      'Cannot use is_over_budget: found "yes" (allowed: true, false)',
    ],
    [
      `"${"x".repeat(5000)}"`,
      "Cannot read a body of more than 4096 characters",
    ],
  ] as const;
  for (const [body, says] of rows) {
    const answer = await ask(dashboard, "/api/v1/tests", {
      method: "POST",
      headers: {
        "x-page-token": "random-0",
        "content-type": "application/json",
      },
      body,
    });
    strictEqual(answer.status, 400);
    strictEqual(await faultOf(answer), says);
  }
});

Deno.test("openDashboard() with a token lets nobody in without it", async () => {
  await using dashboard = opened({}, { token: TOKEN });
  const page = await ask(dashboard, "/");
  strictEqual(page.status, 303);
  strictEqual(page.headers.get("location"), "/sign_in");
  const bearer = (token: string) => ({
    headers: { authorization: `Bearer ${token}` },
  });
  strictEqual((await ask(dashboard, "/api/v1/series")).status, 401);
  strictEqual((await ask(dashboard, "/api/v1/live")).status, 401);
  strictEqual((await ask(dashboard, "/web/main.js")).status, 401);
  strictEqual(
    (await ask(dashboard, "/api/v1/series", bearer("x"))).status,
    401,
  );
  strictEqual(
    (await ask(dashboard, "/api/v1/series", bearer(TOKEN))).status,
    200,
  );
});

Deno.test("openDashboard() signs a browser in by the token, from its own page only", async () => {
  await using dashboard = opened({}, { token: TOKEN });
  const form = await (await ask(dashboard, "/sign_in")).text();
  ok(form.includes('value="random-0"'));
  const signIn = (fields: Record<string, string>) =>
    ask(dashboard, "/sign_in", {
      method: "POST",
      body: new URLSearchParams(fields).toString(),
    });
  strictEqual((await signIn({ token: TOKEN })).status, 403);
  const wrong = await signIn({ token: "guess", page_token: "random-0" });
  strictEqual(wrong.status, 401);
  match(await wrong.text(), /That is not the token/);
  const right = await signIn({ token: TOKEN, page_token: "random-0" });
  strictEqual(right.status, 303);
  const cookie = right.headers.get("set-cookie") ?? "";
  strictEqual(
    cookie,
    "bufferbane_session=random-1; HttpOnly; SameSite=Strict; Path=/",
  );
  const series = await ask(dashboard, "/api/v1/series", {
    headers: { cookie: "other=1; bufferbane_session=random-1" },
  });
  strictEqual(series.status, 200);
});

Deno.test("the API gives samples column by column, lost ones without a time", async () => {
  await using dashboard = opened();
  const path = "/api/v1/samples?last=1m&interfaces=wlan0&targets=8.8.8.8";
  const { period, samples } = await (await ask(dashboard, path)).json();
  deepStrictEqual(period, { from_ms: NOW_MS - 60_000, to_ms: NOW_MS });
  strictEqual(samples.length, 1);
  const [{ timestamp_ms: at, rtt_ms: rtt, is_lost: lost, status }] = samples;
  strictEqual(at.length, 60);
  for (const [i, isLost] of lost.entries()) {
    strictEqual(isLost, status[i] === "timeout");
    strictEqual(rtt[i] === null, isLost);
  }
});

Deno.test("the API gives the statistics that the console has", async () => {
  await using dashboard = opened();
  const path = "/api/v1/statistics?last=10m&targets=8.8.8.8&interfaces=eth0";
  const { series } = await (await ask(dashboard, path)).json();
  strictEqual(series[0].statistics.sent, 600);
  ok(series[0].statistics.p95_us >= series[0].statistics.p50_us);
});

Deno.test("the API draws a chart of single probes as soon as they are asked for", async () => {
  await using dashboard = opened();
  const path = `/api/v1/chart?from=${
    NOW_MS - 20_000
  }&to=${NOW_MS}&interfaces=eth0`;
  const { hover, series, isEmpty } = await (await ask(dashboard, path)).json();
  strictEqual(isEmpty, false);
  strictEqual(hover.captions.length, 20);
  deepStrictEqual(series.map((one: { target: string }) => one.target), [
    "192.168.0.1",
    "100.64.0.1",
    "1.1.1.1",
    "8.8.8.8",
  ]);
});

Deno.test("the API tells events, the newest first, and what was cut off", async () => {
  await using dashboard = opened();
  const all = await (await ask(dashboard, "/api/v1/events?last=24h")).json();
  deepStrictEqual(
    all.events.map((event: { type: string }) => event.type),
    ["packet_loss", "note", "outage"],
  );
  ok(all.events[1].description.includes(EVIL), "as data, and never as HTML");
  const path = "/api/v1/events?last=24h&severity=alert&limit=1";
  const bad = await (await ask(dashboard, path)).json();
  deepStrictEqual([bad.events.length, bad.total], [1, 1]);
  const types = "/api/v1/events?last=24h&types=note,outage";
  strictEqual((await (await ask(dashboard, types)).json()).total, 2);
});

Deno.test("the API tells what goes on, and never a secret", async () => {
  await using dashboard = opened();
  const status = await (await ask(dashboard, "/api/v1/status")).json();
  const open = eventsUntil(NOW_MS).filter(({ durationMs }) =>
    durationMs === null
  );
  strictEqual(status.open_events.length, open.length);
  deepStrictEqual(status.interfaces, ["eth0", "wlan0"]);
  const { settings } = await (await ask(dashboard, "/api/v1/settings")).json();
  strictEqual(settings[0].text, "set (64 hex)");
});

Deno.test("the API describes every route that it has", async () => {
  await using dashboard = opened();
  const { openapi, paths } = await (await ask(dashboard, "/api/openapi.json"))
    .json();
  strictEqual(openapi, "3.1.1");
  for (const path of Object.keys(paths)) {
    const gets = paths[path].get !== undefined;
    const answer = await ask(dashboard, path);
    strictEqual(answer.status, gets ? 200 : 404, path);
    await answer.body?.cancel();
  }
  ok(paths["/api/v1/tests"].post.requestBody.required);
});

Deno.test("the live stream passes lines on, and ends its watching with the last viewer", async () => {
  let isWatched = false;
  await using dashboard = opened({
    monitor: {
      ...memoryMonitor(),
      watch(onLine, signal) {
        isWatched = true;
        onLine('{"type":"sample"}');
        return new Promise((resolve) =>
          signal.addEventListener("abort", () => {
            isWatched = false;
            resolve(true);
          })
        );
      },
    },
  });
  const { body, headers } = await ask(dashboard, "/api/v1/live");
  strictEqual(headers.get("content-type"), "text/event-stream");
  const reader = body?.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  while (!text.includes("samples")) text += (await reader?.read())?.value ?? "";
  strictEqual(
    text,
    'event: monitor\ndata: {"is_running":true}\n\n' +
      'event: samples\ndata: [{"type":"sample"}]\n\n',
  );
  ok(isWatched);
  await reader?.cancel();
  ok(!isWatched);
});
