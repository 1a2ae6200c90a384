/** A copy of the sources that knows which commit it is. @module */

import { dirname, join } from "node:path";
import { run } from "./run.ts";

/** The sources to pack. */
export interface Source {
  /** Where they are. */
  readonly folder: string;
  /** Their version with the commit, e.g. `"1.0.0+4f86781"`. */
  readonly version: string;
}

/**
 * Copies what git knows or would add, and writes the commit into the version
 * numbers of the copy: so `--version` tells it, with nothing to look up.
 *
 * @param root The working tree.
 * @param folder Where to copy to.
 */
export async function copySource(
  root: string,
  folder: string,
): Promise<Source> {
  const git = (...args: string[]) => run("git", ["-C", root, ...args]);
  const listed = await git("ls-files", "-co", "--exclude-standard", "-z");
  for (const path of listed.split("\0")) {
    if (
      !/^(client|ffi|metrics|protocol|server|wording)\/|^deno\.(json|lock)$/
        .test(path)
    ) {
      continue;
    }
    const to = join(folder, path);
    await Deno.mkdir(dirname(to), { recursive: true });
    try {
      await Deno.copyFile(join(root, path), to);
    } catch (error) {
      // Removed, and git has not been told.
      if (!(error instanceof Deno.errors.NotFound)) throw error;
    }
  }
  const commit = (await git("rev-parse", "--short=7", "HEAD")).trim();
  const changes = await git("status", "--porcelain", "--untracked-files=no");
  const mark = changes === "" ? commit : `${commit}.changed`;
  let version = "";
  for (const member of ["client", "server"]) {
    const path = join(folder, member, "deno.json");
    const manifest = JSON.parse(await Deno.readTextFile(path));
    version = `${manifest.version}+${mark}`;
    await Deno.writeTextFile(path, JSON.stringify({ ...manifest, version }));
  }
  return { folder, version };
}
