import { percentileOfSorted } from "./percentile.ts";

/**
 * The parameters of draft-ietf-ippm-responsiveness-09, "Test Parameters".
 */
const RPM_PARAMETERS = {
  /** MAD: so many intervals are looked back. */
  movingAverageIntervals: 4,
  /** TMP: the best of the probes that count, percent. */
  trimmedMeanPct: 95,
  /** SDT: what may vary while it counts as stable, percent. */
  deviationPct: 5,
} as const;

/** What is measured on connections other than the load's. */
export const FOREIGN_PROBES = ["tcp", "tls", "http", "echo"] as const;

/**
 * One of {@linkcode FOREIGN_PROBES}: a TCP handshake, a TLS handshake divided
 * by its round trips, a request for one byte, or (outside the draft) an ECHO.
 */
export type ForeignProbe = typeof FOREIGN_PROBES[number];

/** The probes of one interval (ID) under load; times in ns, > 0. */
export interface RpmInterval {
  /** By what was sent. What is never sent is left out of the mean. */
  readonly foreignNs: Readonly<
    Partial<Record<ForeignProbe, readonly number[]>>
  >;
  /** On the load's own connections. */
  readonly loadedNs: readonly number[];
}

/** How the probes on the load's connections were taken. */
export type LoadedProbe = "http" | "tcp_info";

/** How sure a responsiveness is: as the draft defines it. */
export type RpmConfidence = "low" | "medium" | "high";

/** A person's words for a responsiveness, as the draft's -09 has them. */
export type RpmClass = "poor" | "fair" | "good" | "excellent";

/** Round trips per minute under load. */
export interface Responsiveness {
  /** With the trimmed mean, as the draft says. */
  readonly rpm: number;
  /** The same formula with the 90th percentile instead: what is felt. */
  readonly rpmP90: number;
  /** On other connections, trimmed mean. */
  readonly foreignRpm: number;
  /** On the load's own connections, trimmed mean. */
  readonly loadedRpm: number;
  /**
   * `low`: fewer than four intervals; `medium`: not stable; `high`: the last
   * four values deviate by less than 5 % of the last.
   */
  readonly confidence: RpmConfidence;
  /** < 300 poor, < 1000 fair, <= 6000 good, above excellent. */
  readonly class: RpmClass;
  /**
   * What was computed from what. Numbers with different methods must not be
   * compared: tools differ by a factor of five on one line.
   */
  readonly method: string;
}

/** How the probes were taken. */
export interface RpmOptions {
  /** How long an interval (ID) is, ms; the draft's -09 has 5000. */
  readonly intervalMs: number;
  /** How the loaded probes were taken. */
  readonly loadedProbe: LoadedProbe;
}

/**
 * The responsiveness under load of draft-ietf-ippm-responsiveness-09: the mean
 * of 60000 / foreign and 60000 / loaded (in ms), each foreign kind with equal
 * weight, over the last four intervals.
 *
 * @example Usage
 * ```ts
 * import { strictEqual } from "node:assert/strict";
 *
 * const interval = { foreignNs: { echo: [50e6] }, loadedNs: [150e6] };
 * const found = responsivenessOf([interval], {
 *   intervalMs: 1000,
 *   loadedProbe: "tcp_info",
 * });
 * strictEqual(found?.rpm, 800); // (1200 + 400) / 2
 * ```
 *
 * @param intervals The probes of every interval since the load has been
 * steady, oldest first.
 * @param options How they were taken; becomes part of the method's name.
 * @returns `null` without a foreign or without a loaded probe.
 * @see {@link https://datatracker.ietf.org/doc/html/draft-ietf-ippm-responsiveness-09 | The draft}
 */
export function responsivenessOf(
  intervals: readonly RpmInterval[],
  options: RpmOptions,
): Responsiveness | null {
  const history = intervals.map((_, i) => rates(intervals, i, trimmedMeanNs));
  const last = history.at(-1) ?? null;
  const p90 = rates(intervals, intervals.length - 1, percentile90Ns);
  if (last === null || p90 === null) return null;
  return {
    ...last,
    rpmP90: p90.rpm,
    confidence: confidenceOf(history.map((one) => one?.rpm ?? NaN)),
    class: rpmClass(last.rpm),
    method: methodOf(intervals, options),
  };
}

/**
 * Whether a figure (goodput or responsiveness) has become steady: the
 * population's standard deviation of the last four values is below 5 % of the
 * last.
 *
 * @param values One an interval, oldest first, any unit.
 */
export function isStable(values: readonly number[]): boolean {
  const { movingAverageIntervals, deviationPct } = RPM_PARAMETERS;
  if (values.length < movingAverageIntervals) return false;
  const recent = values.slice(-movingAverageIntervals);
  const mean = recent.reduce((sum, one) => sum + one, 0) / recent.length;
  const variance = recent.reduce((sum, one) => sum + (one - mean) ** 2, 0) /
    recent.length;
  return Math.sqrt(variance) < (recent.at(-1) ?? NaN) * deviationPct / 100;
}

/**
 * The single-sided trimmed mean: the mean of the best 95 %.
 *
 * @param values In any order and unit.
 * @returns `NaN` without a value.
 */
export function trimmedMeanNs(values: readonly number[]): number {
  const keep = Math.ceil(values.length * RPM_PARAMETERS.trimmedMeanPct / 100);
  const best = Float64Array.from(values).sort().subarray(0, keep);
  return best.reduce((sum, one) => sum + one, 0) / best.length;
}

function percentile90Ns(values: readonly number[]): number {
  return percentileOfSorted(Float64Array.from(values).sort(), 90);
}

type Rates = Pick<Responsiveness, "rpm" | "foreignRpm" | "loadedRpm">;

/** The responsiveness at the end of interval `at`. */
function rates(
  intervals: readonly RpmInterval[],
  at: number,
  aggregate: (ns: readonly number[]) => number,
): Rates | null {
  const recent = intervals.slice(
    Math.max(0, at + 1 - RPM_PARAMETERS.movingAverageIntervals),
    at + 1,
  );
  const foreign = FOREIGN_PROBES
    .map((probe) => recent.flatMap(({ foreignNs }) => foreignNs[probe] ?? []))
    .filter((ns) => ns.length > 0)
    .map(aggregate);
  const loaded = recent.flatMap(({ loadedNs }) => loadedNs);
  if (foreign.length === 0 || loaded.length === 0) return null;
  const foreignRpm = perMinute(
    foreign.reduce((sum, ns) => sum + ns, 0) / foreign.length,
  );
  const loadedRpm = perMinute(aggregate(loaded));
  return { rpm: (foreignRpm + loadedRpm) / 2, foreignRpm, loadedRpm };
}

function perMinute(roundTripNs: number): number {
  return 60e9 / roundTripNs;
}

function confidenceOf(history: readonly number[]): RpmConfidence {
  if (history.length < RPM_PARAMETERS.movingAverageIntervals) return "low";
  return isStable(history) ? "high" : "medium";
}

function rpmClass(rpm: number): RpmClass {
  if (rpm < 300) return "poor";
  if (rpm < 1000) return "fair";
  return rpm <= 6000 ? "good" : "excellent";
}

function methodOf(
  intervals: readonly RpmInterval[],
  { intervalMs, loadedProbe }: RpmOptions,
): string {
  const sent = FOREIGN_PROBES.filter((probe) =>
    intervals.some(({ foreignNs }) => (foreignNs[probe] ?? []).length > 0)
  );
  return `draft-ietf-ippm-responsiveness-09; tm95; foreign ${
    sent.join("+")
  }; loaded ${loadedProbe}; interval ${intervalMs} ms`;
}
