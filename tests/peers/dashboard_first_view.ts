/**
 * How soon does the dashboard show something? Makes 30 days of 10 series, and
 * times each page in Chromium, from the address to what it is for.
 *
 * ```sh
 * TMPDIR=/dev/shm deno run -A tests/peers/dashboard_first_view.ts [--days 30] [--series 10]
 * ```
 *
 * `--db FILE` takes a database that is there already.
 *
 * @module
 */

import { join } from "node:path";
import { parseArgs } from "node:util";
import { type Browser, chromium } from "playwright-core";
import { figure } from "./figure.ts";
import { writeDays } from "./month_database.ts";

const PORT = 19_888;
const HOME = `http://127.0.0.1:${PORT}`;
/** The median of so many. */
const TRIES = 5;
/** What the project wants to stay within. */
const MOST_MS = 1_000;
const WAIT_MS = 60_000;

/** Pages with what says that they show what they are for. */
const PAGES = [
  ["/", ".banner"],
  ["/history", "#series label"],
  ["/history?type=loss", "#series label"],
  ["/incidents", "main [aria-live] > *"],
  ["/tests", "table"],
  ["/compare", "table"],
  ["/interfaces", ".card"],
  ["/settings", "table"],
] as const;

async function shownAfterMs(
  browser: Browser,
  path: string,
  shown: string,
): Promise<number> {
  // A new context: nothing is kept from the last time.
  const context = await browser.newContext();
  const page = await context.newPage();
  const startMs = performance.now();
  await page.goto(`${HOME}${path}`);
  await page.locator(shown).first().waitFor({ timeout: WAIT_MS });
  const tookMs = performance.now() - startMs;
  await context.close();
  return tookMs;
}

async function main(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      days: { type: "string", default: "30" },
      series: { type: "string", default: "10" },
      db: { type: "string" },
    },
  });
  const folder = await Deno.makeTempDir();
  const database = values.db ?? join(folder, "month.db");
  if (values.db === undefined) {
    writeDays(database, {
      days: Number(values.days),
      count: Number(values.series),
      endMs: Date.now(),
    });
  }
  const dashboard = new Deno.Command(Deno.execPath(), {
    args: [
      ...["run", "-A", "client/main.ts", "dashboard"],
      ...["--db", database, "--port", String(PORT)],
    ],
    stderr: "piped",
  }).spawn();
  const browser = await chromium.launch({
    executablePath: Deno.env.get("CHROMIUM") ?? "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-gpu"],
  });
  try {
    const said = dashboard.stderr.getReader();
    await said.read();
    said.releaseLock();
    for (const [path, shown] of PAGES) {
      const took: number[] = [];
      for (let i = 0; i < TRIES; i++) {
        took.push(await shownAfterMs(browser, path, shown));
      }
      const [first = NaN] = took;
      const median = took.toSorted((a, b) => a - b)[(TRIES - 1) / 2] ?? NaN;
      figure({
        what:
          `from the address to what the page is for: ${path}, ${values.days} days of ${values.series} series, Chromium without a cache`,
        asked: `${MOST_MS / 1000} s`,
        reached: `${
          (median / 1000).toFixed(2)
        } s, the median of ${TRIES}; the first ${(first / 1000).toFixed(2)} s`,
        isReached: median <= MOST_MS,
      });
    }
  } finally {
    await browser.close();
    dashboard.kill("SIGTERM");
    await dashboard.stderr.cancel();
    await dashboard.status;
    await Deno.remove(folder, { recursive: true });
  }
}

if (import.meta.main) await main(Deno.args);
