import { deepStrictEqual, ok, rejects, strictEqual } from "node:assert/strict";
import { openLibc } from "@bufferbane/ffi";
import { type HttpLoadTools, runHttpLoad, tryHttp } from "./http_load.ts";
import type { ByteCount } from "./load_outcome.ts";
import { ProbeBench } from "./testing.ts";

const CHUNK = new Uint8Array(65_536);

/** A web server on loopback, and the tools to load it. */
async function withServer(
  answer: (request: Request) => Response | Promise<Response>,
  test: (tools: HttpLoadTools) => Promise<void>,
): Promise<void> {
  await using server = Deno.serve({
    hostname: "127.0.0.1",
    port: 0,
    onListen: () => {},
    // An upload that is broken off.
    onError: () => new Response(null, { status: 500 }),
  }, answer);
  using client = Deno.createHttpClient({ http2: false });
  await test({
    url: new URL(`http://127.0.0.1:${server.addr.port}/`),
    fetch: (url, init) => fetch(url, { ...init, client }),
    filler: CHUNK,
  });
}

/** Endless. */
function flood(): Response {
  return new Response(
    new ReadableStream({ pull: (flow) => flow.enqueue(CHUNK.slice()) }),
  );
}

async function swallow(request: Request): Promise<Response> {
  for await (const _ of request.body ?? []);
  return new Response("thank you");
}

/** Loads until so much was carried. */
async function loadUntil(
  enoughBytes: number,
  direction: "up" | "down",
  tools: HttpLoadTools,
): Promise<readonly ByteCount[]> {
  using libc = openLibc();
  using bench = new ProbeBench(libc);
  const over = new AbortController();
  const running = bench.context.schedule.run(over.signal);
  const enough = new AbortController();
  try {
    return await runHttpLoad(bench.context, tools, {
      direction,
      flows: 2,
      durationMs: 10_000,
      enough: enough.signal,
      signal: new AbortController().signal,
      onCount({ bytes }) {
        if (bytes >= enoughBytes) enough.abort();
      },
    });
  } finally {
    over.abort();
    await running;
  }
}

Deno.test("runHttpLoad() counts what it downloads, until it is enough", async () => {
  await withServer(flood, async (tools) => {
    const counts = await loadUntil(2_000_000, "down", tools);
    ok((counts.at(-1)?.bytes ?? 0) >= 2_000_000);
  });
});

Deno.test("runHttpLoad() uploads one request after the other", async () => {
  await withServer(swallow, async (tools) => {
    const counts = await loadUntil(60_000_000, "up", tools);
    ok((counts.at(-1)?.bytes ?? 0) >= 60_000_000);
  });
});

Deno.test("runHttpLoad() says what is wrong with a URL", async () => {
  const small = () => new Response(new Uint8Array(12_300));
  await withServer(small, async (tools) => {
    await rejects(loadUntil(1, "down", tools), {
      name: "LoadError",
      message:
        `Cannot load the line from ${tools.url} as it gives only 13 KB (needed: a file of at least 1000 KB)`,
    });
  });
  const missing = () => new Response(null, { status: 404 });
  await withServer(missing, async (tools) => {
    await rejects(tryHttp(tools, new AbortController().signal), {
      name: "LoadError",
      message:
        `Cannot load the line with ${tools.url} as it answers 404 Not Found`,
    });
  });
});

Deno.test("tryHttp() finds out whether a URL takes uploads", async () => {
  const { signal } = new AbortController();
  await withServer(swallow, async (tools) => {
    deepStrictEqual(await tryHttp(tools, signal), { takesUploads: true });
  });
  const readOnly = ({ method }: Request) =>
    method === "GET" ? new Response("x") : new Response(null, { status: 405 });
  await withServer(readOnly, async (tools) => {
    strictEqual((await tryHttp(tools, signal)).takesUploads, false);
  });
});
