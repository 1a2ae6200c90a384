/** What is measured for monitoring, as data. @module */

/** A row of a catalogue: a metric that a program tells. */
export interface Metric {
  /** As Prometheus names it: base units, counters end in `_total`. */
  readonly name: string;
  /** A counter only grows, but for a restart; a gauge is as it is now. */
  readonly type: "counter" | "gauge" | "histogram";
  /** The base unit, as in the name; empty for plain counts and states. */
  readonly unit: "" | "seconds" | "bytes" | "ratio" | "bytes_per_second";
  /** One sentence, without a stop at its end. */
  readonly help: string;
  /** What tells its series apart. */
  readonly labels: readonly string[];
}

/** Label names and values of one series. */
export type Labels = Readonly<Record<string, string>>;

/** How often values lay in which range. */
export interface Distribution {
  /** The upper ends of the ranges, ascending; a last one without end follows. */
  readonly bounds: readonly number[];
  /** Of each range by itself, not added up; one more than `bounds`. */
  readonly counts: readonly number[];
  /** Of all values. */
  readonly sum: number;
}

/** One series of a metric, now. */
export interface Point {
  /** Which. */
  readonly labels: Labels;
  /** A number; a {@linkcode Distribution} if the metric is a histogram. */
  readonly value: number | Distribution;
}

/** A metric with all of its series, now. */
export interface Reading {
  /** Its row in the catalogue. */
  readonly metric: Metric;
  /** None: it is left out. */
  readonly points: readonly Point[];
}
