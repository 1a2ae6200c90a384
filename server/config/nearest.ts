/**
 * The known word that was most likely meant.
 *
 * @param typed What the person wrote.
 * @param known What could have been meant.
 * @returns `undefined` when none shares most of its letters.
 */
export function nearest(
  typed: string,
  known: readonly string[],
): string | undefined {
  const [best] = known.map((word) => ({
    word,
    share: sharedPairs(typed, word),
  }))
    .filter(({ share }) => share >= 0.5)
    .sort((a, b) => b.share - a.share);
  return best?.word;
}

/** Dice's coefficient: the share of letter pairs that both words have. */
function sharedPairs(left: string, right: string): number {
  const pairs = (word: string) =>
    Array.from(
      { length: word.length + 1 },
      (_, i) => ` ${word} `.slice(i, i + 2),
    );
  const rest = pairs(right.toLowerCase());
  const total = rest.length + typed(left).length;
  let shared = 0;
  for (const pair of typed(left)) {
    const at = rest.indexOf(pair);
    if (at < 0) continue;
    rest.splice(at, 1);
    shared += 1;
  }
  return 2 * shared / total;

  function typed(word: string): readonly string[] {
    return pairs(word.toLowerCase());
  }
}
