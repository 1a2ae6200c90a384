/**
 * Finds the line of a key, since the TOML parser does not say. Good enough
 * for files that set a key on a line of its own.
 *
 * @param toml The whole text.
 * @param path `"general.bind_port"`, or `"clients[2].secret"`.
 * @returns Counted from 1; the section's line if the key has none.
 */
export function lineOf(toml: string, path: string): number | undefined {
  const counts = new Map<string, number>();
  let section = "";
  let sectionLine: number | undefined;
  for (const [index, line] of toml.split("\n").entries()) {
    const header = /^\s*(\[\[?)\s*([\w-]+)\s*\]/.exec(line);
    const name = header?.[2];
    if (name !== undefined) {
      const count = (counts.get(name) ?? 0) + 1;
      counts.set(name, count);
      section = header?.[1] === "[[" ? `${name}[${count}]` : name;
    }
    const key = /^\s*"?([\w-]+)"?\s*=/.exec(line)?.[1];
    if (key !== undefined && `${section}.${key}` === path) return index + 1;
    const isItsSection = path === section || path.startsWith(`${section}.`);
    if (name !== undefined && isItsSection) sectionLine ??= index + 1;
  }
  return sectionLine;
}
