/** Terminals and diffs are comfortable with this. */
const MAX_LINE_CHARS = 96;

/**
 * Makes comment lines of a text, wrapped at spaces to 96 characters.
 *
 * @param text Of one line or more; one that begins with `- ` is an item, and
 * goes on indented.
 * @returns TOML, without a line end after the last line.
 *
 * @example Usage
 * ```ts
 * import { comment } from "@bufferbane/wording";
 *
 * console.assert(comment("Where to.\n\n- A port.") === "# Where to.\n#\n# - A port.");
 * ```
 */
export function comment(text: string): string {
  return text.split("\n").flatMap(wrapped)
    .map((line) => `# ${line}`.trimEnd()).join("\n");
}

/** Cuts one line at spaces; what follows a list's dash is indented. */
function wrapped(line: string): string[] {
  const indent = line.startsWith("- ") ? "  " : "";
  const lines: string[] = [];
  let current = "";
  for (const word of line.split(" ")) {
    if (current !== "" && current.length + word.length + 3 > MAX_LINE_CHARS) {
      lines.push(current);
      current = indent + word;
    } else current = current === "" ? word : `${current} ${word}`;
  }
  return [...lines, current];
}
