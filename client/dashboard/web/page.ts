/// <reference lib="dom" />
/** What all pages have in common. @module */

import { ask, type StatusJson } from "./api.ts";
import { byId, type Content, make } from "./dom.ts";
import { LocalClock } from "./clock.ts";

/** What a page works with. */
export interface PageContext {
  /** Where its content goes. */
  readonly main: HTMLElement;
  /** How it stood when the page was opened. */
  readonly status: StatusJson;
  /** Local time of the machine that serves the page. */
  readonly clock: LocalClock;
}

/** A page: it fills itself. */
export interface View {
  /** In the window's title and above the page. */
  readonly title: string;
  /** Fills the page, and keeps it up to date. */
  readonly open: (context: PageContext) => void | Promise<void>;
}

/**
 * Opens a page.
 *
 * @param view Which.
 */
export async function openPage({ title, open }: View): Promise<void> {
  const main = byId("main");
  const heading = make("h1", {}, title);
  main.replaceChildren(heading);
  try {
    const status = await ask<StatusJson>("/status");
    document.title = `${title} · ${status.host || "bufferbane"}`;
    byId("host").textContent = status.host;
    byId("foot").textContent =
      `bufferbane ${status.version}. Times are those of ${status.timeZone}. ` +
      "The API that these pages use: /api/openapi.json";
    await open({ main, status, clock: new LocalClock(status.timeZone) });
  } catch (error) {
    complain(main, error);
  }
}

/**
 * Shows what went wrong.
 *
 * @param place Below what is in there.
 * @param error What was thrown.
 */
export function complain(place: HTMLElement, error: unknown): void {
  const text = error instanceof TypeError
    ? "Cannot reach bufferbane: does `bufferbane dashboard`, or the monitor, still run?"
    : error instanceof Error
    ? error.message
    : String(error);
  place.append(make("p", { role: "alert", class: "banner bad" }, text));
}

/**
 * Shows what a promise brings, and says so while it does not yet.
 *
 * @param place Filled with it.
 * @param content The promise.
 */
export async function fill(
  place: HTMLElement,
  content: () => Promise<readonly Content[]>,
): Promise<void> {
  place.setAttribute("aria-busy", "true");
  try {
    place.replaceChildren(...await content());
  } catch (error) {
    place.replaceChildren();
    complain(place, error);
  } finally {
    place.removeAttribute("aria-busy");
  }
}
