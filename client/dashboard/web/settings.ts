/// <reference lib="dom" />
/** The settings that apply, to be read only. @module */

import { ask } from "./api.ts";
import { make } from "./dom.ts";
import type { PageContext, View } from "./page.ts";

/** The page. */
export const SETTINGS: View = { title: "Settings", open };

interface SettingJson {
  readonly key: string;
  readonly text: string;
  readonly doc: string;
  readonly isDefault: boolean;
}

async function open({ main }: PageContext): Promise<void> {
  const { settings } = await ask<{ readonly settings: readonly SettingJson[] }>(
    "/settings",
  );
  const search = make("input", { type: "search", size: "24" });
  const onlyOwn = make("input", { type: "checkbox" });
  const place = make("div");
  const show = () => {
    const words = search.value.toLowerCase().split(/\s+/);
    const shown = settings.filter(({ key, doc, isDefault }) =>
      words.every((word) => `${key} ${doc}`.toLowerCase().includes(word)) &&
      !(onlyOwn.checked && isDefault)
    );
    const sections = Map.groupBy(
      shown,
      ({ key }) => key.slice(0, key.lastIndexOf(".")),
    );
    place.replaceChildren(
      make(
        "p",
        { class: "quiet small", role: "status" },
        `${shown.length} of ${settings.length} settings`,
      ),
      ...[...sections].map(([name, own]) => sectionOf(name, own)),
    );
  };
  search.addEventListener("input", show);
  onlyOwn.addEventListener("change", show);
  main.append(
    make(
      "p",
      {},
      "They stand in the configuration file and are changed there; the program reads it when it starts. Secrets are never shown.",
    ),
    make(
      "div",
      { class: "tools" },
      make("label", { class: "field" }, "Find", search),
      make(
        "label",
        { class: "field" },
        onlyOwn,
        "Only what differs from the default",
      ),
    ),
    place,
  );
  show();
}

function sectionOf(
  name: string,
  settings: readonly SettingJson[],
): HTMLElement {
  return make(
    "section",
    { class: "card" },
    make("h2", {}, make("code", {}, `[${name}]`)),
    make(
      "div",
      {
        class: "scroll",
        tabindex: "0",
        role: "region",
        "aria-label": `Settings of ${name}`,
      },
      make(
        "table",
        {},
        make(
          "thead",
          {},
          make(
            "tr",
            {},
            make("th", { scope: "col" }, "Setting"),
            make("th", { scope: "col", class: "words" }, "Value"),
            make("th", { scope: "col", class: "words" }, "What it does"),
          ),
        ),
        make("tbody", {}, ...settings.map(rowOf)),
      ),
    ),
  );
}

function rowOf(
  { key, text, doc, isDefault }: SettingJson,
): HTMLElement {
  const value = make("code", {}, text);
  return make(
    "tr",
    {},
    make(
      "th",
      { scope: "row" },
      make("code", {}, key.slice(key.lastIndexOf(".") + 1)),
    ),
    make(
      "td",
      { class: "fold" },
      isDefault ? value : make("strong", {}, value),
    ),
    make("td", { class: "words small" }, doc),
  );
}
