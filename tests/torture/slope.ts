/** A straight line through readings. */
export interface Slope {
  /** Per unit of x. */
  readonly slope: number;
  /** How far it may be off, once in three times; `Infinity` for two readings. */
  readonly standardError: number;
}

/**
 * Least squares.
 *
 * @param points Each x and y, at least two different x.
 */
export function slopeOf(points: readonly (readonly [number, number])[]): Slope {
  const mean = (values: readonly number[]) =>
    values.reduce((sum, value) => sum + value, 0) / values.length;
  const meanX = mean(points.map(([x]) => x));
  const meanY = mean(points.map(([, y]) => y));
  const sum = (of: (x: number, y: number) => number) =>
    points.reduce((total, [x, y]) => total + of(x - meanX, y - meanY), 0);
  const squares = sum((x) => x * x);
  const slope = sum((x, y) => x * y) / squares;
  const rest = sum((x, y) => (y - slope * x) ** 2);
  const degrees = points.length - 2;
  return {
    slope,
    standardError: degrees < 1 ? Infinity : Math.sqrt(rest / degrees / squares),
  };
}
