import { readToml, TomlFault, type TomlTable } from "@bufferbane/wording/toml";
import { ConfigError } from "./problem.ts";

/**
 * Reads TOML, of which nothing is understood yet.
 *
 * @param toml The whole text.
 * @param path The file's name, for the message.
 * @throws {ConfigError} When it is no TOML, with the place.
 */
export function parseToml(toml: string, path: string): TomlTable {
  try {
    return readToml(toml);
  } catch (error) {
    if (!(error instanceof TomlFault)) throw error;
    const { line } = error;
    const message = `${path}:${line}: ${error.message}`;
    throw new ConfigError([{ path, line, key: "", message }]);
  }
}
