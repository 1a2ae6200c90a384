import { parse, TomlError } from "smol-toml";
import { typingSlip } from "./typing_slip.ts";

/** Values by key, of whatever types. */
export type TomlTable = Readonly<Record<string, unknown>>;

/** A text is no TOML; the message says why, and in which column. */
export class TomlFault extends Error {
  /** The class name, for logs. */
  override readonly name = "TomlFault";
  /** The line, counted from 1. */
  readonly line: number;

  /**
   * Records it.
   *
   * @param line The line, counted from 1.
   * @param sentence What is wrong there.
   */
  constructor(line: number, sentence: string) {
    super(sentence);
    this.line = line;
  }
}

/**
 * Reads TOML, of which nothing is understood yet.
 *
 * @param toml The whole text.
 * @throws {TomlFault} When it is no TOML. Nothing of the text is repeated, as
 * it may hold secrets.
 */
export function readToml(toml: string): TomlTable {
  try {
    // Whole numbers too large for a double become bigints, which every shape
    // refuses by name, instead of a syntax error that names no key.
    return parse(toml, { integersAsBigInt: "asNeeded", maxDepth: 32 });
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    const { line, column } = error;
    // Only the first line: the others quote the file.
    const [reason = ""] = error.message.split("\n");
    const slip = typingSlip(toml.split("\n")[line - 1] ?? "");
    // Without `cause`, for the same reason.
    throw new TomlFault(
      line,
      `not valid TOML at column ${column}: ` +
        reason.replace("Invalid TOML document: ", "") + slip,
    );
  }
}
