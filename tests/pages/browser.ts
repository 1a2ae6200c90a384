/** A real browser that looks at pages. @module */

import { deepStrictEqual } from "node:assert/strict";
import { existsSync } from "node:fs";
import axe from "axe-core";
import type { Browser, Page } from "playwright-core";

const CHROMIUM = Deno.env.get("CHROMIUM") ?? "/usr/bin/chromium";
const HAS_BROWSER = existsSync(CHROMIUM);

/** Or else it speaks to its makers. */
const QUIET = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** What a {@linkcode browserTest} looks with. */
export interface Looking {
  /** The browser. */
  readonly browser: Browser;
  /** For steps. */
  readonly context: Deno.TestContext;
}

/** Registers a test with a browser of its own; skipped where there is none. */
export function browserTest(
  name: string,
  look: (looking: Looking) => Promise<void>,
): void {
  Deno.test({
    name: HAS_BROWSER ? name : `${name} (skipped: no Chromium at ${CHROMIUM})`,
    ignore: !HAS_BROWSER,
    // Playwright keeps its pipe to the browser's process until it has died.
    sanitizeOps: false,
    sanitizeResources: false,
    fn: async (context) => {
      const { chromium } = await import("playwright-core");
      const browser = await chromium.launch({
        executablePath: CHROMIUM,
        args: QUIET,
      });
      try {
        await look({ browser, context });
      } finally {
        await browser.close();
      }
    },
  });
}

/** Which page, and on what it is shown. */
export interface Showing {
  /** Where it is. */
  readonly url: string;
  /** All that it may ask for begins so; `url` if left out. */
  readonly home?: string;
  /** The window. */
  readonly viewport: { readonly width: number; readonly height: number };
  /** By day or by night. */
  readonly colorScheme: "light" | "dark";
}

/** Opens a page; fails on any console message, error or request elsewhere. */
export async function onPage(
  { browser }: Pick<Looking, "browser">,
  { url, home = url, viewport, colorScheme }: Showing,
  look: (page: Page) => Promise<void>,
): Promise<void> {
  const page = await browser.newPage({ viewport, colorScheme });
  const complaints: string[] = [];
  page.on("console", (message) => complaints.push(message.text()));
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("request", (request) => {
    if (!request.url().startsWith(home)) complaints.push(request.url());
  });
  await page.goto(url);
  await look(page);
  deepStrictEqual(complaints, [], url);
  await page.close();
}

/** How wide a page is, in pixels, whatever the window. */
export async function widthOf(page: Page): Promise<number> {
  return await page.evaluate<number>("document.documentElement.scrollWidth");
}

/** A canvas as it is now. */
export async function pictureOf(page: Page, selector: string): Promise<string> {
  return await page.locator(selector).first().evaluate((canvas) =>
    (canvas as unknown as { toDataURL(): string }).toDataURL()
  );
}

/** Waits; the page's own policy forbids to have it done there. */
export async function until(isSo: () => Promise<boolean>): Promise<void> {
  const deadlineMs = Date.now() + 5_000;
  while (!await isSo()) {
    if (Date.now() > deadlineMs) throw new Error(`Never: ${isSo}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** What axe finds that keeps people from using a page. */
export async function hindrances(page: Page): Promise<readonly string[]> {
  // Not by a script element, which the page's own policy forbids.
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate<AxeResult>("axe.run()");
  return violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`);
}

/** What is read of axe's result. */
interface AxeResult {
  readonly violations: readonly {
    readonly id: string;
    readonly impact: string;
    readonly nodes: readonly { readonly html: string }[];
  }[];
}
