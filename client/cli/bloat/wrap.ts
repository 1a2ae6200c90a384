/**
 * Breaks a sentence into lines between words.
 *
 * @param text One paragraph.
 * @param options How wide a line may be, and what each of them begins with.
 * @returns Lines without their ends; a word that is longer stands alone.
 */
export function wrap(
  text: string,
  { width, indent = "" }: { readonly width: number; readonly indent?: string },
): readonly string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    const longer = line === "" ? word : `${line} ${word}`;
    if (line !== "" && indent.length + longer.length > width) {
      lines.push(line);
      line = word;
    } else line = longer;
  }
  return [...lines, line].map((one) => indent + one);
}
