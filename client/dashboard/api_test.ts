import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import { memoryMonitor } from "./testing.ts";
import { ask, opened } from "./testing_asking.ts";
import { eventsUntil, EVIL, NOW_MS } from "./testing_history.ts";

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
  const open = await (await ask(dashboard, "/api/v1/events?state=open")).json();
  deepStrictEqual(
    open.events.map((event: { type: string }) => event.type),
    ["packet_loss"],
  );
  const types = "/api/v1/events?last=24h&types=note,outage";
  strictEqual((await (await ask(dashboard, types)).json()).total, 2);
});

Deno.test("the API tells load tests, the newest first, and how many there are", async () => {
  await using dashboard = opened();
  const told = async (query: string) =>
    await (await ask(dashboard, `/api/v1/tests?last=30d${query}`)).json();
  const all = await told("");
  deepStrictEqual([all.tests.length, all.total], [2, 2]);
  ok(all.tests[0].at_ms > all.tests[1].at_ms);
  const newest = await told("&limit=1&kind=bloat");
  deepStrictEqual([newest.tests, newest.total], [[all.tests[0]], 2]);
  strictEqual((await told("&kind=throughput")).total, 0);
  match((await told("&kind=x")).error, /allowed: all, throughput, bloat/);
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

Deno.test("the live stream says of a monitor that cannot be reached that none runs", async () => {
  await using dashboard = opened({
    monitor: {
      ...memoryMonitor(),
      // As connect(2) says where too many wait to be let in.
      watch: () => Promise.reject(new Deno.errors.WouldBlock("os error 11")),
    },
  });
  const { body } = await ask(dashboard, "/api/v1/live");
  const reader = body?.pipeThrough(new TextDecoderStream()).getReader();
  strictEqual(
    (await reader?.read())?.value,
    'event: monitor\ndata: {"is_running":false}\n\n',
  );
  await reader?.cancel();
});
