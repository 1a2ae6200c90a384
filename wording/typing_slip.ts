/** Characters that look like TOML's and are not, with what was meant. */
const LOOKALIKES: readonly (readonly [RegExp, string])[] = [
  [
    /[\u201c-\u201f\u2018-\u201b\u00ab\u00bb\u2039\u203a]/,
    "a quotation mark is not TOML's: write \"",
  ],
  [
    /[\u00a0\u2007\u2009\u202f\u3000]/,
    "a space is not an ordinary one: type it again",
  ],
  [/[\u2010-\u2015\u2212]/, "a dash is not an ordinary one: write -"],
  [/=\s*[+-]?\d+,\d/, "a number has a decimal comma: write a point"],
];

/**
 * What a word processor, a web page or a keyboard of another country does to
 * a line of TOML.
 *
 * @param line The line that TOML does not take. None of it is repeated, since
 * it may hold a secret.
 * @returns A hint in brackets, behind a space; empty if there is none.
 */
export function typingSlip(line: string): string {
  const found = LOOKALIKES.find(([pattern]) => pattern.test(line))?.[1];
  return found === undefined ? "" : ` (${found})`;
}
