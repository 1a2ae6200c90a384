/**
 * The pages' files. Running from source, modules are read as they are and
 * their types taken out; a packed program has them in a folder `assets/`
 * beside the bundle, which `deno task compile` fills.
 *
 * @module
 */

import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { stripTypeScriptTypes } from "node:module";
import { type Asset, readAsset } from "../charts/assets.ts";

const PROGRAM = "text/javascript; charset=utf-8";

/** What the pages' program begins with; it imports the rest. */
const MAIN = new URL("./web/main.ts", import.meta.url);
/** How a module names another one that the browser has to load. */
const IMPORT = /((?:from\s+|import\())"((?:\.{1,2}\/)+(?:\w+\/)*(\w+))\.ts"/g;

/** Own files that are served as they are. */
const PLAIN: Readonly<Record<string, string>> = {
  "index.html": "text/html; charset=utf-8",
  "sign_in.html": "text/html; charset=utf-8",
  "style.css": "text/css; charset=utf-8",
  "icon.svg": "image/svg+xml",
};

/** Files that charts have as well. */
const SHARED: Readonly<Record<string, string>> = {
  "chart.js": PROGRAM,
  "hammer.js": PROGRAM,
  "zoom.js": PROGRAM,
  "inter-latin-400.woff2": "font/woff2",
  "inter-latin-600.woff2": "font/woff2",
  "inter-latin-ext-400.woff2": "font/woff2",
  "inter-latin-ext-600.woff2": "font/woff2",
} satisfies Partial<Record<Asset, string>>;

/** A file as it is served. */
export interface WebFile {
  /** Its media type. */
  readonly type: string;
  /** Its contents. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Changes with the contents. */
  readonly etag: string;
}

const read = new Map<string, WebFile>();

/**
 * Reads a file of the pages; once, then from memory.
 *
 * @param name E.g. `"main.js"`.
 * @returns `undefined` if there is none of this name.
 */
export function webFile(name: string): WebFile | undefined {
  const known = read.get(name);
  if (known !== undefined) return known;
  const file = readFile(name);
  if (file === undefined) return undefined;
  const bytes = new Uint8Array(file.bytes);
  const digest = createHash("sha256").update(bytes).digest("base64url");
  const served = { type: file.type, bytes, etag: `"${digest.slice(0, 22)}"` };
  read.set(name, served);
  return served;
}

/**
 * The dashboard's own files as made from the sources, for packing.
 *
 * @returns Their contents by the name that they have in `assets/`.
 */
export function dashboardAssets(): ReadonlyMap<string, Uint8Array> {
  const plain = Object.keys(PLAIN).map((name) =>
    [name, plainFile(name)] as const
  );
  return new Map(
    [...plain, ...modules()].map(([name, bytes]) => [packedName(name), bytes]),
  );
}

function readFile(
  name: string,
): { readonly type: string; readonly bytes: Uint8Array } | undefined {
  const shared = Object.hasOwn(SHARED, name) ? SHARED[name] : undefined;
  if (shared !== undefined) {
    // SHARED's keys are checked to be assets.
    return { type: shared, bytes: readAsset(name as Asset) };
  }
  const plain = Object.hasOwn(PLAIN, name) ? PLAIN[name] : undefined;
  const type = plain ?? PROGRAM;
  const packed = new URL(`./assets/${packedName(name)}`, import.meta.url);
  if (/^[\w.]+$/.test(name) && existsSync(packed)) {
    return { type, bytes: readFileSync(packed) };
  }
  const bytes = plain === undefined ? sources().get(name) : plainFile(name);
  return bytes && { type, bytes };
}

function plainFile(name: string): Uint8Array {
  return readFileSync(new URL(`./web/${name}`, import.meta.url));
}

/** Charts have a `page.js` as well. */
function packedName(name: string): string {
  return `dashboard-${name}`;
}

let found: ReadonlyMap<string, Uint8Array> | undefined;

/** The modules, made when the first is asked for; none in a packed program. */
function sources(): ReadonlyMap<string, Uint8Array> {
  return found ??= existsSync(MAIN) ? modules() : new Map();
}

/** Every module that the program consists of, as browsers read it. */
function modules(): Map<string, Uint8Array> {
  const made = new Map<string, Uint8Array>();
  const waiting = new Map([["main.js", MAIN]]);
  // What is added while it is gone through is gone through, too.
  for (const [name, url] of waiting) {
    const plain = stripTypeScriptTypes(readFileSync(url, "utf8"));
    for (const [, , path, base] of plain.matchAll(IMPORT)) {
      waiting.set(`${base}.js`, new URL(`${path}.ts`, url));
    }
    // All lie in one folder.
    const code = plain.replaceAll(IMPORT, '$1"./$3.js"')
      .replaceAll(/[ \t]+$/gm, "").replaceAll(/\n{2,}/g, "\n");
    made.set(name, new TextEncoder().encode(code));
  }
  return made;
}
