/// <reference lib="dom" />
/** What was, down to every second. @module */

import { ask } from "./api.ts";
import { type ChartJson, DelayChart } from "./delay_chart.ts";
import { button, choice, make } from "./dom.ts";
import { complain, type PageContext, type View } from "./page.ts";
import { type PeriodChoice, periodChoice, PERIODS } from "./period_choice.ts";

/** The page. */
export const HISTORY: View = { title: "History", open };

const TYPES = [
  ["latency", "Delay"],
  ["jitter", "Jitter"],
  ["loss", "Lost probes"],
] as const;
const DEFAULT_LAST = "6h";
/** No closer than this: a dozen probes. */
const CLOSEST_MS = 10_000;
/** Wider than this is the screen in pixels, at most a segment for three. */
const PX_PER_SEGMENT = 3;
const SEGMENTS = { min: 60, max: 600 } as const;
const ZOOM_FACTOR = 2;
/** The part of the time in sight that a step left or right moves. */
const PAN_SHARE = 0.25;

interface Sight {
  readonly fromMs: number;
  readonly toMs: number;
}

class HistoryPage {
  readonly #context: PageContext;
  readonly #chart: DelayChart;
  readonly #periods: PeriodChoice;
  readonly #place = make("div", { class: "card" });
  readonly #busy = make("p", { class: "quiet small", role: "status" });
  readonly #fault = make("div");
  #type: string;
  #interface: string;
  #sight: Sight;
  /** Answers to older questions are not shown. */
  #asked = 0;

  constructor(context: PageContext) {
    this.#context = context;
    const wishes = new URLSearchParams(location.search);
    this.#type = wishes.get("type") ?? "latency";
    this.#interface = wishes.get("interface") ?? "";
    const [fromMs, toMs] = [wishes.get("from"), wishes.get("to")].map(Number);
    const isGiven = fromMs !== undefined && toMs !== undefined &&
      fromMs > 0 && toMs > fromMs;
    this.#sight = isGiven ? { fromMs, toMs } : until(context, DEFAULT_LAST);
    this.#chart = new DelayChart({
      onSight: (fromMs, toMs) => void this.#show({ fromMs, toMs }),
      onKey: (key) => this.#press(key),
    });
    this.#periods = periodChoice(isGiven ? "" : DEFAULT_LAST, ({ last }) => {
      void this.#show(until(context, last));
    });
    this.#build();
  }

  /** Shows what the address asks for, or the last hours. */
  async begin(): Promise<void> {
    await this.#show(this.#sight);
  }

  async #show(wanted: Sight): Promise<void> {
    this.#sight = withinReason(wanted);
    const { fromMs, toMs } = this.#sight;
    const asked = ++this.#asked;
    this.#remember();
    this.#busy.textContent = "Reading…";
    this.#fault.replaceChildren();
    try {
      const wide = Math.floor(this.#chart.widthPx / PX_PER_SEGMENT);
      const chart = await ask<ChartJson>("/chart", {
        type: this.#type,
        from: Math.round(fromMs),
        to: Math.round(toMs),
        segments: Math.min(SEGMENTS.max, Math.max(SEGMENTS.min, wide)),
        theme: isDark() ? "dark" : "light",
        interfaces: this.#interface === "" ? undefined : this.#interface,
      });
      if (asked !== this.#asked) return;
      this.#busy.textContent = chart.isEmpty
        ? "Nothing was measured in this time."
        : "";
      await this.#chart.show(chart, this.#sight);
    } catch (error) {
      this.#busy.textContent = "";
      complain(this.#fault, error);
    }
  }

  #build(): void {
    const { main, status } = this.#context;
    const type = choice("Show", TYPES, (value) => {
      this.#type = value;
      void this.#show(this.#sight);
    });
    type.select.value = this.#type;
    const names = status.interfaces.map((name) => [name, name] as const);
    const one = choice("on", [["", "all interfaces"], ...names], (value) => {
      this.#interface = value;
      void this.#show(this.#sight);
    });
    one.select.value = this.#interface;
    one.field.hidden = names.length < 2;
    const key = (text: string, name: string, label = text) =>
      button(text, () => this.#press(name), { "aria-label": label });
    this.#place.append(
      make(
        "div",
        { class: "tools" },
        this.#periods.element,
        type.field,
        one.field,
      ),
      this.#fault,
      this.#chart.element,
      make(
        "div",
        { class: "tools", role: "group", "aria-label": "View" },
        key("Zoom in", "+"),
        key("Zoom out", "-"),
        key("←", "a", "Earlier"),
        key("→", "d", "Later"),
        this.#busy,
      ),
      this.#chart.figures,
      make(
        "p",
        { class: "quiet small" },
        "Zoom in with the wheel, two fingers or + until every single probe is a point. " +
          "Drag, or press a and d, to move; the arrow keys choose a stretch of time.",
      ),
    );
    main.append(this.#place);
    matchMedia("(prefers-color-scheme: dark)").addEventListener(
      "change",
      () => void this.#show(this.#sight),
    );
  }

  /** Does what a key is for; says whether it means something here. */
  #press(key: string): boolean {
    const { fromMs, toMs } = this.#sight;
    const [middle, half] = [(fromMs + toMs) / 2, (toMs - fromMs) / 2];
    const around = (factor: number) => ({
      fromMs: middle - half * factor,
      toMs: middle + half * factor,
    });
    const moved = (share: number) => ({
      fromMs: fromMs + 2 * half * share,
      toMs: toMs + 2 * half * share,
    });
    const wanted = key === "+"
      ? around(1 / ZOOM_FACTOR)
      : key === "-"
      ? around(ZOOM_FACTOR)
      : key === "a"
      ? moved(-PAN_SHARE)
      : key === "d"
      ? moved(PAN_SHARE)
      : undefined;
    if (wanted === undefined) return false;
    this.#periods.mark("");
    void this.#show(wanted);
    return true;
  }

  /** So that reloading, or sending the address, shows the same. */
  #remember(): void {
    const wishes = new URLSearchParams({
      from: String(Math.round(this.#sight.fromMs)),
      to: String(Math.round(this.#sight.toMs)),
      type: this.#type,
      ...(this.#interface === "" ? {} : { interface: this.#interface }),
    });
    history.replaceState(null, "", `?${wishes}`);
  }
}

async function open(context: PageContext): Promise<void> {
  await new HistoryPage(context).begin();
}

function until({ status }: PageContext, last: string): Sight {
  const ms = PERIODS.find((period) => period.last === last)?.ms ?? 0;
  // A database that nobody writes to is shown to its end.
  const isOld = status.monitor === null && status.span !== null;
  const toMs = isOld ? status.span.toMs : Date.now();
  return { fromMs: toMs - ms, toMs };
}

/** No closer than single probes, and not into the future. */
function withinReason({ fromMs, toMs }: Sight): Sight {
  const lengthMs = Math.max(CLOSEST_MS, toMs - fromMs);
  const middle = (fromMs + toMs) / 2;
  const endMs = Math.min(Date.now(), middle + lengthMs / 2);
  return { fromMs: Math.max(0, endMs - lengthMs), toMs: endMs };
}

function isDark(): boolean {
  return matchMedia("(prefers-color-scheme: dark)").matches;
}
