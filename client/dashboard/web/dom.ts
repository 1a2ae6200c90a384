/// <reference lib="dom" />
/** Elements, made without any HTML text: nothing can be injected. @module */

/** What an element has besides its content. */
export type Attributes = Readonly<Record<string, string | boolean>>;

/** What an element contains. */
export type Content = Node | string;

/**
 * Makes an element.
 *
 * @param tag E.g. `"p"`.
 * @param attributes E.g. `{ class: "quiet" }`; `true` for one without value.
 * @param content Texts and elements.
 */
export function make<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Attributes = {},
  ...content: readonly Content[]
): HTMLElementTagNameMap[Tag] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === false) continue;
    element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...content);
  return element;
}

/**
 * A button.
 *
 * @param text What is on it.
 * @param onPress What it does.
 * @param attributes E.g. `{ class: "primary" }`.
 */
export function button(
  text: string,
  onPress: () => void,
  attributes: Attributes = {},
): HTMLButtonElement {
  const element = make("button", { type: "button", ...attributes }, text);
  element.addEventListener("click", onPress);
  return element;
}

/**
 * A choice of one of some things.
 *
 * @param label What is chosen.
 * @param options Values with their texts.
 * @param onChange Told the value that was chosen.
 */
export function choice(
  label: string,
  options: readonly (readonly [value: string, text: string])[],
  onChange: (value: string) => void,
): { readonly field: HTMLLabelElement; readonly select: HTMLSelectElement } {
  const select = make(
    "select",
    {},
    ...options.map(([value, text]) => make("option", { value }, text)),
  );
  select.addEventListener("change", () => onChange(select.value));
  return { field: make("label", { class: "field" }, label, select), select };
}

/** What a table shows. */
export interface TableContent {
  /** Above it; also what a screen reader calls it. */
  readonly caption: string;
  /** Headings of the columns. */
  readonly head: readonly string[];
  /** Rows; the first cell of each is its heading. */
  readonly rows: readonly (readonly Content[])[];
}

/**
 * A table that is scrolled where it is too wide.
 *
 * @param content What it shows.
 */
export function table({ caption, head, rows }: TableContent): HTMLElement {
  return make(
    "div",
    { class: "scroll", tabindex: "0", role: "region", "aria-label": caption },
    make(
      "table",
      {},
      make("caption", {}, caption),
      make(
        "thead",
        {},
        make(
          "tr",
          {},
          ...head.map((text) => make("th", { scope: "col" }, text)),
        ),
      ),
      make(
        "tbody",
        {},
        ...rows.map(([first = "", ...rest]) =>
          make(
            "tr",
            {},
            make("th", { scope: "row" }, first),
            ...rest.map((cell) => make("td", {}, cell)),
          )
        ),
      ),
    ),
  );
}

/**
 * Pairs of a name and a value.
 *
 * @param pairs Those with an empty value are left out.
 */
export function facts(
  pairs: readonly (readonly [name: string, value: string])[],
): HTMLElement {
  return make(
    "dl",
    { class: "facts" },
    ...pairs.filter(([, value]) => value !== "").flatMap(([name, value]) => [
      make("dt", {}, name),
      make("dd", {}, value),
    ]),
  );
}

/**
 * Finds an element that the page has.
 *
 * @param id Its id.
 * @throws {Error} When there is none.
 */
export function byId(id: string): HTMLElement {
  const found = document.getElementById(id);
  if (found === null) throw new Error(`Cannot find #${id} in the page`);
  return found;
}
