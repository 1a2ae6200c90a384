import {
  deepStrictEqual,
  match,
  notStrictEqual,
  ok,
  strictEqual,
} from "node:assert/strict";
import type { Browser, Page } from "playwright-core";
import { openDashboard } from "../../client/dashboard/app.ts";
import type { TestWish } from "../../client/dashboard/context.ts";
import {
  liveLines,
  memoryContext,
  memoryMonitor,
} from "../../client/dashboard/testing.ts";
import { BLOAT_RESULT, EVIL } from "../../client/dashboard/testing_history.ts";
import {
  browserTest,
  hindrances,
  type Looking,
  onPage,
  pictureOf,
  until,
  widthOf,
} from "./browser.ts";

const PAGES = [
  "/",
  "/history",
  "/incidents",
  "/tests",
  "/compare",
  "/interfaces",
  "/settings",
];
const PHONE = { width: 360, height: 780 };
const DESKTOP = { width: 1280, height: 900 };
const LIVE_MS = 250;

/** How a test goes, as the monitor tells it. */
const PROGRESS = {
  kind: "bloat",
  phase: "upload",
  phaseIndex: 3,
  phaseCount: 7,
  phaseElapsedMs: 1_000,
  phaseMs: 8_000,
  elapsedMs: 18_000,
  totalMs: 36_000,
  upBps: 19e6,
  downBps: null,
  idleNs: 12e6,
  rttNs: 150e6,
};

/** A dashboard on a port of its own, and a browser that looks at it. */
interface Stage {
  readonly url: string;
  readonly browser: Browser;
  /** The tests that were wished for. */
  readonly wishes: readonly TestWish[];
}

/** A monitor that lives four times as fast, and whose test ends when told. */
async function onStage(
  { browser }: Looking,
  act: (stage: Stage) => Promise<void>,
): Promise<void> {
  const wishes: TestWish[] = [];
  let beats = 0;
  const startMs = Math.floor(Date.now() / 1000) * 1000;
  const monitor = memoryMonitor({
    everyMs: LIVE_MS,
    lines: () => liveLines(startMs + 1000 * beats++),
    progress: [PROGRESS],
  });
  await using dashboard = openDashboard(
    memoryContext({
      nowMs: () => Date.now(),
      monitor: {
        ...monitor,
        bloat(wish, watcher) {
          wishes.push(wish);
          return wish.interface === "wlan0"
            ? Promise.resolve({ result: BLOAT_RESULT })
            : monitor.bloat(wish, watcher);
        },
      },
    }),
    { hosts: [], token: "", randomToken: () => crypto.randomUUID() },
  );
  const server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen: () => {} },
    dashboard.answer,
  );
  try {
    const url = `http://127.0.0.1:${server.addr.port}`;
    await act({ url, browser, wishes });
  } finally {
    await dashboard[Symbol.asyncDispose]();
    await server.shutdown();
  }
}

/** Opens a page of the dashboard. */
async function onPath(
  { browser, url }: Stage,
  path: string,
  look: (page: Page) => Promise<void>,
  options: { readonly viewport?: typeof DESKTOP; readonly isDark?: boolean } =
    {},
): Promise<void> {
  const { viewport = DESKTOP, isDark = false } = options;
  await onPage({ browser }, {
    url: `${url}${path}`,
    home: `${url}/`,
    viewport,
    colorScheme: isDark ? "dark" : "light",
  }, look);
}

/** What the reader can see of a page's chart or pictures changes. */
async function changes(
  page: Page,
  selector: string,
  act: () => Promise<void>,
): Promise<void> {
  const picture = () => pictureOf(page, selector);
  const before = await picture();
  await act();
  await until(async () => await picture() !== before);
}

/** Where the history in sight begins, Unix milliseconds. */
function fromOf(page: Page): number {
  return Number(new URL(page.url()).searchParams.get("from"));
}

function stageTest(name: string, act: (stage: Stage) => Promise<void>): void {
  browserTest(name, (looking) => onStage(looking, act));
}

stageTest(
  "every page of the dashboard can be used on a telephone and by everybody",
  async (stage) => {
    for (const path of PAGES) {
      const options = { viewport: PHONE, isDark: path.length % 2 === 0 };
      await onPath(stage, path, async (page) => {
        await page.waitForLoadState("load");
        await page.locator("main > :nth-child(2)").waitFor();
        await page.locator("[aria-busy]").waitFor({ state: "detached" });
        const width = await widthOf(page);
        ok(width <= PHONE.width, `${path} is ${width} px wide`);
        deepStrictEqual(await hindrances(page), [], path);
        match(await page.title(), / · living-room$/);
      }, options);
    }
  },
);

stageTest(
  "the dashboard says how each interface does, and goes on by itself",
  (stage) =>
    onPath(stage, "/", async (page) => {
      const eth = page.getByRole("region", { name: "Interface eth0" });
      const wlan = page.getByRole("region", { name: "Interface wlan0" });
      await eth.getByText("Works well").waitFor();
      await wlan.getByText("Losing packets", { exact: true }).waitFor();
      await page.getByRole("status").getByText("Losing packets on wlan0")
        .waitFor();
      strictEqual(await eth.getByRole("listitem").count(), 6);
      await eth.getByText(/bit\/s/).waitFor();
      await changes(page, "canvas", async () => {});
      const rtt = eth.locator(".rtt").first();
      const before = await rtt.textContent();
      await until(async () => await rtt.textContent() !== before);
    }),
);

stageTest(
  "the history zooms to single probes, by key, wheel and button",
  (stage) =>
    onPath(stage, "/history", async (page) => {
      const about = page.getByText(/segments? of/);
      await about.waitFor();
      const first = await about.textContent();
      await changes(page, "#chart", async () => {
        await page.locator("#chart").hover({ position: { x: 500, y: 150 } });
        await page.mouse.wheel(0, -600);
      });
      await until(async () => await about.textContent() !== first);
      await page.locator("#chart").focus();
      for (let i = 0; i < 12; i++) {
        await page.keyboard.press("+");
      }
      await page.getByText(/, 10 segments of 1 s/).waitFor();
      const from = fromOf(page);
      await page.getByRole("button", { name: "Earlier" }).click();
      await until(() => Promise.resolve(fromOf(page) < from));
      await page.getByRole("button", { name: "1 hour" }).click();
      await page.getByText(/ segments of [89]\./).waitFor();
    }),
);

stageTest(
  "the history tells the figures of what is pointed at, and hides series",
  (stage) =>
    onPath(stage, "/history?type=jitter", async (page) => {
      const caption = page.locator("caption");
      await caption.waitFor();
      const last = await caption.textContent();
      await page.locator("#chart").hover({ position: { x: 300, y: 100 } });
      notStrictEqual(await caption.textContent(), last);
      const pointed = await caption.textContent();
      await page.locator("#chart").focus();
      await page.keyboard.press("ArrowRight");
      notStrictEqual(await caption.textContent(), pointed);
      strictEqual(await page.locator("tbody tr").count(), 8);
      await changes(page, "#chart", () =>
        page.getByRole("checkbox").first().uncheck());
      strictEqual(await page.locator("tbody tr").count(), 7);
      await page.locator("select").nth(1).selectOption("wlan0");
      await page.locator("tbody tr").nth(3).waitFor();
    }),
);

stageTest(
  "incidents are told as text, and lead to their history",
  (stage) =>
    onPath(stage, "/incidents", async (page) => {
      await page.getByText("goes on").waitFor();
      await page.getByLabel("Show").selectOption("info");
      await page.getByText(EVIL).waitFor();
      strictEqual(await page.locator("main img").count(), 0);
      await page.getByRole("link", { name: /^Look at it/ }).last()
        .click();
      await page.getByText(/segments? of/).waitFor();
      strictEqual(new URL(page.url()).searchParams.get("interface"), "wlan0");
    }),
);

stageTest(
  "a test is started from the page, watched, and stopped",
  (stage) =>
    onPath(stage, "/tests", async (page) => {
      const start = page.getByRole("button", { name: "Start a bufferbloat" });
      await start.click();
      await page.getByRole("heading", { name: "Uploading (4 of 7)" }).waitFor();
      await page.getByText("150 ms").waitFor();
      ok(await start.isDisabled());
      await page.getByRole("button", { name: "Stop the test" }).click();
      await page.getByRole("alert").getByText("The load test was stopped")
        .waitFor();
      await page.getByLabel("Over the interface").selectOption("wlan0");
      await start.click();
      const result = page.getByRole("region", { name: "Result" });
      await result.getByText("Grade C (poor)").waitFor();
      await result.getByText("While uploading").waitFor();
      deepStrictEqual(stage.wishes, [
        { interface: "eth0", server: "vienna", url: "", isOverBudget: false },
        { interface: "wlan0", server: "vienna", url: "", isOverBudget: false },
      ]);
    }),
);

stageTest(
  "the settings are found by words, and hold no secret",
  (stage) =>
    onPath(stage, "/settings", async (page) => {
      await page.getByText("set (64 hex)").waitFor();
      await page.getByLabel("Find").fill("nothing like it");
      await page.getByText("0 of 1 settings").waitFor();
    }),
);
