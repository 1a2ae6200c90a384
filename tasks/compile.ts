// deno-lint-ignore-file no-console -- a task talks to whoever runs it
/**
 * Makes the two programs that users download:
 *
 *     deno task compile [--target TRIPLE] [--output-dir DIR] [--self-extracting]
 *
 * @module
 */

import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { bundle } from "./compile/bundle.ts";
import { packCompiled } from "./compile/deno_compile.ts";
import { PROGRAMS, type Target, TARGETS } from "./compile/program.ts";
import { packSelfExtracting } from "./compile/self_extracting.ts";
import { copySource } from "./compile/source.ts";

const ROOT = resolve(import.meta.dirname ?? ".", "..");
const BYTES_PER_MB = 1_000_000;

/** Makes both; gives the exit code. */
async function main(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      "target": { type: "string", default: Deno.build.target },
      "output-dir": { type: "string", default: join(ROOT, "dist") },
      "self-extracting": { type: "boolean", default: false },
    },
  });
  const target = targetOf(values.target);
  const folder = resolve(values["output-dir"]);
  await Deno.mkdir(folder, { recursive: true });
  const copy = await Deno.makeTempDir({ prefix: "bufferbane-source-" });
  try {
    const source = await copySource(ROOT, copy);
    console.log(`bufferbane ${source.version} for ${target.triple}`);
    let isCompiled = !values["self-extracting"];
    for (const program of PROGRAMS) {
      const output = join(folder, program.name);
      const what = { program, target, version: source.version };
      const app = join(copy, `bundled-${program.name}`);
      await bundle(source.folder, what, app);
      if (isCompiled) {
        const fault = await packCompiled(app, what, output);
        if (fault !== undefined) {
          isCompiled = false;
          console.log(
            `Cannot use \`deno compile\` here, so each file unpacks itself instead: ${fault}`,
          );
        }
      }
      if (!isCompiled) await packSelfExtracting(app, what, output);
      const { size } = await Deno.stat(output);
      console.log(`${output}   ${(size / BYTES_PER_MB).toFixed(1)} MB`);
    }
    return 0;
  } finally {
    await Deno.remove(copy, { recursive: true });
  }
}

function targetOf(triple: string): Target {
  const target = TARGETS.find((target) => target.triple === triple);
  if (target === undefined) {
    throw new RangeError(
      `Cannot compile for ${triple} (allowed: ${
        TARGETS.map(({ triple }) => triple).join(", ")
      })`,
    );
  }
  return target;
}

if (import.meta.main) Deno.exit(await main(Deno.args));
