import { deepStrictEqual, match, strictEqual } from "node:assert/strict";
import { Gate } from "../gate.ts";
import { trafficApp } from "./app.ts";

const GATE = new Gate({ hosts: [], token: "", randomToken: () => "" });
const VIEW = {
  context: {
    interface: "<eth0>",
    mode: "xdp",
    notes: ["Only what arrives & no more"],
    startedMs: 0,
  },
  realtime: () => ({ "bandwidth_bps": 8 }),
  history: () => [{ "bandwidth_bps": 7 }, { "bandwidth_bps": 8 }],
  summary: () => ({ "total_bytes": 1 }),
} as const;
const app = trafficApp(VIEW, GATE);

function ask(path: string, host = "localhost:3000"): Promise<Response> {
  return app(
    new Request(`http://localhost:3000${path}`, { headers: { host } }),
  );
}

Deno.test("trafficApp() answers as documented", async () => {
  const json = async (path: string) => await (await ask(path)).json();
  deepStrictEqual(await json("/api/metrics/realtime"), VIEW.realtime());
  deepStrictEqual(await json("/api/metrics/history"), VIEW.history());
  deepStrictEqual(await json("/api/stats/summary"), VIEW.summary());
});

Deno.test("trafficApp() serves a page that says how it counts, as text", async () => {
  const response = await ask("/");
  match(
    response.headers.get("content-security-policy") ?? "",
    /^default-src 'none'; script-src 'self'/,
  );
  const page = await response.text();
  match(page, /<h1>Traffic on &lt;eth0&gt;<\/h1>/);
  match(page, /every packet that arrives, in the driver \(XDP\)/);
  match(page, /<li>Only what arrives &amp; no more<\/li>/);
});

Deno.test("trafficApp() serves a program that a browser can read", async () => {
  const script = await (await ask("/traffic.js")).text();
  // Throws a SyntaxError if types were left in it.
  strictEqual(typeof new Function(script), "function");
  match((await ask("/traffic.css")).headers.get("content-type") ?? "", /css/);
});

Deno.test("trafficApp() refuses other hosts, and knows what it has not", async () => {
  strictEqual((await ask("/", "example.com")).status, 421);
  const missing = await ask("/nothing");
  strictEqual(missing.status, 404);
  deepStrictEqual(await missing.json(), {
    error: "There is no GET /nothing",
  });
});
