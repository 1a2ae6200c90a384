/**
 * The candidate that was most likely meant.
 *
 * @param typed What the person wrote.
 * @param candidates What could have been meant.
 * @returns The nearest one, or `undefined` when none differs by a third of
 * its letters or less.
 */
export function nearest(
  typed: string,
  candidates: readonly string[],
): string | undefined {
  const [best] = candidates
    .map((candidate) => ({
      candidate,
      distance: editDistance(typed.toLowerCase(), candidate.toLowerCase()),
    }))
    .filter(({ candidate, distance }) => distance <= candidate.length / 3)
    .sort((a, b) => a.distance - b.distance);
  return best?.candidate;
}

/**
 * How many letters must be put in, left out or replaced to get from one text
 * to the other (Levenshtein).
 */
export function editDistance(from: string, to: string): number {
  // row[j] is the distance from the letters of `from` seen so far to to[0..j).
  let row = Array.from({ length: to.length + 1 }, (_, j) => j);
  for (const [i, letter] of [...from].entries()) {
    const next = [i + 1];
    for (let j = 1; j <= to.length; j++) {
      const replaced = (row[j - 1] ?? 0) + (letter === to[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[to.length] ?? 0;
}
