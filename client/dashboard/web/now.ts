/// <reference lib="dom" />
/** How it stands now, each interface and target. @module */

import { ask, type EventJson, type SeriesJson } from "./api.ts";
import { type Condition, conditionOf } from "./condition.ts";
import { make } from "./dom.ts";
import { type LinkSecondJson, listen } from "./live.ts";
import {
  KEPT_MS,
  type LivePoint,
  type LiveSample,
  pointOf,
} from "./live_series.ts";
import type { PageContext, View } from "./page.ts";
import { TargetRow } from "./target_row.ts";
import { kindText, rateText } from "./words.ts";

/** The page. */
export const NOW: View = { title: "Now", open };

/** Names and connections are asked for every 10 s: too few to speak of. */
const STEADY = ["icmp", "echo"];
const TICK_MS = 1_000;
/** What goes on is asked for again so often. */
const EVENTS_MS = 10_000;
/** Near to far, as a fault is looked for. */
const ROLES = ["gateway", "isp", "server", "public", "custom", "resolver"];

/** The last minutes of many series. */
interface SamplesJson {
  readonly samples: readonly {
    readonly series: SeriesJson;
    readonly timestampMs: readonly number[];
    readonly rttMs: readonly (number | null)[];
    readonly jitterMs: readonly (number | null)[];
    readonly isLost: readonly (boolean | null)[];
  }[];
}

/** One interface. */
interface Card {
  readonly name: string;
  readonly element: HTMLElement;
  readonly badge: HTMLElement;
  readonly detail: HTMLElement;
  readonly rates: HTMLElement;
  readonly targets: HTMLElement;
}

class NowPage {
  readonly #context: PageContext;
  readonly #banner = make("div", { class: "banner idle", role: "status" });
  readonly #grid = make("div", { class: "grid" });
  readonly #cards = new Map<string, Card>();
  readonly #rows = new Map<string, TargetRow>();
  #open: readonly EventJson[];
  #isMonitored: boolean | null;

  constructor(context: PageContext) {
    this.#context = context;
    this.#open = context.status.openEvents;
    this.#isMonitored = context.status.monitor !== null;
    context.main.append(
      this.#banner,
      this.#grid,
      make(
        "p",
        { class: "quiet small" },
        "Each picture shows the last two minutes, red marks what was lost; losses and jitter are those of the last minute.",
      ),
    );
  }

  /** Fills in the last two minutes, and goes on from there. */
  async begin(): Promise<void> {
    await this.#load();
    this.#draw();
    listen({
      onSamples: (samples) => this.#take(samples),
      onLinks: (seconds) => this.#showRates(seconds),
      onEvents: () => void this.#loadEvents(),
      onMonitor: (isRunning) => {
        this.#isMonitored = isRunning;
        this.#draw();
      },
      onResume: () => void this.#load(),
    });
    setInterval(() => this.#draw(), TICK_MS);
    setInterval(() => void this.#loadEvents(), EVENTS_MS);
  }

  async #load(): Promise<void> {
    const { samples } = await ask<SamplesJson>("/samples", { last: "2m" });
    for (const one of samples) {
      const row = this.#rowOf(one.series);
      one.timestampMs.forEach((atMs, i) =>
        row.live.add(
          {
            atMs,
            ms: one.rttMs[i] ?? null,
            jitterMs: one.jitterMs[i] ?? null,
            isLost: one.isLost[i] ?? null,
          } satisfies LivePoint,
        )
      );
    }
  }

  async #loadEvents(): Promise<void> {
    if (document.hidden || this.#isMonitored === null) return;
    const { events } = await ask<{ readonly events: readonly EventJson[] }>(
      "/events",
      { last: "7d", state: "open" },
    );
    this.#open = events;
  }

  #take(samples: readonly LiveSample[]): void {
    for (const sample of samples) {
      const row = this.#rows.get(keyOf(sample)) ??
        this.#rowOf(seriesOf(sample));
      row.live.add(pointOf(sample));
    }
    this.#isMonitored = true;
    this.#draw();
  }

  #rowOf(series: SeriesJson): TargetRow {
    const key = keyOf({
      ...series,
      testType: series.probe,
      ...(series.server === "" ? {} : { serverName: series.server }),
    });
    const known = this.#rows.get(key);
    if (known !== undefined) return known;
    const row = new TargetRow(series);
    this.#rows.set(key, row);
    const { targets } = this.#cardOf(series);
    const rows = [...this.#rows.values()].filter((one) =>
      one.series.interface === series.interface
    ).toSorted((a, b) => rankOf(a.series) - rankOf(b.series));
    targets.replaceChildren(...rows.map(({ element }) => element));
    return row;
  }

  #cardOf({ interface: name, connectionType: type }: SeriesJson): Card {
    const known = this.#cards.get(name);
    if (known !== undefined) return known;
    const badge = make("span", { class: "badge idle" });
    const detail = make("p", { class: "small" });
    const rates = make("span", { class: "quiet small number" });
    const targets = make("ul", { class: "targets" });
    const kind = kindText(type);
    const heading = make("h2", {}, kind === "" ? name : `${name} (${kind})`);
    const element = make(
      "section",
      { class: "card", "aria-label": `Interface ${name}` },
      make("div", { class: "card-head" }, heading, badge, rates),
      detail,
      targets,
    );
    const card = { name, element, badge, detail, rates, targets };
    this.#cards.set(name, card);
    this.#grid.append(element);
    return card;
  }

  #showRates(seconds: readonly LinkSecondJson[]): void {
    for (const second of seconds) {
      const card = this.#cards.get(second.interface);
      if (card === undefined) continue;
      const bps = (bytes: number) => 8000 * bytes / second.spanMs;
      card.rates.textContent = `↓ ${rateText(bps(second.receivedBytes))}  ↑ ${
        rateText(bps(second.sentBytes))
      }`;
    }
  }

  #draw(): void {
    const nowMs = Math.max(
      this.#isMonitored ? Date.now() - KEPT_MS / 8 : 0,
      ...[...this.#rows.values()].map(({ live }) =>
        live.points.at(-1)?.atMs ?? 0
      ),
    );
    for (const row of this.#rows.values()) row.draw(nowMs);
    const conditions = [...this.#cards.values()].map((card) => {
      const condition = this.#conditionOf(card.name, nowMs);
      setText(card.badge, condition.headline);
      card.badge.className = `badge ${condition.mood}`;
      setText(card.detail, condition.detail);
      return { name: card.name, condition };
    });
    this.#showBanner(conditions);
  }

  #conditionOf(name: string, nowMs: number): Condition {
    const pings = [...this.#rows.values()].filter(({ series }) =>
      series.interface === name && STEADY.includes(series.probe)
    ).map(({ live }) => live.figures(nowMs));
    const open = this.#open.filter((event) =>
      event.interface === name || event.interface === ""
    );
    return conditionOf({ pings, open, isMonitored: this.#isMonitored });
  }

  /** The worst of the interfaces, for one glance. */
  #showBanner(
    all: readonly { readonly name: string; readonly condition: Condition }[],
  ): void {
    const moods = ["bad", "warn", "idle", "good"] as const;
    const worst =
      moods.flatMap((mood) =>
        all.filter(({ condition }) => condition.mood === mood)
      )[0];
    const { mood, headline, detail } = worst?.condition ??
      conditionOf({ pings: [], open: [], isMonitored: this.#isMonitored });
    const isOne = all.length < 2 || mood === "good";
    const where = worst === undefined || isOne ? "" : ` on ${worst.name}`;
    const text = mood === "good" && all.length > 1
      ? "All interfaces work well"
      : `${headline}${where}`;
    this.#banner.className = `banner ${mood}`;
    if (this.#banner.textContent === text + detail) return;
    this.#banner.replaceChildren(
      make("strong", {}, text),
      make("span", {}, detail),
    );
  }
}

async function open(context: PageContext): Promise<void> {
  await new NowPage(context).begin();
}

/** Changes a text only if it is another one: screen readers would say it again. */
function setText(element: HTMLElement, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}

/** What tells a series from others, as far as a live sample says. */
function keyOf(sample: SeriesOfSample): string {
  const { testType: probe, target, family, variant } = sample;
  return [sample.interface, probe, target, family, variant, sample.serverName]
    .join("\n");
}

/** Of a live sample, what says which series it is of. */
type SeriesOfSample = Pick<
  LiveSample,
  "interface" | "testType" | "target" | "family" | "variant" | "serverName"
>;

/** A series that began after the page was opened. */
function seriesOf(sample: LiveSample): SeriesJson {
  return {
    probe: sample.testType,
    interface: sample.interface,
    connectionType: sample.connectionType,
    target: sample.target,
    role: sample.testType === "echo" ? "server" : "custom",
    family: sample.family,
    variant: sample.variant,
    server: sample.serverName ?? "",
  };
}

function rankOf({ probe, role }: SeriesJson): number {
  const kinds = ["icmp", "echo", "tcp", "dns"];
  const isPing = STEADY.includes(probe);
  return isPing ? ROLES.indexOf(role) : 10 + kinds.indexOf(probe);
}
