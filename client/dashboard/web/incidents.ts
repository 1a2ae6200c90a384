/// <reference lib="dom" />
/** What happened: incidents, changes and notes. @module */

import { ask, type EventJson } from "./api.ts";
import { headlineOf } from "./condition.ts";
import { choice, make } from "./dom.ts";
import { listen } from "./live.ts";
import { fill, type PageContext, type View } from "./page.ts";
import { periodChoice } from "./period_choice.ts";
import { spanText } from "./words.ts";

/** The page. */
export const INCIDENTS: View = { title: "Incidents", open };

const DEFAULT_LAST = "24h";
const SEVERITIES = [
  ["info", "everything"],
  ["warning", "warnings and worse"],
  ["alert", "alerts and worse"],
  ["critical", "the worst only"],
] as const;
const DEFAULT_SEVERITY = "warning";
/** More would be read by nobody. */
const LIMIT = 300;
/** So much before and after an incident is shown of the history. */
const LEAST_AROUND_MS = 60_000;

const MOODS: Readonly<Record<EventJson["severity"], string>> = {
  info: "idle",
  warning: "warn",
  alert: "bad",
  critical: "bad",
};

interface EventsJson {
  readonly events: readonly EventJson[];
  readonly total: number;
}

function open({ main, clock }: PageContext): void {
  let last = DEFAULT_LAST;
  let severity: string = DEFAULT_SEVERITY;
  const place = make("div", { "aria-live": "polite" });
  const show = () =>
    fill(place, async () => {
      const { events, total } = await ask<EventsJson>("/events", {
        last,
        severity,
        limit: LIMIT,
      });
      if (events.length === 0) {
        return [
          make(
            "p",
            { class: "banner good" },
            "Nothing of this kind happened in this time.",
          ),
        ];
      }
      const byDay = Map.groupBy(events, ({ atMs }) => clock.date(atMs));
      const days = [...byDay].map(([day, own]) =>
        make(
          "section",
          { class: "card" },
          make("h2", {}, day),
          make(
            "ol",
            { class: "plain" },
            ...own.map((event) => itemOf(event, clock.time(event.atMs))),
          ),
        )
      );
      const rest = total - events.length;
      const more = rest > 0
        ? [make("p", { class: "quiet" }, `${rest} older ones are not shown.`)]
        : [];
      return [...days, ...more];
    });
  const periods = periodChoice(DEFAULT_LAST, (period) => {
    last = period.last;
    void show();
  }, "1h");
  const least = choice("Show", SEVERITIES, (value) => {
    severity = value;
    void show();
  });
  least.select.value = severity;
  main.append(
    make("div", { class: "tools" }, periods.element, least.field),
    place,
  );
  void show();
  listen({ onEvents: () => void show(), onResume: () => void show() });
}

function itemOf(event: EventJson, time: string): HTMLElement {
  const { type, severity, description, durationMs: ms } = event;
  const lasted = ms === null ? "goes on" : ms === 0 ? "" : spanText(ms);
  return make(
    "li",
    { class: "incident" },
    make("span", { class: "number" }, time),
    make(
      "div",
      { class: "what" },
      make(
        "p",
        {},
        make(
          "span",
          { class: `badge ${MOODS[severity]}` },
          type === "note" ? "Note" : headlineOf(type),
        ),
        lasted === "" ? "" : ` ${lasted}`,
      ),
      make("p", {}, description),
    ),
    make(
      "a",
      {
        href: historyOf(event),
        "aria-label": `Look at it in the history, ${time}`,
      },
      "Look at it",
    ),
  );
}

/** The history's page, with the incident in the middle. */
function historyOf(event: EventJson): string {
  const { atMs, durationMs: ms, interface: name } = event;
  const endMs = ms === null ? Date.now() : atMs + ms;
  const aroundMs = Math.max(LEAST_AROUND_MS, (endMs - atMs) / 2);
  const wishes = new URLSearchParams({
    from: String(Math.round(atMs - aroundMs)),
    to: String(Math.round(endMs + aroundMs)),
    ...(name === "" ? {} : { interface: name }),
  });
  return `/history?${wishes}`;
}
