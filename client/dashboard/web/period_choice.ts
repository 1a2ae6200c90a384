/// <reference lib="dom" />
import { button, make } from "./dom.ts";

/** A period until now. */
export interface LastPeriod {
  /** As the API takes it, e.g. `"24h"`. */
  readonly last: string;
  /** Its length, ms. */
  readonly ms: number;
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** Those that are offered, with their names. */
export const PERIODS: readonly (LastPeriod & { readonly text: string })[] = [
  { last: "15m", ms: HOUR_MS / 4, text: "15 minutes" },
  { last: "1h", ms: HOUR_MS, text: "1 hour" },
  { last: "6h", ms: 6 * HOUR_MS, text: "6 hours" },
  { last: "24h", ms: DAY_MS, text: "24 hours" },
  { last: "7d", ms: 7 * DAY_MS, text: "7 days" },
  { last: "30d", ms: 30 * DAY_MS, text: "30 days" },
];

/** Buttons for periods until now. */
export interface PeriodChoice {
  /** The buttons. */
  readonly element: HTMLElement;
  /** Shows which one is chosen; `""`: none. */
  readonly mark: (last: string) => void;
}

/**
 * Offers periods until now.
 *
 * @param chosen The one that is chosen at first.
 * @param onChoose Told which one is chosen then.
 * @param from The shortest that is offered.
 */
export function periodChoice(
  chosen: string,
  onChoose: (period: LastPeriod) => void,
  from = "15m",
): PeriodChoice {
  const offered = PERIODS.slice(PERIODS.findIndex(({ last }) => last === from));
  const buttons = offered.map((period) => ({
    last: period.last,
    element: button(period.text, () => {
      mark(period.last);
      onChoose(period);
    }),
  }));
  function mark(last: string): void {
    for (const one of buttons) {
      one.element.setAttribute("aria-pressed", String(one.last === last));
    }
  }
  mark(chosen);
  const element = make(
    "fieldset",
    {},
    make("legend", {}, "The time until now"),
    ...buttons.map((one) => one.element),
  );
  return { element, mark };
}
