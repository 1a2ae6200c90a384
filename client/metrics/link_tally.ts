/** What interfaces add to the figures. @module */

import type { LinkSecond } from "../model/mod.ts";
import type { Figures } from "./figures.ts";
import type { LabelCap } from "./label_cap.ts";

const MS_PER_S = 1_000;
/** Of an interface that is off, or gone, there are no further seconds. */
const STALE_MS = 60_000;

/** Counts what interfaces carry, and shows how they are. */
export class LinkTally {
  readonly #figures: Figures;
  readonly #cap: LabelCap;
  /** When each was last seen, Unix milliseconds. */
  readonly #seenMs = new Map<string, number>();

  /**
   * Counts nothing yet.
   *
   * @param figures Where they are counted.
   * @param cap How many interfaces are told by themselves.
   */
  constructor(figures: Figures, cap: LabelCap) {
    this.#figures = figures;
    this.#cap = cap;
  }

  /**
   * Takes an interface's next second.
   *
   * @param second The second.
   */
  add(second: LinkSecond): void {
    const [name = "", kind = ""] = this.#cap.admit([
      second.interface,
      second.connectionType,
    ]);
    const figures = this.#figures;
    const { hasCarrier, wifi } = second;
    figures.number("linkUp", name, kind).value = hasCarrier ? 1 : 0;
    figures.number("linkBytes", name, "up").value += second.sentBytes;
    figures.number("linkBytes", name, "down").value += second.receivedBytes;
    figures.number("linkPackets", name, "up").value += second.sentPackets;
    figures.number("linkPackets", name, "down").value += second.receivedPackets;
    figures.number("linkErrors", name).value += second.errors;
    figures.number("linkDrops", name).value += second.drops;
    figures.number("linkDown", name).value += hasCarrier
      ? 0
      : second.spanMs / MS_PER_S;
    this.#seenMs.set(name, second.atMs);
    if (wifi === null) return;
    figures.number("wifiSignal", name).value = wifi.signalDbm ?? NaN;
  }

  /**
   * Shows no longer how those were of which nothing is known any more.
   *
   * @param untilMs Until when all are known, Unix milliseconds.
   */
  prune(untilMs: number): void {
    for (const [name, seenMs] of this.#seenMs) {
      if (Math.abs(untilMs - seenMs) <= STALE_MS) continue;
      this.#seenMs.delete(name);
      for (const key of ["linkUp", "wifiSignal"] as const) {
        this.#figures.forget(key, ([label]) => label === name);
      }
    }
  }
}
