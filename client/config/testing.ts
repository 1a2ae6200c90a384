import { parseConfig } from "./parse.ts";
import { ConfigError } from "./problem.ts";

/** Random, and nobody's. */
export const SECRET =
  "6b1f0c9e5d8a47b3f2e1d0c9b8a796850a1c2e3f4958d7b6a5f4e3d2c1b0a998";

/** A bad file, and all that is said of it. */
export type BadFile = readonly [
  why: string,
  toml: string,
  ...messages: string[],
];

/** Before every message. */
const NAME = "client.conf:";

/**
 * What is said of a file.
 *
 * @param toml Its text.
 * @returns Each message after the file's name, from the line on; none if it is
 * valid.
 * @throws {Error} When a message does not begin with the file's name.
 */
export function problemsOf(toml: string): readonly string[] {
  try {
    parseConfig(toml, NAME.slice(0, -1));
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return error.problems.map(({ message }) => {
      if (message.startsWith(NAME)) return message.slice(NAME.length);
      throw new Error(`It is not said of which file: ${message}`);
    });
  }
  return [];
}
