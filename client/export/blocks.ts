/** About as much as one write takes, in UTF-16 units. */
export const BLOCK_LENGTH = 65_536;

/**
 * Gathers small texts into blocks worth a write each. Memory stays at one
 * block, however many pieces come.
 *
 * @param pieces Texts, each far smaller than a block.
 * @returns The same text in blocks of {@linkcode BLOCK_LENGTH} or a little more.
 */
export function* blocksOf(pieces: Iterable<string>): Generator<string> {
  let block = "";
  for (const piece of pieces) {
    block += piece;
    if (block.length < BLOCK_LENGTH) continue;
    yield block;
    block = "";
  }
  if (block !== "") yield block;
}
