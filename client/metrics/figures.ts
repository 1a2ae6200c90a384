/** The figures so far, by metric and labels. @module */

import { Histogram, type Metric, type Reading } from "@bufferbane/metrics";
import { CATALOGUE, type MetricKey, TIME_BOUNDS } from "./catalogue.ts";

type KeysOf<Type extends Metric["type"]> = {
  [Key in MetricKey]: typeof CATALOGUE[Key]["type"] extends Type ? Key : never;
}[MetricKey];

/** A metric whose series are numbers. */
export type NumberKey = KeysOf<"counter" | "gauge">;
/** A metric whose series are distributions. */
export type HistogramKey = KeysOf<"histogram">;

/** A number that whoever holds it adds to, or sets. */
export interface Tally {
  /** As it is now; `NaN`: not known, and left out. */
  value: number;
}

interface Held<Value> {
  readonly labels: readonly string[];
  readonly held: Value;
}

/** Holds every series of every metric; who counts gets hold of his by name. */
export class Figures {
  readonly #numbers = new Map<MetricKey, Map<string, Held<Tally>>>();
  readonly #histograms = new Map<MetricKey, Map<string, Held<Histogram>>>();

  /**
   * A series that is a number; 0 at first.
   *
   * @param key The metric.
   * @param labels The values of its labels, in the catalogue's order.
   */
  number(key: NumberKey, ...labels: readonly string[]): Tally {
    return heldIn(this.#numbers, key, { labels, make: () => ({ value: 0 }) });
  }

  /**
   * A series that is a distribution; empty at first.
   *
   * @param key The metric.
   * @param labels The values of its labels, in the catalogue's order.
   */
  histogram(key: HistogramKey, ...labels: readonly string[]): Histogram {
    const make = () => new Histogram(TIME_BOUNDS);
    return heldIn(this.#histograms, key, { labels, make });
  }

  /**
   * Lets go of all series of a metric that are not as they were.
   *
   * @param key The metric.
   * @param isOver Whether a series goes, by the values of its labels.
   */
  forget(
    key: NumberKey,
    isOver: (labels: readonly string[]) => boolean = () => true,
  ): void {
    const series = this.#numbers.get(key);
    for (const [name, { labels }] of series ?? []) {
      if (isOver(labels)) series?.delete(name);
    }
  }

  /** All metrics that have a series, in the catalogue's order. */
  readings(): Reading[] {
    // Object.entries() knows no keys.
    return (Object.keys(CATALOGUE) as MetricKey[]).flatMap((key) => {
      const metric = CATALOGUE[key];
      const numbers = [...this.#numbers.get(key)?.values() ?? []]
        .filter(({ held }) => !Number.isNaN(held.value))
        .map(({ labels, held }) => point(metric, labels, held.value));
      const histograms = [...this.#histograms.get(key)?.values() ?? []]
        .map(({ labels, held }) => point(metric, labels, held.distribution()));
      const points = [...numbers, ...histograms];
      return points.length === 0 ? [] : [{ metric, points }];
    });
  }
}

function heldIn<Value>(
  all: Map<MetricKey, Map<string, Held<Value>>>,
  key: MetricKey,
  { labels, make }: {
    readonly labels: readonly string[];
    readonly make: () => Value;
  },
): Value {
  let series = all.get(key);
  if (series === undefined) all.set(key, series = new Map());
  const name = labels.join("\n");
  const found = series.get(name);
  if (found !== undefined) return found.held;
  const held = make();
  series.set(name, { labels, held });
  return held;
}

function point<Value>(
  { labels: names }: Metric,
  labels: readonly string[],
  value: Value,
) {
  return {
    labels: Object.fromEntries(names.map((name, i) => [name, labels[i] ?? ""])),
    value,
  };
}
