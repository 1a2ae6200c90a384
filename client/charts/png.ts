import { Buffer } from "node:buffer";
import type { ChartItem } from "chart.js";
import type { Figure } from "./figure.ts";
import { type Asset, ASSETS, readAsset } from "./assets.ts";
import { registerParts } from "./parts.ts";

/** How large a picture may be, in pixels a side. */
export const PICTURE_SIDE = { minPx: 200, maxPx: 8000 } as const;

/**
 * Draws a figure.
 *
 * Chart.js and Skia are loaded here and not before: 90 MB that only drawing
 * needs.
 *
 * @param figure What to draw, made for the same size.
 * @param size In pixels, each within {@linkcode PICTURE_SIDE}.
 * @returns A PNG file's bytes.
 * @throws {RangeError} When the size is impossible.
 */
export async function drawPng(
  figure: Figure,
  size: { readonly widthPx: number; readonly heightPx: number },
): Promise<Uint8Array> {
  const { widthPx, heightPx } = size;
  for (const side of [widthPx, heightPx]) {
    const { minPx, maxPx } = PICTURE_SIDE;
    if (Number.isInteger(side) && side >= minPx && side <= maxPx) continue;
    throw new RangeError(
      `Cannot draw a picture of ${widthPx} x ${heightPx} pixels (allowed: ${minPx} to ${maxPx} each)`,
    );
  }
  const [chartjs, skia] = await Promise.all([
    import("chart.js"),
    import("@napi-rs/canvas"),
  ]);
  // A CommonJS package in a split bundle has only its default export.
  const { createCanvas, GlobalFonts } = "createCanvas" in skia
    ? skia
    : (skia as { default: typeof import("@napi-rs/canvas") }).default;
  registerFonts(GlobalFonts);
  const { Chart, LinearScale } = chartjs;
  Chart.register(
    chartjs.LineController,
    chartjs.LineElement,
    chartjs.PointElement,
    LinearScale,
    chartjs.Filler,
    chartjs.Title,
    chartjs.SubTitle,
    chartjs.Legend,
  );
  registerParts(Chart, LinearScale);
  const canvas = createCanvas(widthPx, heightPx);
  // Skia's canvas is the browser's to Chart.js, whose types know only that.
  const chart = new Chart(
    canvas as unknown as ChartItem,
    figure.config,
  );
  try {
    return await canvas.encode("png");
  } finally {
    chart.destroy();
  }
}

function registerFonts(
  fonts: typeof import("@napi-rs/canvas").GlobalFonts,
): void {
  if (fonts.has("Inter")) return;
  for (
    const name of ASSETS.filter((asset): asset is Asset & `${string}.woff2` =>
      asset.endsWith(".woff2")
    )
  ) {
    fonts.register(Buffer.from(readAsset(name)), "Inter");
  }
}
