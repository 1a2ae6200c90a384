/// <reference lib="dom" />
/** The machine's interfaces: what they are, and what they carry. @module */

import { ask } from "./api.ts";
import { facts, make, table } from "./dom.ts";
import { type LinkSecondJson, listen } from "./live.ts";
import { fill, type PageContext, type View } from "./page.ts";
import { periodChoice } from "./period_choice.ts";
import { drawSpark } from "./sparkline.ts";
import {
  bytesText,
  countText,
  kindText,
  pctText,
  rateText,
  spanText,
} from "./words.ts";

/** The page. */
export const INTERFACES: View = { title: "Interfaces", open };

const DEFAULT_LAST = "24h";
const KEPT_MS = 120_000;
const JOIN_MS = 2_500;
/** Less than this is next to nothing, bit/s. */
const LEAST_MAX_BPS = 100_000;
const REFRESH_MS = 10_000;

interface CountersJson {
  readonly bytes: number;
  readonly packets: number;
  readonly errors: number;
  readonly dropped: number;
}

interface InterfaceJson {
  readonly name: string;
  readonly connectionType: string;
  readonly kind: string;
  readonly macAddress: string | null;
  readonly addresses: readonly {
    readonly address: string;
    readonly prefixLength: number;
    readonly scope: string;
  }[];
  readonly mtuBytes: number;
  readonly speedBps: number | null;
  readonly operationalState: string;
  readonly hasCarrier: boolean;
  readonly carrierChanges: number;
  readonly isUp: boolean;
  readonly isLoopback: boolean;
  readonly gateways: readonly string[];
  readonly counters: {
    readonly received: CountersJson;
    readonly sent: CountersJson;
  } | null;
}

interface TotalJson {
  readonly interface: string;
  readonly spanMs: number;
  readonly receivedBytes: number;
  readonly sentBytes: number;
  readonly peakReceivedBps: number;
  readonly peakSentBps: number;
  readonly ownLoadBytes: number;
  readonly downSeconds: number;
}

interface InterfacesJson {
  readonly period: { readonly fromMs: number; readonly toMs: number };
  readonly interfaces: readonly InterfaceJson[];
  readonly totals: readonly TotalJson[];
  readonly seconds: readonly {
    readonly interface: string;
    readonly seconds: readonly LinkSecondJson[];
  }[];
}

/** What one interface carries now. */
interface Rates {
  readonly seconds: LinkSecondJson[];
  readonly canvas: HTMLCanvasElement;
  readonly text: HTMLElement;
}

async function open({ main }: PageContext): Promise<void> {
  let last = DEFAULT_LAST;
  const rates = new Map<string, Rates>();
  const cards = make("div", { class: "grid" });
  const totals = make("section", { class: "card" });
  const load = () => ask<InterfacesJson>("/interfaces", { last });
  const showTotals = () => fill(totals, async () => totalsOf(await load()));
  const showAll = async () => {
    const found = await load();
    for (const { interface: name, seconds } of found.seconds) {
      ratesOf(rates, name).seconds.splice(0, Infinity, ...seconds);
    }
    const shown = found.interfaces.filter(({ isLoopback }) => !isLoopback);
    cards.replaceChildren(
      ...shown.map((one) => cardOf(one, rates.get(one.name))),
    );
    for (const one of rates.values()) draw(one);
  };
  const periods = periodChoice(DEFAULT_LAST, (period) => {
    last = period.last;
    void showTotals();
  }, "1h");
  main.append(
    cards,
    make("h2", {}, "What went over each"),
    make("div", { class: "tools" }, periods.element),
    totals,
  );
  await showAll();
  void showTotals();
  listen({
    onLinks(seconds) {
      for (const second of seconds) {
        const own = ratesOf(rates, second.interface);
        own.seconds.push(second);
        const old = own.seconds.findIndex(({ atMs }) =>
          atMs > second.atMs - KEPT_MS
        );
        if (old > 0) own.seconds.splice(0, old);
        draw(own);
      }
    },
    onResume: () => void showAll(),
  });
  setInterval(() => {
    if (!document.hidden) void showAll();
  }, REFRESH_MS);
}

function ratesOf(all: Map<string, Rates>, name: string): Rates {
  const known = all.get(name);
  if (known !== undefined) return known;
  const made = {
    seconds: [],
    canvas: make("canvas", { role: "img", class: "wide" }),
    text: make("p"),
  };
  all.set(name, made);
  return made;
}

function draw({ seconds, canvas, text }: Rates): void {
  const newest = seconds.at(-1);
  if (newest === undefined) return;
  const bps = (bytes: number, { spanMs: ms }: LinkSecondJson) =>
    8000 * bytes / ms;
  const down = rateText(bps(newest.receivedBytes, newest));
  const up = rateText(bps(newest.sentBytes, newest));
  text.replaceChildren(
    make("span", { class: "down number" }, `↓ ${down}`),
    "   ",
    make("span", { class: "up number" }, `↑ ${up}`),
    make("span", { class: "quiet small" }, "   the last two minutes"),
  );
  canvas.setAttribute(
    "aria-label",
    `The last two minutes; now ${down} down and ${up} up`,
  );
  drawSpark(canvas, {
    lines: [
      {
        points: seconds.map((one) =>
          [one.atMs, bps(one.receivedBytes, one)] as const
        ),
        color: "--down",
      },
      {
        points: seconds.map((one) =>
          [one.atMs, bps(one.sentBytes, one)] as const
        ),
        color: "--up",
      },
    ],
    fromMs: newest.atMs - KEPT_MS,
    toMs: newest.atMs,
    leastMax: LEAST_MAX_BPS,
    joinMs: JOIN_MS,
  });
}

function cardOf(one: InterfaceJson, rates: Rates | undefined): HTMLElement {
  const kind = kindText(one.connectionType);
  const isUp = one.isUp && one.hasCarrier;
  const state = isUp ? "connected" : one.isUp ? "no link" : "switched off";
  const addresses = one.addresses.map((found) =>
    `${found.address}/${found.prefixLength}`
  ).join(", ");
  return make(
    "section",
    { class: "card wide", "aria-label": `Interface ${one.name}` },
    make(
      "div",
      { class: "card-head" },
      make("h2", {}, kind === "" ? one.name : `${one.name} (${kind})`),
      make("span", { class: `badge ${isUp ? "good" : "warn"}` }, state),
    ),
    ...(rates === undefined
      ? [make("p", { class: "quiet small" }, "Not measured.")]
      : [rates.text, rates.canvas]),
    facts([
      ["Addresses", addresses],
      ["Gateway", one.gateways.join(", ")],
      ["Hardware", one.macAddress ?? ""],
      ["Link speed", one.speedBps === null ? "" : rateText(one.speedBps)],
      ["Largest packet", `${one.mtuBytes} bytes`],
      [
        "Link lost or back",
        one.carrierChanges === 0 ? "never" : `${one.carrierChanges} times`,
      ],
    ]),
    ...(one.counters === null ? [] : [table({
      caption: "Counted since it was switched on",
      head: ["Direction", "Data", "Packets", "Errors", "Dropped"],
      rows: [
        ["Received", ...countersOf(one.counters.received)],
        ["Sent", ...countersOf(one.counters.sent)],
      ],
    })]),
  );
}

function countersOf(
  { bytes, packets, errors, dropped }: CountersJson,
): readonly string[] {
  return [bytesText(bytes), ...[packets, errors, dropped].map(countText)];
}

function totalsOf({ totals, period }: InterfacesJson): readonly HTMLElement[] {
  if (totals.length === 0) {
    return [make("p", {}, "Nothing was measured in this time.")];
  }
  const lengthMs = period.toMs - period.fromMs;
  return [table({
    caption: "Measured interfaces",
    head: [
      "Interface",
      "Received",
      "Sent",
      "Busiest in",
      "Busiest out",
      "Own tests",
      "No link",
      "Measured",
    ],
    rows: totals.map((one) => [
      one.interface,
      bytesText(one.receivedBytes),
      bytesText(one.sentBytes),
      rateText(one.peakReceivedBps),
      rateText(one.peakSentBps),
      bytesText(one.ownLoadBytes),
      one.downSeconds === 0 ? "never" : spanText(1000 * one.downSeconds),
      pctText(Math.min(100, 100 * one.spanMs / lengthMs)),
    ]),
  })];
}
