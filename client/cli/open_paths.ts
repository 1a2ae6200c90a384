import type { Settings } from "../config/mod.ts";
import type { PathWatch, PathWatchContext } from "../monitor/path_watch.ts";

/**
 * Opens what knows the ways to the targets; loaded only where it is wanted.
 *
 * @param settings The configuration.
 * @param context What it works with.
 */
export async function openPaths(
  { tests: { path } }: Settings,
  context: PathWatchContext,
): Promise<PathWatch | undefined> {
  if (!path.enabled) return undefined;
  const { PathWatch } = await import("../monitor/path_watch.ts");
  return new PathWatch(context, path.intervalS);
}
