import { deepStrictEqual, ok } from "node:assert/strict";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { interactivePage } from "../../client/charts/mod.ts";
import { FIGURES } from "../../client/charts/testing_figures.ts";
import { htmlOf, reportOf } from "../../client/report/mod.ts";
import { BURSTS, inputOf } from "../../client/report/testing.ts";
import { browserTest, hindrances, onPage, widthOf } from "./browser.ts";

const LOOKS = [
  { viewport: { width: 1280, height: 900 }, colorScheme: "light" },
  { viewport: { width: 360, height: 900 }, colorScheme: "dark" },
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

browserTest(
  "every page of charts and reports fits a telephone, speaks to nobody, and is accessible",
  async ({ browser, context }) => {
    const folder = await Deno.makeTempDir({ prefix: "bb-pages-" });
    try {
      for (const [name, html] of pages()) {
        const file = join(folder, `${name}.html`);
        await Deno.writeTextFile(file, html);
        const url = pathToFileURL(file).href;
        for (const look of LOOKS) {
          const { colorScheme, viewport: { width } } = look;
          await context.step(
            `${name}, ${width} px, ${colorScheme}`,
            () =>
              onPage({ browser }, { url, ...look }, async (page) => {
                const pageWidth = await widthOf(page);
                ok(pageWidth <= width, `the page is ${pageWidth} px wide`);
                if (name !== "report") {
                  ok(await page.locator("#figures tr").count() > 0);
                  ok((await page.locator("#when").textContent()) !== "");
                }
                deepStrictEqual(await hindrances(page), []);
              }),
          );
        }
      }
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  },
);
