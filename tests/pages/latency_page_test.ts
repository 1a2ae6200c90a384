import { notStrictEqual, ok, strictEqual } from "node:assert/strict";
import { createHash } from "node:crypto";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Page } from "playwright-core";
import {
  interactivePage,
  type LatencyInput,
  latencyOverTime,
} from "../../client/charts/mod.ts";
import { syntheticLatency } from "../../client/charts/testing.ts";
import { browserTest, onPage, pictureOf, until, widthOf } from "./browser.ts";

const toMs = Date.parse("2025-10-19T16:00Z");
const PERIOD = { fromMs: toMs - 24 * 3_600_000, toMs };
const HOST = `</script><script>document.title="owned"</script>\u2028"'&`;

function pageOf(input: LatencyInput): string {
  const figure = (theme: "light" | "dark") => latencyOverTime(input, { theme });
  const figures = { light: figure("light"), dark: figure("dark") };
  return interactivePage(figures);
}

/** Registers a test of the page in a window. */
function pageTest(
  name: string,
  look: { readonly width: number; readonly colorScheme: "light" | "dark" },
  test: (page: Page) => Promise<void>,
): void {
  browserTest(name, async ({ browser }) => {
    const folder = await Deno.makeTempDir({ prefix: "bb-page-" });
    const file = join(folder, "latency.html");
    const input = syntheticLatency(PERIOD, { count: 3, intervalMs: 10_000 });
    await Deno.writeTextFile(file, pageOf({ ...input, host: HOST }));
    const { width, colorScheme } = look;
    const showing = {
      url: pathToFileURL(file).href,
      viewport: { width, height: 900 },
      colorScheme,
    };
    try {
      await onPage({ browser }, showing, test);
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  });
}

/** The picture as it is now, as a hash: a failure must fit on a screen. */
async function picture(page: Page): Promise<string> {
  const url = await pictureOf(page, "#chart");
  return createHash("sha256").update(url).digest("hex");
}

/** Waits for a picture: the browser draws some changes a frame later. */
async function becomes(
  page: Page,
  isWanted: (picture: string) => boolean,
): Promise<void> {
  await until(async () => isWanted(await picture(page)));
}

pageTest(
  "the latency page shows the figures of the segment under the pointer",
  { width: 1280, colorScheme: "light" },
  async (page) => {
    ok((await page.title()).includes("</script>"), "the host name is text");
    const when = page.locator("#when");
    await page.locator("#chart").hover({ position: { x: 300, y: 100 } });
    const first = await when.textContent();
    await page.locator("#chart").hover({ position: { x: 700, y: 100 } });
    notStrictEqual(await when.textContent(), first);
    const rows = page.locator("#figures tr");
    strictEqual(await rows.count(), 3);
    strictEqual(await rows.first().locator("td").count(), 8);
  },
);

pageTest(
  "the latency page zooms by wheel, button and key, and back",
  { width: 1280, colorScheme: "dark" },
  async (page) => {
    const chart = page.locator("#chart");
    await chart.hover({ position: { x: 600, y: 100 } });
    const whole = await picture(page);
    await page.mouse.wheel(0, -400);
    await page.getByRole("button", { name: "Zoom in" }).click();
    const zoomed = await picture(page);
    notStrictEqual(zoomed, whole);
    await chart.focus();
    await page.keyboard.press("d");
    await becomes(page, (now) => now !== zoomed);
    await page.keyboard.press("Escape");
    await becomes(page, (now) => now === whole);
    const when = page.locator("#when");
    const before = await when.textContent();
    await page.keyboard.press("ArrowLeft");
    notStrictEqual(await when.textContent(), before);
  },
);

pageTest(
  "the latency page hides a series and what happened, and draws peaks in full",
  { width: 1280, colorScheme: "light" },
  async (page) => {
    const all = await picture(page);
    const first = page.getByRole("checkbox").first();
    await first.focus();
    await page.keyboard.press("Space");
    await becomes(page, (now) => now !== all);
    strictEqual(await page.locator("#figures tr").count(), 2);
    await first.check();
    await becomes(page, (now) => now === all);
    await page.getByLabel("Show peaks in full").check();
    await becomes(page, (now) => now !== all);
    await page.getByLabel("Show peaks in full").uncheck();
    await page.getByLabel("Show what happened").uncheck();
    await becomes(page, (now) => now !== all);
    await page.getByLabel("Show what happened").check();
    await becomes(page, (now) => now === all);
  },
);

pageTest(
  "the latency page follows the theme and keeps what was chosen",
  { width: 1280, colorScheme: "light" },
  async (page) => {
    await page.getByRole("checkbox").first().uncheck();
    const light = await picture(page);
    await page.emulateMedia({ colorScheme: "dark" });
    await becomes(page, (now) => now !== light);
    ok(!(await page.getByRole("checkbox").first().isChecked()));
    strictEqual(await page.locator("#figures tr").count(), 2);
    await page.emulateMedia({ colorScheme: "light" });
    await becomes(page, (now) => now === light);
  },
);

pageTest(
  "the latency page fits a telephone",
  { width: 360, colorScheme: "light" },
  async (page) => {
    const width = await widthOf(page);
    ok(width <= 360, `the page is ${width} px wide`);
    const before = await page.locator("#when").textContent();
    await page.locator("#chart").click({ position: { x: 150, y: 100 } });
    notStrictEqual(await page.locator("#when").textContent(), before);
  },
);
