/**
 * Where the files are that charts need besides code: fonts for the PNG and
 * scripts for the page. The only place that knows.
 *
 * Running from source they come out of the npm packages. A packed program has
 * no packages: there they lie in a folder `assets/` beside the bundle, which
 * `deno task compile` fills from {@linkcode assetSources}.
 *
 * @module
 */

import { existsSync, readFileSync } from "node:fs";
import { createRequire, stripTypeScriptTypes } from "node:module";
import { fileURLToPath } from "node:url";

/** The files by the name they have in `assets/`. */
export const ASSETS = [
  "inter-latin-400.woff2",
  "inter-latin-600.woff2",
  "inter-latin-ext-400.woff2",
  "inter-latin-ext-600.woff2",
  "chart.js",
  "hammer.js",
  "zoom.js",
  "page.js",
] as const;

/** One of {@linkcode ASSETS}. */
export type Asset = typeof ASSETS[number];

/** Laid end to end in this order, they are the page's one module. */
export const PAGE_MODULES = [
  "./local_time.ts",
  "./canvas.ts",
  "./warped_scale.ts",
  "./event_marks.ts",
  "./bars.ts",
  "./heatmap.ts",
  "./parts.ts",
  "./page.ts",
];

/**
 * Reads an asset.
 *
 * @param name Which one.
 * @returns Its bytes.
 * @throws {Deno.errors.NotFound} When the program was packed without it.
 */
export function readAsset(name: Asset): Uint8Array {
  const packed = new URL(`./assets/${name}`, import.meta.url);
  return existsSync(packed) ? readFileSync(packed) : assetSource(name);
}

/**
 * Reads an asset as text.
 *
 * @param name Which one.
 * @throws {Deno.errors.NotFound} When the program was packed without it.
 */
export function readTextAsset(name: Asset): string {
  return new TextDecoder().decode(readAsset(name));
}

/**
 * The asset as made from the sources and packages, for packing.
 *
 * @param name Which one.
 */
export function assetSource(name: Asset): Uint8Array {
  switch (name) {
    case "chart.js":
      return beside("chart.js", "./chart.umd.min.js");
    case "zoom.js":
      return beside("chartjs-plugin-zoom", "./chartjs-plugin-zoom.min.js");
    case "hammer.js":
      return hammer();
    case "page.js":
      return new TextEncoder().encode(PAGE_MODULES.map(plain).join("\n"));
    default: {
      const file = name.replace(/^(.*-\d+)\.woff2$/, "$1-normal.woff2");
      return beside("@fontsource/inter", `./files/${file}`);
    }
  }
}

/** A file of a package that its `exports` do not offer. */
function beside(specifier: string, path: string): Uint8Array {
  return readFileSync(new URL(path, import.meta.resolve(specifier)));
}

/** Hammer belongs to the zoom plugin: only from there does it resolve. */
function hammer(): Uint8Array {
  const plugin = fileURLToPath(import.meta.resolve("chartjs-plugin-zoom"));
  return readFileSync(createRequire(plugin).resolve("hammerjs/hammer.min.js"));
}

/** A source file as a browser reads it: no types, and nothing to import. */
function plain(path: string): string {
  const source = readFileSync(new URL(path, import.meta.url), "utf8");
  return stripTypeScriptTypes(source).replaceAll(/^import\s[^;]*;/gm, "")
    .replaceAll(/^export (?=class|function|const)/gm, "")
    .replaceAll(/[ \t]+$/gm, "").replaceAll(/\n{2,}/g, "\n");
}
