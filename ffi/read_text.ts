/**
 * A small file's text, for what may or may not be there, also every second:
 * it leaves no buffers behind, which the collector would be slow to free.
 *
 * @param path Where, e.g. `"/etc/resolv.conf"`.
 * @returns The text; `undefined` if it cannot be read, for whatever reason:
 * /sys refuses what a driver does not know with errors of its own.
 */
export function readText(path: string): string | undefined {
  try {
    return Deno.readTextFileSync(path);
  } catch (error) {
    // Only what the machine says: a missing --allow-read is a mistake of ours.
    if (error instanceof Deno.errors.NotCapable) throw error;
    return undefined;
  }
}
