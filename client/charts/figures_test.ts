import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { dailyHeatmap } from "./daily_heatmap.ts";
import { jitterOverTime } from "./jitter_over_time.ts";
import { packetLossOverTime } from "./packet_loss_over_time.ts";
import { drawPng } from "./png.ts";
import { FIGURES, hours } from "./testing_figures.ts";

for (const [type, figureOf] of Object.entries(FIGURES)) {
  Deno.test(`${type} makes the figure it always made (UPDATE_GOLDEN=1 writes it anew)`, async () => {
    const golden = new URL(`../../tests/golden/${type}.json`, import.meta.url);
    const json = JSON.stringify(figureOf(), null, 2);
    if (Deno.env.get("UPDATE_GOLDEN") === "1") {
      await Deno.writeTextFile(golden, `${json}\n`);
    }
    deepStrictEqual(
      JSON.parse(json),
      JSON.parse(await Deno.readTextFile(golden)),
    );
  });

  Deno.test(`${type} is data alone, and draws at the smallest size that is documented`, async () => {
    const size = { widthPx: 800, heightPx: 400 };
    const figure = figureOf({ ...size, theme: "dark" });
    deepStrictEqual(structuredClone(figure), figure);
    const png = await drawPng(figure, size);
    const { width, height } = header(png);
    deepStrictEqual([width, height], [800, 400]);
    ok(png.length > 8000, "not empty");
  });

  Deno.test(`${type} tells the host in its title, and the period below`, () => {
    const { title, subtitle, hover } = figureOf();
    ok(title.includes("desk.example"));
    ok(
      subtitle[0]?.startsWith(
        "Sat 18 Oct 2025 18:00 to Sun 19 Oct 2025 00:00 (Europe/Berlin)",
      ),
    );
    strictEqual(hover.captions.length, hover.edges.length - 1);
    for (const { cells } of hover.rows) {
      strictEqual(cells.length, hover.captions.length);
      for (const row of cells) {
        ok(row.length === 1 || row.length === hover.columns.length);
      }
    }
  });
}

function header(png: Uint8Array): { width: number; height: number } {
  const view = new DataView(png.buffer, png.byteOffset + 16);
  return { width: view.getUint32(0), height: view.getUint32(4) };
}

Deno.test("jitterOverTime() and packetLossOverTime() break at what was not measured", () => {
  const jitter = jitterOverTime(hours()).config.data.datasets[0];
  deepStrictEqual(jitter?.data.map(({ y }) => y), [2, 1, null, null, 6, 13]);
  const loss = packetLossOverTime(hours()).config.data.datasets[0];
  deepStrictEqual(
    loss?.data.map(({ y }) => y),
    [0, 0, 50, 50, null, null, 100, 100, 0, 0, 0, 0],
  );
});

Deno.test("latencyDistribution()'s shares come to all round trips but the rarest", () => {
  const figure = FIGURES["latency_distribution"]?.();
  const data = figure?.config.data.datasets[0]?.data ?? [];
  const sum = data.reduce((sum, { y }) => sum + (y ?? 0), 0) / 2;
  ok(sum > 99.5 && sum < 100.5, String(sum));
});

Deno.test("dailyHeatmap() puts an hour into its local day", () => {
  const plugins = dailyHeatmap({ ...hours(), timeZone: "Asia/Tokyo" }).config
    .options?.plugins;
  deepStrictEqual(
    plugins?.heatmap?.grids?.[0]?.rows,
    ["Sun 19 Oct"],
    "18:00 in Berlin is 01:00 of the next day in Tokyo",
  );
});
