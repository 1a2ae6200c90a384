/** What is repeated, those first that matter most. */
export const LOAD_KINDS = ["small", "medium", "large", "bloat"] as const;

/** One of {@linkcode LOAD_KINDS}. */
export type LoadKind = typeof LOAD_KINDS[number];

/** A kind of test, as the configuration wants it. */
export interface WantedTest {
  /** Which. */
  readonly kind: LoadKind;
  /** The shortest time from one to the next, ms. */
  readonly intervalMs: number;
  /** What one moves in both directions before anything better is known. */
  readonly costBytes: number;
}

/** A test that is charged to the budget. */
export interface ChargedTest {
  /** The interface to leave by. */
  readonly interface: string;
  /** What is to be run; `asked`: what a person asks for. */
  readonly kind: LoadKind | "asked";
  /** It must be broken off before it moves more than this, both ways. */
  readonly allowedBytes: number;
}

/** A test that is to be run by the plan. */
export interface PlannedTest extends ChargedTest {
  /** What is to be run. */
  readonly kind: LoadKind;
}
