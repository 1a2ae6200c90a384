import { match, ok, strictEqual } from "node:assert/strict";
import { ask, faultOf, opened } from "./testing_asking.ts";

const TOKEN = "5f".repeat(32);

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
  const own = [...form.matchAll(/href="(\/web\/[^"]+)"/g)].map(([, path]) =>
    path ?? ""
  );
  // Bold is its heading.
  const fonts = [400, 600].map((weight) => `/web/inter-latin-${weight}.woff2`);
  for (const path of [...own, ...fonts]) {
    const file = await ask(dashboard, path);
    strictEqual(file.status, 200, path);
    await file.body?.cancel();
  }
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
