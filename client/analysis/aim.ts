/**
 * What Cloudflare's AIM scores are made from. Its own measurements are over
 * HTTP; with ours the points are alike, not the same.
 */
export interface AimInput {
  /** Lost packets, as a share, 0 to 1. */
  readonly lossShare: number;
  /** Idle latency, P50, ms. */
  readonly idleMs: number;
  /** Latency under load (the worse direction) less idle, ms. */
  readonly loadedIncreaseMs: number;
  /** Idle jitter, ms. */
  readonly jitterMs: number;
  /** Download, bit/s. */
  readonly downBps: number;
}

/** What AIM knows to judge. */
export type AimUse = "streaming" | "gaming" | "rtc";

/** AIM's words, worst first. */
export const AIM_CLASSES = [
  "bad",
  "poor",
  "average",
  "good",
  "great",
] as const;

/** One of {@linkcode AIM_CLASSES}. */
export type AimClass = typeof AIM_CLASSES[number];

/** A use's points and what they mean. */
export interface AimScore {
  /** The sum of its inputs' points. */
  readonly points: number;
  /** What that is called. */
  readonly class: AimClass;
}

/** Limits, and one more value than there are limits. */
export interface Scale {
  /** From each of these on, the next of the points is given. */
  readonly from: readonly number[];
  /** The points. */
  readonly points: readonly number[];
}

/**
 * How many points each figure is worth.
 *
 * @see {@link https://github.com/cloudflare/speedtest/blob/main/src/config/internalConfig.ts | cloudflare/speedtest, internalConfig.ts}
 */
export const AIM_POINTS: Readonly<Record<keyof AimInput, Scale>> = {
  lossShare: { from: [0.01, 0.05, 0.25, 0.5], points: [10, 5, 0, -10, -20] },
  idleMs: {
    from: [10, 20, 50, 100, 500],
    points: [20, 10, 5, 0, -10, -20],
  },
  loadedIncreaseMs: {
    from: [10, 20, 50, 100, 500],
    points: [20, 10, 5, 0, -10, -20],
  },
  jitterMs: { from: [10, 20, 100, 500], points: [10, 5, 0, -10, -20] },
  downBps: { from: [1e6, 10e6, 50e6, 100e6], points: [0, 5, 10, 20, 30] },
};

/** What each use adds up, and from how many points on it is poor ... great. */
export const AIM_USES: Readonly<
  Record<
    AimUse,
    {
      readonly inputs: readonly (keyof AimInput)[];
      readonly from: readonly number[];
    }
  >
> = {
  streaming: {
    inputs: ["idleMs", "lossShare", "downBps", "loadedIncreaseMs"],
    from: [15, 20, 40, 60],
  },
  gaming: {
    inputs: ["idleMs", "lossShare", "loadedIncreaseMs"],
    from: [5, 15, 25, 30],
  },
  rtc: {
    inputs: ["idleMs", "jitterMs", "lossShare", "loadedIncreaseMs"],
    from: [5, 15, 25, 40],
  },
};

/**
 * Cloudflare's AIM score of one use.
 *
 * @param use What for.
 * @param input The figures; every one that the use adds up must be known.
 * @returns `null` when one of them is `NaN`.
 */
export function aimScore(use: AimUse, input: AimInput): AimScore | null {
  const { inputs, from } = AIM_USES[use];
  if (inputs.some((name) => Number.isNaN(input[name]))) return null;
  const points = inputs.reduce(
    (sum, name) => sum + pointsOf(AIM_POINTS[name], input[name]),
    0,
  );
  return { points, class: AIM_CLASSES[reached(from, points)] ?? "bad" };
}

function pointsOf({ from, points }: Scale, value: number): number {
  return points[reached(from, value)] ?? 0;
}

/** How many of the limits a value has reached. */
function reached(from: readonly number[], value: number): number {
  return from.filter((limit) => value >= limit).length;
}
