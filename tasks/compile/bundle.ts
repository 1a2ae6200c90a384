/** The program as plain files: no types, no packages. @module */

import { basename, join } from "node:path";
import { skiaFor } from "./native.ts";
import type { Program, Target } from "./program.ts";
import { run } from "./run.ts";

/** Loaded only where they are, by the file that NAPI_RS_NATIVE_LIBRARY_PATH names. */
const NATIVE = ["*.node", "@napi-rs/canvas-*", "*.wasi.cjs"];
/** The canvas library looks for its native part there first. */
const NAME_SKIA =
  `Deno.env.set("NAPI_RS_NATIVE_LIBRARY_PATH",import.meta.dirname+"/skia.node");\n`;
/** How the sources name a module that is started by its address. */
const STARTED =
  /new URL\("\.{1,2}\/(?:[\w-]+\/)*([\w-]+)\.ts",\s*import\.meta\.url\)/g;

/**
 * Bundles a program, with all that lies beside its code.
 *
 * @param source The source tree.
 * @param what Which program, for which machines.
 * @param folder Where to; made if missing. `main.js` is what to run.
 */
export async function bundle(
  source: string,
  what: { readonly program: Program; readonly target: Target },
  folder: string,
): Promise<void> {
  const { program, target } = what;
  const entries = program.entries.map((entry) =>
    join(source, program.member, entry)
  );
  // The entries come first: --external takes all that follows it.
  await run(Deno.execPath(), [
    ...["bundle", "--quiet", "--platform", "deno", "--code-splitting"],
    ...["--minify", "--outdir", folder, ...entries],
    ...NATIVE.flatMap((pattern) => ["--external", pattern]),
  ], { cwd: source });
  const names = program.entries.map((entry) => basename(entry, ".ts"));
  for await (const file of Deno.readDir(folder)) {
    if (!file.isFile) continue;
    const path = join(folder, file.name);
    await Deno.writeTextFile(
      path,
      renameStarted(await Deno.readTextFile(path), names),
    );
  }
  // Bundled code has one address, the folder: what is started lies there.
  for (const entry of program.entries) {
    const name = `${basename(entry, ".ts")}.js`;
    const deep = entry.replace(/\.ts$/, ".js");
    if (deep === name) continue;
    await Deno.writeTextFile(join(folder, name), `import "./${deep}";\n`);
  }
  if (program.draws) {
    await copySkia(target, folder);
    const main = join(folder, "main.js");
    await Deno.writeTextFile(main, NAME_SKIA + await Deno.readTextFile(main));
  }
  await Deno.mkdir(join(folder, "assets"), { recursive: true });
  for (const [name, bytes] of program.assets()) {
    await Deno.writeFile(join(folder, "assets", name), bytes);
  }
}

async function copySkia(target: Target, folder: string): Promise<void> {
  const work = await Deno.makeTempDir({ prefix: "bufferbane-skia-" });
  try {
    await Deno.copyFile(
      await skiaFor(target, work),
      join(folder, "skia.node"),
    );
  } finally {
    await Deno.remove(work, { recursive: true });
  }
}

/**
 * Makes started modules be found in a bundle.
 *
 * @param code Bundled code.
 * @param names The modules that are bundled, without their endings.
 * @returns The code with their new addresses.
 * @throws {Error} When the code starts a module that is not bundled.
 */
function renameStarted(code: string, names: readonly string[]): string {
  return code.replaceAll(STARTED, (_, name: string) => {
    if (!names.includes(name)) {
      throw new Error(
        `Cannot pack the program as it starts ${name}.ts, which tasks/compile/program.ts does not list (has: ${
          names.join(", ")
        })`,
      );
    }
    return `new URL("./${name}.js",import.meta.url)`;
  });
}
