/** How sure a finding is, from how far and how often it went beyond. */
export interface Strength {
  /** The evidence over what the rule asks for, >= 1 (1: only just). */
  readonly margin: number;
  /** Independent observations over what the rule asks for, >= 1. */
  readonly repetition: number;
  /**
   * What makes the evidence second-hand (one target only, no gateway probed),
   * 0 to 1; 1 unless given.
   */
  readonly completeness?: number;
}

/** Of a finding that only just meets its rule. */
const AT_THE_RULE = 0.8;

/**
 * The confidence of a finding: the share of findings so strong that the
 * scenario generator had really put there (`deno task scenarios` prints the
 * table it was calibrated with, and how well it holds).
 *
 * @param strength See {@linkcode Strength}.
 * @returns 0.5 to 0.999.
 */
export function confidenceOf(
  { margin, repetition, completeness = 1 }: Strength,
): number {
  const doubt = (1 - AT_THE_RULE) /
    (Math.max(1, margin) ** 2 * Math.max(1, repetition));
  return Math.min(0.999, Math.max(0.5, (1 - doubt) * completeness));
}
