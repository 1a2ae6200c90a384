import { deepStrictEqual, ok } from "node:assert/strict";
import { ASSETS, PAGE_MODULES, readAsset, readTextAsset } from "./assets.ts";

Deno.test("readAsset() finds every asset", () => {
  for (const name of ASSETS) ok(readAsset(name).length > 1000, name);
});

Deno.test("readTextAsset() gives the page's program as a browser reads it", () => {
  const program = readTextAsset("page.js");
  ok(program.includes("class ChartPage"));
  ok(!/^import\s/m.test(program), "nothing to import");
  ok(!program.includes("interface "), "no types");
});

Deno.test("PAGE_MODULES need nothing that does not stand before them", async () => {
  const missing: string[] = [];
  for (const [place, module] of PAGE_MODULES.entries()) {
    const source = await Deno.readTextFile(new URL(module, import.meta.url));
    const imports = source.matchAll(/^import \{([^}]*)\} from "([^"]+)"/gm);
    for (const [, names = "", from = ""] of imports) {
      const isUsed = names.split(",").some((name) =>
        !/^\s*(type |$)/.test(name)
      );
      if (!isUsed || PAGE_MODULES.slice(0, place).includes(from)) continue;
      missing.push(`${module} imports ${from}`);
    }
  }
  deepStrictEqual(missing, []);
});
