import {
  deepStrictEqual,
  notStrictEqual,
  ok,
  strictEqual,
} from "node:assert/strict";
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Page } from "playwright-core";
import {
  interactivePage,
  type LatencyInput,
  latencyOverTime,
} from "../../client/charts/mod.ts";
import { syntheticLatency } from "../../client/charts/testing.ts";

const CHROMIUM = Deno.env.get("CHROMIUM") ?? "/usr/bin/chromium";
const hasBrowser = existsSync(CHROMIUM);

const toMs = Date.parse("2025-10-19T16:00Z");
const PERIOD = { fromMs: toMs - 24 * 3_600_000, toMs };
const HOST = `</script><script>document.title="owned"</script>\u2028"'&`;

function pageOf(input: LatencyInput): string {
  const figure = (theme: "light" | "dark") => latencyOverTime(input, { theme });
  const figures = { light: figure("light"), dark: figure("dark") };
  return interactivePage(figures);
}

/** Opens the page, and fails on any console message, error or request. */
async function onPage(
  look: { width: number; colorScheme: "light" | "dark" },
  test: (page: Page) => Promise<void>,
): Promise<void> {
  const { chromium } = await import("playwright-core");
  const folder = await Deno.makeTempDir({ prefix: "bb-page-" });
  const file = join(folder, "latency.html");
  const input = syntheticLatency(PERIOD, { count: 3, intervalMs: 10_000 });
  await Deno.writeTextFile(file, pageOf({ ...input, host: HOST }));
  const browser = await chromium.launch({
    executablePath: CHROMIUM,
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
  try {
    const { width, colorScheme } = look;
    const page = await browser.newPage({
      viewport: { width, height: 900 },
      colorScheme,
    });
    const url = pathToFileURL(file).href;
    const complaints: string[] = [];
    page.on("console", (message) => complaints.push(message.text()));
    page.on("pageerror", (error) => complaints.push(error.message));
    page.on("request", (request) => {
      if (request.url() !== url) complaints.push(request.url());
    });
    await page.goto(url);
    await test(page);
    deepStrictEqual(complaints, []);
  } finally {
    await browser.close();
    await Deno.remove(folder, { recursive: true });
  }
}

/** The picture as it is now, as a hash: a failure must fit on a screen. */
async function picture(page: Page): Promise<string> {
  const url = await page.locator("#chart").evaluate((canvas) =>
    (canvas as unknown as { toDataURL(): string }).toDataURL()
  );
  return createHash("sha256").update(url).digest("hex");
}

/** Waits for a picture: the browser draws some changes a frame later. */
async function until(
  page: Page,
  isWanted: (picture: string) => boolean,
): Promise<string> {
  const deadlineMs = Date.now() + 5_000;
  for (;;) {
    const now = await picture(page);
    if (isWanted(now)) return now;
    if (Date.now() > deadlineMs) throw new Error("the picture never came");
  }
}

function browserTest(name: string, test: () => Promise<void>): void {
  Deno.test({
    name: hasBrowser ? name : `${name} (skipped: no Chromium at ${CHROMIUM})`,
    ignore: !hasBrowser,
    // Playwright keeps its pipe to the browser's process until it has died.
    sanitizeOps: false,
    sanitizeResources: false,
    fn: test,
  });
}

browserTest(
  "the latency page shows the figures of the segment under the pointer",
  () =>
    onPage({ width: 1280, colorScheme: "light" }, async (page) => {
      ok((await page.title()).includes("</script>"), "the host name is text");
      const when = page.locator("#when");
      await page.locator("#chart").hover({ position: { x: 300, y: 100 } });
      const first = await when.textContent();
      await page.locator("#chart").hover({ position: { x: 700, y: 100 } });
      notStrictEqual(await when.textContent(), first);
      const rows = page.locator("#figures tr");
      strictEqual(await rows.count(), 3);
      strictEqual(await rows.first().locator("td").count(), 8);
    }),
);

browserTest(
  "the latency page zooms by wheel, button and key, and back",
  () =>
    onPage({ width: 1280, colorScheme: "dark" }, async (page) => {
      const chart = page.locator("#chart");
      await chart.hover({ position: { x: 600, y: 100 } });
      const whole = await picture(page);
      await page.mouse.wheel(0, -400);
      await page.getByRole("button", { name: "Zoom in" }).click();
      const zoomed = await picture(page);
      notStrictEqual(zoomed, whole);
      await chart.focus();
      await page.keyboard.press("d");
      await until(page, (now) => now !== zoomed);
      await page.keyboard.press("Escape");
      await until(page, (now) => now === whole);
      const when = page.locator("#when");
      const before = await when.textContent();
      await page.keyboard.press("ArrowLeft");
      notStrictEqual(await when.textContent(), before);
    }),
);

browserTest(
  "the latency page hides a series and what happened, and draws peaks in full",
  () =>
    onPage({ width: 1280, colorScheme: "light" }, async (page) => {
      const all = await picture(page);
      const first = page.getByRole("checkbox").first();
      await first.focus();
      await page.keyboard.press("Space");
      await until(page, (now) => now !== all);
      strictEqual(await page.locator("#figures tr").count(), 2);
      await first.check();
      await until(page, (now) => now === all);
      await page.getByLabel("Show peaks in full").check();
      await until(page, (now) => now !== all);
      await page.getByLabel("Show peaks in full").uncheck();
      await page.getByLabel("Show what happened").uncheck();
      await until(page, (now) => now !== all);
      await page.getByLabel("Show what happened").check();
      await until(page, (now) => now === all);
    }),
);

browserTest(
  "the latency page follows the theme and keeps what was chosen",
  () =>
    onPage({ width: 1280, colorScheme: "light" }, async (page) => {
      await page.getByRole("checkbox").first().uncheck();
      const light = await picture(page);
      await page.emulateMedia({ colorScheme: "dark" });
      await until(page, (now) => now !== light);
      ok(!(await page.getByRole("checkbox").first().isChecked()));
      strictEqual(await page.locator("#figures tr").count(), 2);
      await page.emulateMedia({ colorScheme: "light" });
      await until(page, (now) => now === light);
    }),
);

browserTest(
  "the latency page fits a telephone",
  () =>
    onPage({ width: 360, colorScheme: "light" }, async (page) => {
      const width = await page.evaluate<number>(
        "document.documentElement.scrollWidth",
      );
      ok(width <= 360, `the page is ${width} px wide`);
      const before = await page.locator("#when").textContent();
      await page.locator("#chart").click({ position: { x: 150, y: 100 } });
      notStrictEqual(await page.locator("#when").textContent(), before);
    }),
);
