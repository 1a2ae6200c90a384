/** The native files a packed program needs: the runtime, and Skia. @module */

import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Target } from "./program.ts";
import { run } from "./run.ts";

/**
 * Finds Deno's executable for a target: this very one, or npm's.
 *
 * @param target The machines to pack for.
 * @param folder Where a package may be unpacked.
 * @returns Its path.
 * @throws {Error} When npm has none of this version.
 */
export async function denoFor(target: Target, folder: string): Promise<string> {
  if (target.triple === Deno.build.target) return Deno.execPath();
  const unpacked = await unpackPackage(
    `${target.denoPackage}@${Deno.version.deno}`,
    join(folder, "deno"),
  );
  return join(unpacked, "deno");
}

/**
 * Finds Skia's library for a target: that of the installed canvas, or npm's.
 *
 * @param target The machines to pack for.
 * @param folder Where a package may be unpacked.
 * @returns Its path.
 * @throws {Error} When npm has none of this version.
 */
export async function skiaFor(target: Target, folder: string): Promise<string> {
  const canvas = createRequire(
    fileURLToPath(import.meta.resolve("@napi-rs/canvas")),
  );
  if (target.triple === Deno.build.target) {
    return canvas.resolve(target.skiaPackage);
  }
  const { version } = canvas("./package.json");
  const unpacked = await unpackPackage(
    `${target.skiaPackage}@${version}`,
    join(folder, "skia"),
  );
  const { main } = JSON.parse(
    await Deno.readTextFile(join(unpacked, "package.json")),
  );
  return join(unpacked, main);
}

/** Downloads and unpacks a package, without running anything of it. */
async function unpackPackage(name: string, folder: string): Promise<string> {
  await Deno.mkdir(folder, { recursive: true });
  const file = await run("npm", ["pack", "--silent", name], { cwd: folder });
  await run("tar", ["-xzf", file.trim()], { cwd: folder });
  return join(folder, "package");
}
