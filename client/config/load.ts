import { readFault } from "@bufferbane/wording";
import { defaultSettings, parseConfig, type ParsedConfig } from "./parse.ts";
import { defaultDatabasePath, type Env, searchPath } from "./paths.ts";
import { ConfigError } from "./problem.ts";
import { exposedSecret } from "./warnings.ts";

/** A file as it is on the disk. */
export interface ConfigFile {
  /** Its contents. */
  readonly bytes: Uint8Array;
  /** Its permission bits, e.g. `0o600`; `null` where there are none. */
  readonly mode: number | null;
}

/** The outside world, as far as a configuration needs it. */
export interface ConfigSources {
  /** Reads an environment variable. */
  readonly env: Env;
  /**
   * Reads a file.
   *
   * @throws {Deno.errors.NotFound} When there is none.
   * @throws {Error} When it cannot be read.
   */
  readonly readFile: (path: string) => ConfigFile;
}

/** The settings that apply, and where they come from. */
export interface Config extends ParsedConfig {
  /** The file; `undefined` when there is none and the defaults apply. */
  readonly path: string | undefined;
  /** What the user should know although the file is valid; a sentence each. */
  readonly warnings: readonly string[];
}

/**
 * Finds and reads the configuration.
 *
 * @param sources The environment and the files.
 * @param path A file that the user has named. Without it, `./client.conf`,
 * the user's and the system's are tried, and then the defaults apply.
 * @throws {ConfigError} When the file cannot be read or is not valid.
 *
 * @example Usage
 * ```ts
 * import { strictEqual } from "node:assert/strict";
 * import { loadConfig } from "./load.ts";
 *
 * const config = loadConfig({
 *   env: (name) => name === "HOME" ? "/home/ada" : undefined,
 *   readFile: () => {
 *     throw new Deno.errors.NotFound();
 *   },
 * });
 * strictEqual(config.path, undefined);
 * strictEqual(
 *   config.settings.general.databasePath,
 *   "/home/ada/.local/state/bufferbane/bufferbane.db",
 * );
 * ```
 */
export function loadConfig(sources: ConfigSources, path?: string): Config {
  if (path !== undefined) {
    const file = readFile(sources, path);
    if (file !== undefined) return parsed(file, { path, env: sources.env });
    throw unreadable(
      path,
      "there is no such file (`bufferbane config init` writes one)",
    );
  }
  for (const candidate of searchPath(sources.env)) {
    const file = readFile(sources, candidate);
    if (file !== undefined) {
      return parsed(file, { path: candidate, env: sources.env });
    }
  }
  return {
    path: undefined,
    warnings: [],
    ...placed({ settings: defaultSettings(), lines: new Map() }, sources.env),
  };
}

/** A file; `undefined` when there is none. Anything else is the user's to know. */
function readFile(
  sources: ConfigSources,
  path: string,
): ConfigFile | undefined {
  try {
    return sources.readFile(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw unreadable(path, readFault(error), error);
  }
}

function parsed(
  { bytes, mode }: ConfigFile,
  { path, env }: { path: string; env: Env },
): Config {
  const config = parseConfig(decoded(bytes, path), path);
  return {
    path,
    warnings: exposedSecret(config, { mode, path }),
    ...placed(config, env),
  };
}

function decoded(bytes: Uint8Array, path: string): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (cause) {
    const line = firstBadLine(bytes);
    throw unreadable(
      path,
      `line ${line} is not UTF-8 text (save it as UTF-8)`,
      cause,
    );
  }
}

/** Where the first letter of another encoding is, counted from 1. */
function firstBadLine(bytes: Uint8Array): number {
  // What is no UTF-8 becomes U+FFFD here.
  const text = new TextDecoder().decode(bytes);
  return text.slice(0, text.indexOf("\ufffd")).split("\n").length;
}

/** Puts the default database where this user's results belong. */
function placed({ settings, lines }: ParsedConfig, env: Env): ParsedConfig {
  const { general } = settings;
  const databasePath = general.databasePath === ""
    ? defaultDatabasePath(env)
    : general.databasePath;
  return {
    settings: { ...settings, general: { ...general, databasePath } },
    lines,
  };
}

function unreadable(path: string, why: string, cause?: unknown): ConfigError {
  const message = `Cannot read ${path} as ${why}`;
  return new ConfigError([{ path, line: undefined, key: "", message }], {
    cause,
  });
}
