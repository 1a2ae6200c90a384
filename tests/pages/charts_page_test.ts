import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import axe from "axe-core";
import type { Browser, Page } from "playwright-core";
import { interactivePage } from "../../client/charts/mod.ts";
import { FIGURES } from "../../client/charts/testing_figures.ts";
import { htmlOf, reportOf } from "../../client/report/mod.ts";
import { BURSTS, inputOf } from "../../client/report/testing.ts";

const CHROMIUM = Deno.env.get("CHROMIUM") ?? "/usr/bin/chromium";
const hasBrowser = existsSync(CHROMIUM);
const LOOKS = [
  { width: 1280, colorScheme: "light" },
  { width: 360, colorScheme: "dark" },
] as const;

/** Every page that charts and reports make. */
function pages(): readonly (readonly [name: string, html: string])[] {
  const charts = Object.entries(FIGURES).map(([type, figureOf]) => {
    const light = figureOf({ widthPx: 1200, heightPx: 600, theme: "light" });
    const dark = figureOf({ widthPx: 1200, heightPx: 600, theme: "dark" });
    return [type, interactivePage({ light, dark })] as const;
  });
  return [...charts, ["report", htmlOf(reportOf(inputOf(BURSTS)), [])]];
}

/** Opens a page, and fails on any console message, error or request. */
async function onPage(
  browser: Browser,
  at: { url: string; look: typeof LOOKS[number] },
  test: (page: Page) => Promise<void>,
): Promise<void> {
  const { url, look: { width, colorScheme } } = at;
  // The page's own policy forbids even the checker's script.
  const context = await browser.newContext({
    viewport: { width, height: 900 },
    colorScheme,
    bypassCSP: true,
  });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on("console", (message) => complaints.push(message.text()));
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("request", (request) => {
    if (request.url() !== url) complaints.push(request.url());
  });
  await page.goto(url);
  await test(page);
  deepStrictEqual(complaints, []);
  await context.close();
}

Deno.test({
  name: hasBrowser
    ? "every page fits a telephone, speaks to nobody, and is accessible"
    : `every page ... (skipped: no Chromium at ${CHROMIUM})`,
  ignore: !hasBrowser,
  // Playwright keeps its pipe to the browser's process until it has died.
  sanitizeOps: false,
  sanitizeResources: false,
  fn: async (t) => {
    const { chromium } = await import("playwright-core");
    const folder = await Deno.makeTempDir({ prefix: "bb-pages-" });
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
      for (const [name, html] of pages()) {
        const file = join(folder, `${name}.html`);
        await Deno.writeTextFile(file, html);
        const url = pathToFileURL(file).href;
        for (const look of LOOKS) {
          await t.step(
            `${name}, ${look.width} px, ${look.colorScheme}`,
            () =>
              onPage(browser, { url, look }, async (page) => {
                const width = await page.evaluate<number>(
                  "document.documentElement.scrollWidth",
                );
                ok(width <= look.width, `the page is ${width} px wide`);
                if (name !== "report") {
                  ok(await page.locator("#figures tr").count() > 0);
                  ok((await page.locator("#when").textContent()) !== "");
                }
                deepStrictEqual(await seriousFindings(page), []);
              }),
          );
        }
      }
    } finally {
      await browser.close();
      await Deno.remove(folder, { recursive: true });
    }
  },
});

/** What axe finds that keeps people from using a page. */
async function seriousFindings(page: Page): Promise<readonly string[]> {
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate<typeof NO_RESULT>(
    "axe.run(document)",
  );
  strictEqual(Array.isArray(violations), true);
  return violations.filter(({ impact }) =>
    impact === "serious" || impact === "critical"
  ).map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`);
}

/** What is read of axe's result. */
declare const NO_RESULT: {
  violations: { impact: string; id: string; nodes: { html: string }[] }[];
};
