import { deepStrictEqual, match } from "node:assert/strict";
import { Gate } from "../../client/dashboard/gate.ts";
import { trafficApp } from "../../client/dashboard/traffic/app.ts";
import { realtimeReport } from "../../client/traffic/mod.ts";
import { browserTest, hindrances, onPage } from "./browser.ts";

/** A telephone by night, and a desk by day. */
const LOOKS = [
  { viewport: { width: 360, height: 780 }, colorScheme: "dark" },
  { viewport: { width: 1280, height: 900 }, colorScheme: "light" },
] as const;
const SECONDS = 20;

const CONTEXT = {
  interface: "eth0",
  mode: "tcx",
  notes: ["eth0 is also counted by process 7, independently"],
  startedMs: 0,
} as const;

/** A second in which a megabyte of HTTPS arrived, and 100 kB of it left. */
function reportAt(second: number): object {
  const total = (bytes: number) => ({ packets: 100, bytes });
  const way = (bytes: number) => ({
    all: total(bytes),
    tcp: total(bytes),
    https: total(bytes / 2),
  });
  const both = { received: way(1_000_000), sent: way(100_000) };
  return realtimeReport({
    atMs: 1000 * second,
    spanMs: 1000,
    growth: both,
    totals: both,
    topFlows: null,
  }, CONTEXT);
}

const answer = trafficApp({
  context: CONTEXT,
  realtime: () => reportAt(SECONDS),
  history: () =>
    Array.from({ length: SECONDS }, (_, second) => reportAt(second + 1)),
  summary: () => ({}),
}, new Gate({ hosts: [], token: "", randomToken: () => "" }));

browserTest(
  "trafficPage() shows the last five minutes to everybody",
  async ({ browser }) => {
    const at = { hostname: "127.0.0.1", port: 0, onListen: () => {} };
    const server = Deno.serve(at, answer);
    const url = `http://127.0.0.1:${server.addr.port}/`;
    try {
      for (const look of LOOKS) {
        await onPage({ browser }, { url, ...look }, async (page) => {
          await page.waitForSelector("text=8.0 Mbit/s");
          const text = await page.innerText("main");
          match(text, /Received\s+8\.0 Mbit\/s\s+Sent\s+800\.0 kbit\/s/);
          match(text, /HTTPS \(TCP port 443\)\s+4\.4 Mbit\/s/);
          match(text, /UDP\s+not told apart/);
          match(text, /also counted by process 7/);
          const points = await page.getAttribute(
            "#received_bandwidth_bps",
            "points",
          );
          deepStrictEqual(points?.split(" ").length, SECONDS);
          deepStrictEqual(await hindrances(page), []);
        });
      }
    } finally {
      await server.shutdown();
    }
  },
);
