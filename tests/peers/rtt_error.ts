import { percentileOfSorted } from "../../client/analysis/mod.ts";
import type { CapturedRtt } from "../support/captured_rtt.ts";
import type { ReportedRtt } from "./reported_rtt.ts";

/** How far a program's RTTs are from those on the wire; ns. */
export interface RttError {
  /** Probes that were captured. */
  readonly probes: number;
  /** Probes with a captured and a reported RTT: those compared. */
  readonly compared: number;
  /** Median RTT on the wire. */
  readonly wireP50Ns: number;
  /** Percentiles of the error, without its sign. */
  readonly p50Ns: number;
  /** See {@linkcode p50Ns}. */
  readonly p99Ns: number;
  /** See {@linkcode p50Ns}. */
  readonly maxNs: number;
}

/**
 * Compares what a program reported with what a capture saw, probe by probe.
 *
 * @param reported What the program said.
 * @param captured The echoes of that program alone, in order of sending.
 * @returns The errors; `NaN` when nothing could be compared.
 */
export function rttError(
  reported: readonly ReportedRtt[],
  captured: readonly CapturedRtt[],
): RttError {
  const errors: number[] = [];
  for (const { index, rttNs } of reported) {
    const wireNs = captured[index]?.rttNs;
    if (wireNs !== undefined) errors.push(Math.abs(rttNs - wireNs));
  }
  const magnitudes = sorted(errors);
  return {
    probes: captured.length,
    compared: errors.length,
    wireP50Ns: percentileOfSorted(
      sorted(captured.flatMap(({ rttNs }) => rttNs ?? [])),
      50,
    ),
    p50Ns: percentileOfSorted(magnitudes, 50),
    p99Ns: percentileOfSorted(magnitudes, 99),
    maxNs: percentileOfSorted(magnitudes, 100),
  };
}

function sorted(values: readonly number[]): readonly number[] {
  return values.toSorted((a, b) => a - b);
}
