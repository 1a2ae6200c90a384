/**
 * Breaks text between its words.
 *
 * @param text What to say.
 * @param options How wide a line may be, and what the first one begins with;
 *   the others are indented by as much.
 * @returns The lines; a word that is too long has one of its own.
 */
export function wrapped(
  text: string,
  options: { readonly width: number; readonly bullet?: string },
): readonly string[] {
  const { width, bullet = "" } = options;
  const indent = " ".repeat(bullet.length);
  const lines: string[] = [];
  let line = bullet;
  for (const word of text.split(" ")) {
    const isEmpty = line === bullet || line === indent;
    if (!isEmpty && line.length + 1 + word.length > width) {
      lines.push(line);
      line = indent + word;
    } else {
      line += isEmpty ? word : ` ${word}`;
    }
  }
  return [...lines, line];
}
