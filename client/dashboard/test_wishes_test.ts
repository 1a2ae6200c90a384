import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { memoryMonitor } from "./testing.ts";
import { ask, faultOf, HOME, opened } from "./testing_asking.ts";

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
