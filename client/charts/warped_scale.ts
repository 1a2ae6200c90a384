/** An axis on which little and much can both be seen. Runs in the browser too. @module */

import type {
  ChartComponentLike,
  LinearScale,
  LinearScaleOptions,
} from "chart.js";

/** `root`: 1 % of the values takes 10 % of the axis; `log`: each tenfold as much. */
export type Warp = "root" | "log";

declare module "chart.js" {
  interface CartesianScaleTypeRegistry {
    warped: { options: LinearScaleOptions & { warp: Warp } };
  }
}

/** Where ticks may be: 1, 2 and 5 times any power of ten. */
const ROUND = [1, 2, 5] as const;

/**
 * Makes the axis.
 *
 * @param linear Chart.js's `LinearScale`, which it extends.
 */
export function warpedScale(linear: typeof LinearScale): ChartComponentLike {
  return class WarpedScale extends linear {
    static override id = "warped";

    /** Both ends if round, and what has room beside the ones above it. */
    override buildTicks(): { value: number; label: string }[] {
      const fontPx = this.chart.options.font?.size ?? 12;
      const isAcross = this.isHorizontal();
      const lengthPx = isAcross ? this.width : this.height;
      const apart = (isAcross ? 3 : 1.5) * fontPx / lengthPx;
      const ticks: { value: number; label: string }[] = [];
      let next = Infinity;
      for (const value of roundValues(this.min, this.max)) {
        const share = shareOf(this, value);
        if (value === 0 && share > next - apart) ticks.shift();
        else if (share > next - apart) continue;
        next = share;
        ticks.unshift({ value, label: String(value) });
      }
      return ticks;
    }

    override generateTickLabels(): void {
      // buildTicks() has written them.
    }

    override fit(): void {
      super.fit();
      // A rug lies in the ticks' padding, which Chart.js reserves twice.
      if (this.isHorizontal()) this.height -= this.options.ticks.padding;
    }

    override getPixelForValue(value: number): number {
      return this.getPixelForDecimal(shareOf(this, value));
    }

    override getValueForPixel(pixel: number): number {
      const share = this.getDecimalForPixel(pixel);
      return warpOf(this) === "root"
        ? this.max * share * share
        : this.min * (this.max / this.min) ** share;
    }
  };
}

function warpOf(scale: LinearScale): Warp {
  // Chart.js types a scale's options by its parent class.
  return (scale.options as unknown as { warp: Warp }).warp;
}

function shareOf(scale: LinearScale, value: number): number {
  return warpOf(scale) === "root"
    ? Math.sqrt(Math.max(0, value) / scale.max)
    : Math.log(value / scale.min) / Math.log(scale.max / scale.min);
}

/** From the largest down to the smallest; 0 if it is on the axis. */
function roundValues(min: number, max: number): readonly number[] {
  const values: number[] = [];
  // Less than this is a hair's breadth from 0 where the axis begins there.
  const least = min > 0 ? min : max / 500;
  for (let power = Math.ceil(Math.log10(max)); power > -9; power--) {
    for (const step of ROUND.toReversed()) {
      const value = Number((step * 10 ** power).toPrecision(1));
      if (value <= max * (1 + 1e-9) && value >= least * (1 - 1e-9)) {
        values.push(value);
      }
    }
  }
  return min <= 0 ? [...values, 0] : values;
}
