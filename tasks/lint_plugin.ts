import { dirname, relative, resolve } from "node:path";

/** Who may import whom. docs/architecture.md draws it; this enforces it. */
export const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  "protocol": [],
  "ffi": [],
  "metrics": [],
  "wording": [],
  "server": ["protocol", "ffi", "metrics", "wording"],
  "client/model": ["protocol"],
  "client/config": ["client/model", "protocol", "wording"],
  "client/probes": ["client/model", "protocol", "ffi"],
  "client/links": ["client/model", "ffi"],
  "client/traffic": ["client/model", "ffi", "client/links"],
  "client/store": ["client/model", "client/analysis"],
  "client/analysis": ["client/model"],
  "client/alerts": ["client/model", "client/analysis"],
  "client/charts": ["client/model", "client/analysis", "wording"],
  "client/export": ["client/model"],
  "client/report": ["client/model", "client/analysis", "client/charts"],
  "client/metrics": [
    "metrics",
    "client/model",
    "client/store",
    "client/analysis",
  ],
  "client/dashboard": [
    "client/model",
    "client/store",
    "client/analysis",
    "client/charts",
    "client/export",
    "client/traffic",
  ],
};

const ROOT = resolve(import.meta.dirname ?? ".", "..");

/** Whatever is not a layer wires layers together: cli, pipeline, tests, tasks. */
const WIRING = "wiring";

function layerOf(path: string): string {
  return Object.keys(MAY_IMPORT).find((layer) =>
    path.startsWith(`${layer}/`)
  ) ?? WIRING;
}

/** A test stands beside what it tests, and may use anything to test it. */
function isTest(path: string): boolean {
  return /_(test|bench)\.ts$/.test(path);
}

function targetOf(specifier: string, file: string): string | undefined {
  if (specifier.startsWith("@bufferbane/")) {
    return layerOf(`${specifier.slice("@bufferbane/".length)}/`);
  }
  if (!specifier.startsWith(".")) return undefined;
  return layerOf(relative(ROOT, resolve(dirname(file), specifier)));
}

const plugin: Deno.lint.Plugin = {
  name: "bufferbane",
  rules: {
    "layers": {
      create(context) {
        const path = relative(ROOT, resolve(context.filename));
        const layer = layerOf(path);
        if (layer === WIRING || isTest(path)) return {};
        return {
          "ImportDeclaration, ExportNamedDeclaration, ExportAllDeclaration"(
            node:
              | Deno.lint.ImportDeclaration
              | Deno.lint.ExportNamedDeclaration
              | Deno.lint.ExportAllDeclaration,
          ) {
            const specifier = node.source?.value;
            if (typeof specifier !== "string") return;
            const target = targetOf(specifier, context.filename);
            if (target === undefined || target === layer) return;
            if (MAY_IMPORT[layer]?.includes(target)) return;
            context.report({
              node,
              message: `${layer}/ must not import ${target}/`,
            });
          },
        };
      },
    },
  },
};

export default plugin;
