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
  /** The same values in finer ranges, for receivers that take such. */
  readonly exponential?: Exponential;
}

/**
 * How often values lay in ranges that each end a fixed factor above the one
 * before: range `i` is above `2 ** (i / 2 ** scale)`, up to and with
 * `2 ** ((i + 1) / 2 ** scale)`.
 *
 * @see {@link https://opentelemetry.io/docs/specs/otel/metrics/data-model/#exponentialhistogram | OpenTelemetry, exponential histogram}
 */
export interface Exponential {
  /** How fine: 2 to the power of `scale` ranges an octave. */
  readonly scale: number;
  /** The index of the first range in `counts`. */
  readonly offset: number;
  /** Of each range by itself, from `offset` on. */
  readonly counts: readonly number[];
  /** Values of 0 or below, which are in no range. */
  readonly zeros: number;
  /** The least value; `NaN` before any. */
  readonly min: number;
  /** The greatest value; `NaN` before any. */
  readonly max: number;
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
