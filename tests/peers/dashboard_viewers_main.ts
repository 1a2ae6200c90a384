/** Many who watch the dashboard; see dashboard_viewers.ts. @module */

import { setTimeout } from "node:timers/promises";

const [port = "0", viewers = "0", seconds = "0"] = Deno.args;
/** As often as the page itself asks for what goes on. */
const ASK_MS = 10_000;
const LOOK = { hostname: "127.0.0.1", port: Number(port) };

const endMs = Date.now() + 1000 * Number(seconds);

/** Sends a request, and gives the connection that its answer comes on. */
async function request(path: string, header: string): Promise<Deno.TcpConn> {
  const connection = await Deno.connect(LOOK);
  const text = `GET ${path} HTTP/1.1\r\nHost: localhost\r\n${header}\r\n`;
  await connection.write(new TextEncoder().encode(text));
  return connection;
}

/** Reads an answer to its end. */
async function ask(path: string): Promise<void> {
  const connection = await request(path, "Connection: close\r\n");
  await new Response(connection.readable).arrayBuffer();
}

/** Counts the events of a stream until the time is over. */
async function watch(): Promise<number> {
  using connection = await request("/api/v1/live", "");
  const bytes = new Uint8Array(65_536);
  const decoder = new TextDecoder();
  let events = 0;
  while (Date.now() < endMs) {
    const length = await connection.read(bytes);
    if (length === null) break;
    const text = decoder.decode(bytes.subarray(0, length));
    events += text.split("event: samples").length - 1;
  }
  return events;
}

/** One page: everything it loads, then what happens now. */
async function view(): Promise<number> {
  const pages = ["/", "/web/main.js", "/web/now.js", "/api/v1/status"];
  for (const path of [...pages, "/api/v1/samples?last=2m"]) await ask(path);
  const events = watch();
  while (Date.now() < endMs - ASK_MS) {
    await setTimeout(ASK_MS);
    await ask("/api/v1/events?last=7d");
  }
  return await events;
}

const all = await Promise.all(
  Array.from({ length: Number(viewers) }, () => view()),
);
const text = `${all.length} viewers, ${Math.min(...all)} to ${
  Math.max(...all)
} events each in ${seconds} s\n`;
await Deno.stdout.write(new TextEncoder().encode(text));
