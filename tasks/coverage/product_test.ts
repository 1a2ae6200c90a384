import { strictEqual } from "node:assert/strict";
import { layerOf, lineCount } from "./product.ts";

const FILES: readonly (readonly [file: string, layer: string | undefined])[] = [
  ["protocol/replay.ts", "protocol"],
  ["client/store/rows.ts", "client/store"],
  ["client/analysis/scenarios/line.ts", "client/analysis"],
  ["client/main.ts", "client"],
  ["server/bulk/slot.ts", "server"],
  ["protocol/replay_test.ts", undefined],
  ["client/charts/png_bench.ts", undefined],
  ["client/analysis/train_testing.ts", undefined],
  ["client/charts/testing_figures.ts", undefined],
  ["ffi/testing/address.ts", undefined],
  ["client/dashboard/web/main.ts", undefined],
  ["client/dashboard/app.ts", "client/dashboard"],
  ["client/deno.json", undefined],
  ["tests/lab/lab.ts", undefined],
  ["tasks/coverage.ts", undefined],
];

for (const [file, layer] of FILES) {
  Deno.test(`layerOf() puts ${file} under ${layer ?? "nothing"}`, () => {
    strictEqual(layerOf(file), layer);
  });
}

Deno.test("lineCount() counts what could run", () => {
  const code = "/** What. */\nexport function f(): void {\n  // Why.\n\n}\n";
  strictEqual(lineCount(code), 2);
  strictEqual(lineCount("export interface A {\n  readonly b: number;\n}\n"), 0);
});
