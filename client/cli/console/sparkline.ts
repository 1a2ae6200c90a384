/** Bars from low to high, and a loss. */
export interface SparklineGlyphs {
  /** Lowest first. */
  readonly bars: string;
  /** No answer. */
  readonly loss: string;
}

/** For terminals that speak UTF-8. */
export const UNICODE_GLYPHS: SparklineGlyphs = { bars: "▁▂▃▄▅▆▇█", loss: "×" };
/** For all others. */
export const ASCII_GLYPHS: SparklineGlyphs = { bars: "_.-=*#", loss: "x" };

/** A quiet line stays flat: less than this above the minimum is no bump. */
const FLAT_NS = 1e6;

/**
 * The last values as one line of bars. The scale begins at the smallest value
 * and reaches at least 1 ms and half of it further, so that noise on a quiet
 * line does not look like trouble.
 *
 * @param values Nanoseconds, oldest first; `NaN` is a loss.
 * @param width How many of the newest are shown; padded on the left.
 * @param glyphs What to draw with.
 * @returns Exactly `width` characters.
 */
export function sparkline(
  values: Float64Array,
  width: number,
  glyphs: SparklineGlyphs,
): string {
  const { bars, loss } = glyphs;
  const shown = values.subarray(Math.max(0, values.length - width));
  const known = shown.filter((value) => !Number.isNaN(value));
  const low = known.reduce((a, b) => Math.min(a, b), Infinity);
  const high = known.reduce((a, b) => Math.max(a, b), -Infinity);
  const range = Math.max(high - low, FLAT_NS, low / 2);
  let line = "";
  for (const value of shown) {
    const step = Math.floor((value - low) / range * bars.length);
    line += Number.isNaN(value)
      ? loss
      : bars[Math.min(step, bars.length - 1)] ?? loss;
  }
  return line.padStart(width);
}
