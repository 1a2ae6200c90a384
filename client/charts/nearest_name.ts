/**
 * The name that a mistyped one most likely meant.
 *
 * @param typed What was typed.
 * @param names What there is.
 * @returns One of `names`, or `undefined` when none is near: not more than
 * half of the letters may differ, unless one begins or contains the other.
 */
export function nearestName(
  typed: string,
  names: readonly string[],
): string | undefined {
  const containing = names.find((name) =>
    typed !== "" && (name.includes(typed) || typed.includes(name))
  );
  if (containing !== undefined) return containing;
  const [nearest] = names.map((name) => ({ name, edits: edits(typed, name) }))
    .toSorted((a, b) => a.edits - b.edits);
  return nearest !== undefined && nearest.edits <= nearest.name.length / 2
    ? nearest.name
    : undefined;
}

/** Levenshtein distance: insertions, deletions and replacements. */
function edits(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = (row[j - 1] ?? 0) + Number(a[i - 1] !== b[j - 1]);
      const dropped = 1 + (row[j] ?? 0);
      const inserted = 1 + (next[j - 1] ?? 0);
      next.push(Math.min(replaced, dropped, inserted));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
