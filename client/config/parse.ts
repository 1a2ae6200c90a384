import { keyLines, lineOf, withoutSecrets } from "@bufferbane/wording/toml";
import { conflictsIn } from "./conflicts.ts";
import { parseToml } from "./parse_toml.ts";
import { ConfigError, type ConfigProblem } from "./problem.ts";
import { readSettings } from "./read.ts";
import type { Settings } from "./schema.ts";

/** A file's settings, and where each comes from. */
export interface ParsedConfig {
  /** Complete and valid; what the file does not set has its default. */
  readonly settings: Settings;
  /**
   * The line of each key that the file sets, counted from 1. Keys as in
   * `tests.dns.enabled` and, for the second `[[servers]]`, `servers[2].host`.
   */
  readonly lines: ReadonlyMap<string, number>;
}

/** The settings when there is no file: every one has its default. */
export function defaultSettings(): Settings {
  return readSettings({}, (_, sentence) => {
    throw new TypeError(`Cannot use the defaults as they stand: ${sentence}`);
  });
}

/**
 * Reads the text of a configuration file.
 *
 * @param toml The whole text.
 * @param path The file's name, for the messages.
 * @throws {ConfigError} When anything is wrong, with all that is wrong.
 *
 * @example Usage
 * ```ts
 * import { strictEqual } from "node:assert/strict";
 * import { parseConfig } from "./parse.ts";
 *
 * const toml = "[general]\ntest_interval_ms = 500\n";
 * const { settings, lines } = parseConfig(toml, "client.conf");
 * strictEqual(settings.general.testIntervalMs, 500);
 * strictEqual(lines.get("general.test_interval_ms"), 2);
 * ```
 */
export function parseConfig(toml: string, path: string): ParsedConfig {
  const document = parseToml(toml, path);
  const lines = keyLines(toml);
  const problems: ConfigProblem[] = [];
  function report(key: string, sentence: string): void {
    const line = lineOf(key, lines);
    const place = line === undefined ? path : `${path}:${line}`;
    const message = `${place}: ${withoutSecrets(sentence)}`;
    problems.push({ path, line, key, message });
  }
  const settings = withServer(readSettings(document, report), lines);
  // A value that was refused has its default now: it must not be compared.
  const refused = problems.map(({ key }) => key);
  for (const { keys, sentence } of conflictsIn(settings)) {
    if (!keys.some((key) => refused.some((bad) => isWithin(bad, key)))) {
      report(keys[0], sentence);
    }
  }
  problems.sort((a, b) => (a.line ?? 0) - (b.line ?? 0));
  const [first, ...others] = problems;
  if (first !== undefined) throw new ConfigError([first, ...others]);
  return { settings, lines };
}

/** Who writes down a server wants it used, unless told otherwise. */
function withServer(
  settings: Settings,
  lines: ReadonlyMap<string, number>,
): Settings {
  const isWritten = settings.server.host !== "" &&
    settings.servers.length === 0 && !lines.has("server.enabled");
  if (!isWritten) return settings;
  return { ...settings, server: { ...settings.server, enabled: true } };
}

function isWithin(key: string, outer: string): boolean {
  return key === outer || key.startsWith(`${outer}.`) ||
    key.startsWith(`${outer}[`);
}
