import { deepStrictEqual, match } from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Page } from "playwright-core";
import { Gate } from "../../client/dashboard/gate.ts";
import { trafficApp } from "../../client/dashboard/traffic/app.ts";
import { realtimeReport } from "../../client/traffic/mod.ts";

const CHROMIUM = Deno.env.get("CHROMIUM") ?? "/usr/bin/chromium";
const hasBrowser = existsSync(CHROMIUM);
const AXE = fileURLToPath(import.meta.resolve("axe-core"));
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

interface Violation {
  readonly id: string;
  readonly impact: string;
}

/** What hinders people who cannot see, or not well. */
async function hindrances(page: Page): Promise<readonly string[]> {
  // Not by a script element, which the page's own policy forbids.
  await page.evaluate(readFileSync(AXE, "utf8"));
  const found = await page.evaluate<{ violations: Violation[] }>("axe.run()");
  return found.violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .map(({ id }) => id);
}

Deno.test({
  name: `trafficPage() shows the last five minutes to everybody${
    hasBrowser ? "" : ` (skipped: no Chromium at ${CHROMIUM})`
  }`,
  ignore: !hasBrowser,
  // Playwright keeps its pipe to the browser's process until it has died.
  sanitizeOps: false,
  sanitizeResources: false,
  async fn() {
    const { chromium } = await import("playwright-core");
    const at = { hostname: "127.0.0.1", port: 0, onListen: () => {} };
    const server = Deno.serve(at, answer);
    const browser = await chromium.launch({
      executablePath: CHROMIUM,
      args: ["--no-sandbox", "--disable-gpu"],
    });
    try {
      for (const look of LOOKS) {
        const page = await browser.newPage(look);
        const complaints: string[] = [];
        page.on("console", (message) => complaints.push(message.text()));
        page.on("pageerror", (error) => complaints.push(error.message));
        await page.goto(`http://127.0.0.1:${server.addr.port}/`);
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
        deepStrictEqual(complaints, []);
        await page.close();
      }
    } finally {
      await browser.close();
      await server.shutdown();
    }
  },
});
