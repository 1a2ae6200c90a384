/** One file around the runtime and the bundle. @module */

import { createHash } from "node:crypto";
import { createReadStream, createWriteStream } from "node:fs";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";
import { denoFor } from "./native.ts";
import { run } from "./run.ts";
import { type Packed, renderStub } from "./stub.ts";

/**
 * Makes a program that unpacks itself.
 *
 * @param app The bundle.
 * @param what Which program and version, for which machines.
 * @param output The file to write.
 */
export async function packSelfExtracting(
  app: string,
  what: Omit<Packed, "sha256">,
  output: string,
): Promise<void> {
  const { program, target } = what;
  const work = await Deno.makeTempDir({ prefix: "bufferbane-pack-" });
  try {
    const stage = join(work, "stage");
    await Deno.mkdir(stage);
    await run("cp", ["-R", app, join(stage, "app")]);
    const runtime = join(stage, program.name);
    await Deno.copyFile(await denoFor(target, work), runtime);
    await Deno.chmod(runtime, 0o755);
    await packFolder(stage, what, output);
  } finally {
    await Deno.remove(work, { recursive: true });
  }
}

/**
 * Puts the stub in front of a folder: the runtime under the program's name,
 * and `app/main.js`.
 *
 * @param folder What is unpacked where it runs.
 * @param what Which program and version, for which machines.
 * @param output The file to write, whole or not at all.
 */
export async function packFolder(
  folder: string,
  what: Omit<Packed, "sha256">,
  output: string,
): Promise<void> {
  const archive = `${output}.archive`;
  const unfinished = `${output}.new`;
  try {
    const sha256 = await compress(folder, archive);
    const template = await Deno.readTextFile(
      new URL("./stub.sh", import.meta.url),
    );
    await Deno.writeTextFile(
      unfinished,
      renderStub(template, { ...what, sha256 }),
    );
    await pipeline(
      createReadStream(archive),
      createWriteStream(unfinished, { flags: "a" }),
    );
    await Deno.chmod(unfinished, 0o755);
    await Deno.rename(unfinished, output);
  } finally {
    for (const path of [archive, unfinished]) {
      await Deno.remove(path).catch(() => {});
    }
  }
}

/** Packs a folder, the same every time; gives the SHA-256. */
async function compress(folder: string, archive: string): Promise<string> {
  const tar = new Deno.Command("tar", {
    args: [
      ...["-cf", "-", "--sort=name", "--owner=0", "--group=0"],
      ...["--numeric-owner", "--mtime=@0", "--format=ustar"],
      ...["-C", folder, "."],
    ],
    stdout: "piped",
  }).spawn();
  const hash = createHash("sha256");
  const gzip = createGzip({ level: 9 });
  gzip.on("data", (chunk: Uint8Array) => hash.update(chunk));
  await pipeline(tar.stdout, gzip, createWriteStream(archive));
  const { success } = await tar.status;
  if (!success) throw new Error(`Cannot pack ${folder}: tar failed`);
  return hash.digest("hex");
}
