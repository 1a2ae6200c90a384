import { join, resolve } from "node:path";

/**
 * The command that runs one of the programs: from the sources, or, where
 * `BUFFERBANE_DIST` names a folder, the file in it that `deno task compile`
 * made. So every end-to-end test can be run against what users download.
 *
 * @param name Which program.
 * @param fromSource The command for the sources.
 * @returns Program and first arguments.
 */
export function programCommand(
  name: "bufferbane" | "bufferbane-server",
  fromSource: readonly string[],
): readonly string[] {
  const folder = Deno.env.get("BUFFERBANE_DIST");
  return folder === undefined ? fromSource : [resolve(join(folder, name))];
}
