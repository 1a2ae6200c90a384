/// <reference lib="dom" />
/** The pages' program: which page, and off it goes. @module */

import { openPage, type View } from "./page.ts";

const PAGES: Readonly<Record<string, () => Promise<View>>> = {
  "/": async () => (await import("./now.ts")).NOW,
  "/history": async () => (await import("./history.ts")).HISTORY,
  "/incidents": async () => (await import("./incidents.ts")).INCIDENTS,
  "/tests": async () => (await import("./tests.ts")).TESTS,
  "/compare": async () => (await import("./comparison.ts")).COMPARISON,
  "/interfaces": async () => (await import("./interfaces.ts")).INTERFACES,
  "/settings": async () => (await import("./settings.ts")).SETTINGS,
};

const here = location.pathname;
document.querySelector(`nav a[href="${here}"]`)
  ?.setAttribute("aria-current", "page");
const load = PAGES[here];
if (load !== undefined) await openPage(await load());
