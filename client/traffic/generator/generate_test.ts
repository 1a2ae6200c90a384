import { deepStrictEqual, ok, rejects, strictEqual } from "node:assert/strict";
import { setTimeout as delay } from "node:timers/promises";
import {
  generateTraffic,
  type TrafficPlan,
  type TrafficTools,
} from "./generate.ts";
import { Payload } from "./payload.ts";
import type { TrafficCount } from "./tally.ts";

const ENDLESS = { durationMs: null, totalBytes: null };

/** Runs it against a port of this machine; as fast as it goes unless changed. */
async function run(
  port: number,
  plan: Partial<TrafficPlan>,
  tools: Partial<TrafficTools> = {},
): Promise<TrafficCount> {
  using client = Deno.createHttpClient({ http2: false });
  return await generateTraffic({
    url: new URL(`http://127.0.0.1:${port}/`),
    bandwidthBps: null,
    connections: 2,
    requestBytes: 1_000,
    latencyMs: 0,
    ...ENDLESS,
    ...plan,
  }, {
    fetch: (url, init) => fetch(url, { ...init, client }),
    payload: new Payload(
      plan.requestBytes ?? 1_000,
      (bytes) => void crypto.getRandomValues(bytes),
    ),
    nowMs: () => performance.now(),
    wait: (ms, signal) => delay(ms, undefined, { signal }).catch(() => {}),
    onSecond: () => {},
    timeoutMs: 30_000,
    signal: new AbortController().signal,
    ...tools,
  });
}

/** Serves until disposed. */
function serve(handler: (request: Request) => Response | Promise<Response>) {
  return Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen: () => {} },
    handler,
  );
}

function streamOf(text: string): ReadableStream<Uint8Array<ArrayBuffer>> {
  return new Blob([text]).stream();
}

/** Accepts connections, and ends each in its own way. */
function accepting(end: (connection: Deno.TcpConn) => Promise<void> | void) {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const done = (async () => {
    for await (const connection of listener) await end(connection);
  })();
  return {
    port: listener.addr.port,
    async [Symbol.asyncDispose]() {
      listener.close();
      await done;
    },
  };
}

Deno.test("generateTraffic() sends exactly the total, as POST, and no more", async () => {
  let received = 0;
  const methods = new Set<string>();
  await using server = serve(async (request) => {
    methods.add(request.method);
    received += (await request.bytes()).length;
    return new Response("thank you");
  });
  const total = await run(server.addr.port, { totalBytes: 10_500 });
  deepStrictEqual({ received, methods: [...methods] }, {
    received: 10_500,
    methods: ["POST"],
  });
  strictEqual(total.requests, 11);
  strictEqual(total.bytes, 10_500);
  strictEqual(total.errors, 0);
  ok(total.latencyMs !== null);
});

Deno.test("generateTraffic() has all its connections at once", async () => {
  const CONNECTIONS = 100;
  const everyone = Promise.withResolvers<void>();
  const ports = new Set<number>();
  await using server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen: () => {} },
    async (request, { remoteAddr }) => {
      ports.add(remoteAddr.port);
      if (ports.size === CONNECTIONS) everyone.resolve();
      await request.bytes();
      // Answered only when all have asked: fewer connections would hang.
      await everyone.promise;
      return new Response();
    },
  );
  const total = await run(server.addr.port, {
    connections: CONNECTIONS,
    totalBytes: 200_000,
  });
  deepStrictEqual([total.requests, total.errors], [200, 0]);
});

Deno.test("generateTraffic() counts answers that say no", async () => {
  await using server = serve(async (request) => {
    await request.bytes();
    return new Response("busy", { status: 503 });
  });
  const total = await run(server.addr.port, { totalBytes: 3_000 });
  deepStrictEqual([total.requests, total.errors, total.errorKinds], [
    3,
    3,
    { "http 503": 3 },
  ]);
});

Deno.test("generateTraffic() reads answers of any length to their end", async () => {
  const answers = ["", "short", "long ".repeat(100_000)];
  await using server = serve(async (request) => {
    await request.bytes();
    const answer = answers.shift() ?? "";
    // The last one does not say how long it is.
    return new Response(answers.length > 0 ? answer : streamOf(answer));
  });
  const total = await run(server.addr.port, {
    connections: 1,
    totalBytes: 3_000,
  });
  deepStrictEqual([total.requests, total.errors], [3, 0]);
});

Deno.test("generateTraffic() follows no redirection to somebody else", async () => {
  const paths: string[] = [];
  await using server = serve(async (request) => {
    paths.push(new URL(request.url).pathname);
    await request.bytes();
    return new Response(null, { status: 307, headers: { location: "/other" } });
  });
  await run(server.addr.port, { totalBytes: 2_000 });
  deepStrictEqual(paths, ["/", "/"]);
});

Deno.test("generateTraffic() counts refused connections against its limit", async () => {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr;
  listener.close();
  const total = await run(port, { totalBytes: 2_000 });
  deepStrictEqual([total.requests, total.errorKinds], [0, { refused: 2 }]);
});

Deno.test("generateTraffic() counts connections that are broken off", async () => {
  await using server = accepting((connection) => connection.close());
  const total = await run(server.port, { totalBytes: 2_000 });
  const { closed = 0, reset = 0, other = 0 } = total.errorKinds;
  deepStrictEqual([total.requests, closed + reset, other], [0, 2, 0]);
});

Deno.test("generateTraffic() gives up a server that never answers", async () => {
  const held: Deno.TcpConn[] = [];
  await using server = accepting((connection) => void held.push(connection));
  const { port } = server;
  const total = await run(port, { totalBytes: 2_000 }, { timeoutMs: 50 });
  for (const connection of held) connection.close();
  deepStrictEqual([total.requests, total.errorKinds], [0, { timeout: 2 }]);
});

Deno.test("generateTraffic() ends in time though nobody answers, without an error", async () => {
  const held: Deno.TcpConn[] = [];
  await using server = accepting((connection) => void held.push(connection));
  const seconds: TrafficCount[] = [];
  const total = await run(server.port, { durationMs: 50 }, {
    onSecond: (second) => seconds.push(second),
  });
  for (const connection of held) connection.close();
  deepStrictEqual([total.requests, total.errors], [0, 0]);
  strictEqual(seconds.length, 1);
});

Deno.test("generateTraffic() ends when it is told to", async () => {
  const abort = new AbortController();
  await using server = serve(async (request) => {
    await request.bytes();
    abort.abort();
    return new Response();
  });
  const total = await run(server.addr.port, { bandwidthBps: 8_000 }, {
    signal: abort.signal,
  });
  strictEqual(total.errors, 0);
});

Deno.test("generateTraffic() waits for each request's time and pause", async () => {
  await using server = serve(async (request) => {
    await request.bytes();
    return new Response();
  });
  let nowMs = 0;
  const waits: number[] = [];
  const total = await run(server.addr.port, {
    ...{ bandwidthBps: 8_000, connections: 1, latencyMs: 500 },
    totalBytes: 3_000,
  }, {
    nowMs: () => nowMs,
    wait(ms, signal) {
      // The watch of the seconds waits for the end.
      if (ms === 1_000 && waits.length === 0) {
        return new Promise((resolve) => (signal.onabort = resolve));
      }
      waits.push(Math.round(ms));
      nowMs += ms;
      return Promise.resolve();
    },
  });
  strictEqual(total.requests, 3);
  // 1,000 bytes a second: each pause of 0.5 s counts towards the time that is due.
  deepStrictEqual(waits, [500, 500, 500, 500]);
});

Deno.test("generateTraffic() ends with whoever is told of its seconds", async () => {
  await using server = serve(() => new Response(""));
  const piped = run(server.addr.port, { durationMs: 60_000 }, {
    onSecond: () => {
      throw new Deno.errors.BrokenPipe("nobody reads");
    },
  });
  await rejects(piped, Deno.errors.BrokenPipe);
});
