/** `deno compile`, where the runtime part for it can be had. @module */

import { join } from "node:path";
import { run } from "./run.ts";
import type { Packed } from "./stub.ts";

/**
 * Makes an executable by `deno compile`.
 *
 * @param app The bundle.
 * @param what Which program and version, for which machines.
 * @param output The file to write.
 * @returns Why it could not be made; `undefined` when it was.
 */
export async function packCompiled(
  app: string,
  what: Omit<Packed, "sha256">,
  output: string,
): Promise<string | undefined> {
  const { program, target } = what;
  const work = await Deno.makeTempDir({ prefix: "bufferbane-compile-" });
  try {
    const unfinished = join(work, program.name);
    await run(Deno.execPath(), [
      ...["compile", "--quiet", "--allow-all", "--no-config", "--no-lock"],
      ...["--no-npm", `--v8-flags=${program.v8Flags}`],
      ...["--target", target.triple, "--include", app],
      ...["--output", unfinished, join(app, "main.js")],
    ], { cwd: work });
    const fault = await isOurs(unfinished, what);
    if (fault !== undefined) return fault;
    await Deno.copyFile(unfinished, output);
    return undefined;
  } catch (error) {
    if (error instanceof Error) return causeOf(error.message);
    throw error;
  } finally {
    await Deno.remove(work, { recursive: true });
  }
}

/**
 * What of all that Deno says tells why: the first cause that calls itself an
 * error, else the last line that does.
 *
 * @param message What it said, with its causes, numbered, below.
 */
export function causeOf(message: string): string {
  const lines = message.split("\n").map((line) => line.trim());
  const cause = lines.find((line) => /^\d+: .*error/i.test(line)) ??
    lines.findLast((line) => /error|Cannot/i.test(line)) ?? "";
  return cause.replace(/^\d+: /, "");
}

/** With a wrong runtime part, the result is Deno itself and not the program. */
async function isOurs(
  path: string,
  { version, target }: Omit<Packed, "sha256">,
): Promise<string | undefined> {
  if (target.triple !== Deno.build.target) return undefined;
  const said = await run(path, ["--version"]);
  return said.includes(version)
    ? undefined
    : `what it made is not the program (--version says: ${said.trim()})`;
}
