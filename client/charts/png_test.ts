import { deepStrictEqual, ok, rejects } from "node:assert/strict";
import { Buffer } from "node:buffer";
import { latencyOverTime } from "./latency_over_time.ts";
import { drawPng } from "./png.ts";
import { syntheticLatency } from "./testing.ts";
import { DARK, LIGHT } from "./theme.ts";

const toMs = Date.parse("2025-10-19T16:00Z");
const INPUT = syntheticLatency({ fromMs: toMs - 3_600_000, toMs }, {
  count: 2,
});

async function pixels(png: Uint8Array): Promise<{
  width: number;
  height: number;
  has(color: string): boolean;
}> {
  const { createCanvas, loadImage } = await import("@napi-rs/canvas");
  const image = await loadImage(Buffer.from(png));
  const { width, height } = image;
  const context = createCanvas(width, height).getContext("2d");
  context.drawImage(image, 0, 0);
  const { data } = context.getImageData(0, 0, width, height);
  const found = new Set<number>();
  for (let i = 0; i < data.length; i += 4) {
    found.add(
      ((data[i] ?? 0) << 16) | ((data[i + 1] ?? 0) << 8) | (data[i + 2] ?? 0),
    );
  }
  const has = (color: string) => found.has(parseInt(color.slice(1), 16));
  return { width, height, has };
}

Deno.test("drawPng() draws in the size and colours asked for", async () => {
  const cases = [
    [1920, 1080, "light", LIGHT],
    [800, 400, "dark", DARK],
  ] as const;
  for (const [widthPx, heightPx, theme, colors] of cases) {
    const figure = latencyOverTime(INPUT, { widthPx, heightPx, theme });
    const png = await drawPng(figure, { widthPx, heightPx });
    const { width, height, has } = await pixels(png);
    deepStrictEqual([width, height], [widthPx, heightPx]);
    ok(has(colors.background), `${theme}: the ground`);
    for (const color of colors.series.slice(0, 2)) {
      ok(has(color), `${theme}: the line in ${color}`);
    }
  }
});

Deno.test("drawPng() uses the font that comes with the program", async () => {
  await drawPng(latencyOverTime(INPUT), { widthPx: 400, heightPx: 300 });
  const { GlobalFonts } = await import("@napi-rs/canvas");
  ok(GlobalFonts.has("Inter"));
});

Deno.test("drawPng() refuses sizes that are none", async () => {
  const figure = latencyOverTime(INPUT);
  for (const widthPx of [0, 199, 8001, 800.5, NaN]) {
    await rejects(
      drawPng(figure, { widthPx, heightPx: 400 }),
      new RangeError(
        `Cannot draw a picture of ${widthPx} x 400 pixels (allowed: 200 to 8000 each)`,
      ),
    );
  }
});
