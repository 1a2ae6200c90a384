import { type Measurement, STATUSES, unixMs } from "../model/mod.ts";

const CODES = new Map<string, number>(
  STATUSES.map((status, code) => [status, code]),
);

/** One probe as numbers, as the store's columns have it. */
export interface JudgedSample {
  /** When it was sent, Unix milliseconds. */
  readonly atMs: number;
  /** What became of it: an index into `STATUSES`. */
  readonly code: number;
  /** Its round trip, ns; anything where it has none. */
  readonly rttNs: number;
  /** Its absolute IPDV, ns; `NaN` where undefined. */
  readonly ipdvNs: number;
  /** What went wrong, for a person; mostly empty. */
  readonly detail: string;
}

/**
 * A live measurement as numbers.
 *
 * @param measurement What was measured.
 * @param ipdvNs Absolute IPDV in ns; `null` where undefined.
 */
export function judgedSampleOf(
  { sentAt, outcome }: Measurement,
  ipdvNs: number | null,
): JudgedSample {
  return {
    atMs: unixMs(sentAt),
    code: CODES.get(outcome.kind) ?? 0,
    rttNs: "rttNs" in outcome ? outcome.rttNs : NaN,
    ipdvNs: ipdvNs ?? NaN,
    detail: outcome.detail,
  };
}
