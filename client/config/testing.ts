import { deepStrictEqual } from "node:assert/strict";
import { parseConfig } from "./parse.ts";
import { ConfigError } from "./problem.ts";

/** Random, and nobody's. */
export const SECRET =
  "6b1f0c9e5d8a47b3f2e1d0c9b8a796850a1c2e3f4958d7b6a5f4e3d2c1b0a998";

/** What is said of a file named `client.conf`; nothing if it is valid. */
export function problemsOf(toml: string): readonly string[] {
  try {
    parseConfig(toml, "client.conf");
  } catch (error) {
    if (error instanceof ConfigError) {
      return error.problems.map(({ message }) => message);
    }
    throw error;
  }
  return [];
}

/** A bad file, and all that is said of it after `client.conf:`. */
export type BadFile = readonly [
  why: string,
  toml: string,
  ...messages: string[],
];

/** Fails unless exactly these messages come for each file. */
export function checkBadFiles(files: readonly BadFile[]): void {
  for (const [why, toml, ...messages] of files) {
    const expected = messages.map((message) => `client.conf:${message}`);
    deepStrictEqual(problemsOf(toml), expected, why);
  }
}
