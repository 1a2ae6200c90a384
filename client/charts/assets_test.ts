import { ok } from "node:assert/strict";
import { ASSETS, readAsset, readTextAsset } from "./assets.ts";

Deno.test("readAsset() finds every asset", () => {
  for (const name of ASSETS) ok(readAsset(name).length > 1000, name);
});

Deno.test("readTextAsset() gives the page's program as a browser reads it", () => {
  const program = readTextAsset("page.js");
  ok(program.includes("class ChartPage"));
  ok(!/^import\s/m.test(program), "nothing to import");
  ok(!program.includes("interface "), "no types");
});
