import { deepStrictEqual, ok } from "node:assert/strict";
import { LinearScale } from "chart.js";
import { type Warp, warpedScale } from "./warped_scale.ts";

/** What is used of the scale, which Chart.js makes by a class it is given. */
interface Scale {
  buildTicks(): readonly { readonly value: number; readonly label: string }[];
  getPixelForValue(value: number): number;
  getValueForPixel(pixel: number): number;
}

/** An axis of 300 px that begins at pixel 0. */
function scaleOf(warp: Warp, min: number, max: number): Scale {
  const Warped = warpedScale(LinearScale) as unknown as { prototype: object };
  // Chart.js sets these while it lays a chart out.
  return Object.assign(Object.create(Warped.prototype), {
    options: { warp },
    chart: { options: { font: { size: 10 } } },
    isHorizontal: () => false,
    height: 300,
    width: 300,
    min,
    max,
    getPixelForDecimal: (share: number) => 300 * share,
    getDecimalForPixel: (pixel: number) => pixel / 300,
  });
}

Deno.test("warpedScale() puts 1 % of a root axis at a tenth, and each tenfold of a log axis alike", () => {
  const root = scaleOf("root", 0, 100);
  deepStrictEqual(
    [0, 1, 25, 100].map((value) => root.getPixelForValue(value)),
    [0, 30, 150, 300],
  );
  const log = scaleOf("log", 1, 1000);
  deepStrictEqual(
    [1, 10, 100, 1000].map((value) => Math.round(log.getPixelForValue(value))),
    [0, 100, 200, 300],
  );
});

Deno.test("warpedScale() finds the value again under a pixel", () => {
  for (
    const scale of [scaleOf("root", 0, 20), scaleOf("log", 0.5, 400)]
  ) {
    for (const value of [0.6, 1, 7, 19]) {
      const again = scale.getValueForPixel(scale.getPixelForValue(value));
      ok(Math.abs(again - value) < 1e-9 * value, String(value));
    }
  }
});

Deno.test("warpedScale() has round ticks that do not touch, with both ends", () => {
  const ticks = scaleOf("root", 0, 100).buildTicks();
  deepStrictEqual(
    ticks.map(({ label }) => label),
    ["0", "0.5", "2", "5", "10", "20", "50", "100"],
  );
  const log = scaleOf("log", 0.7, 90).buildTicks();
  deepStrictEqual(
    log.map(({ value }) => value),
    [1, 2, 5, 10, 20, 50],
  );
});
