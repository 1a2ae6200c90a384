import { parse, TomlError, type TomlTable } from "smol-toml";
import { ConfigError } from "./problem.ts";
import { typingSlip } from "./typing_slip.ts";

/**
 * Reads TOML, of which nothing is understood yet.
 *
 * @param toml The whole text.
 * @param path The file's name, for the message.
 * @throws {ConfigError} When it is no TOML, with the place.
 */
export function parseToml(toml: string, path: string): TomlTable {
  try {
    // Whole numbers too large for a double become bigints, which every shape
    // refuses by name, instead of a syntax error that names no key.
    return parse(toml, { integersAsBigInt: "asNeeded", maxDepth: 32 });
  } catch (cause) {
    if (!(cause instanceof TomlError)) throw cause;
    const { line, column } = cause;
    // Only the first line: the others quote the file, secrets included.
    const [reason = ""] = cause.message.split("\n");
    const message = `${path}:${line}: not valid TOML at column ${column}: ` +
      reason.replace("Invalid TOML document: ", "") +
      typingSlip(toml.split("\n")[line - 1] ?? "");
    // Without `cause`, for the same reason.
    throw new ConfigError([{ path, line, key: "", message }]);
  }
}
