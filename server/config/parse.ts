import { deriveSecretKeys } from "@bufferbane/protocol";
import { nearest } from "@bufferbane/wording";
import {
  isTable,
  joinKey,
  keyLines,
  lineOf,
  readToml,
  TomlFault,
  tomlName,
  type TomlTable,
  withoutSecrets,
} from "@bufferbane/wording/toml";
import { SECTIONS, type Setting, type Settings } from "./schema.ts";

/** A configuration that cannot be used; a line for each problem. */
export class ConfigError extends Error {
  override readonly name = "ConfigError";
  /** The file, as the person named it. */
  readonly path: string;
  /** A sentence for each problem, with file and line. */
  readonly problems: readonly string[];

  /**
   * Records the problems.
   *
   * @param path The file.
   * @param problems All of them.
   */
  constructor(path: string, problems: readonly string[]) {
    super(problems.join("\n"));
    this.path = path;
    this.problems = problems;
  }
}

type Report = (key: string, sentence: string) => void;
type Keys = Readonly<Record<string, Setting<unknown>>>;

/**
 * Reads the text of a `server.conf`.
 *
 * @param toml The whole text.
 * @param path The file's name, for the messages.
 * @returns Complete and valid settings.
 * @throws {ConfigError} When anything is wrong, with all that is wrong.
 *
 * @example Usage
 * ```ts
 * import { throws } from "node:assert/strict";
 * import { parseConfig } from "./parse.ts";
 *
 * throws(() => parseConfig("[general]\nbind_port = 0\n", "server.conf"), {
 *   message: /^server.conf:2: general.bind_port is 0 \(allowed: a whole number, 1 to 65535\)/,
 * });
 * ```
 */
export function parseConfig(toml: string, path: string): Settings {
  const document = parseToml(toml, path);
  const lines = keyLines(toml);
  const problems: { readonly line: number; readonly text: string }[] = [];
  const report: Report = (key, sentence) => {
    const line = lineOf(key, lines);
    const place = line === undefined ? path : `${path}:${line}`;
    const text = `${place}: ${withoutSecrets(sentence)}`;
    problems.push({ line: line ?? 0, text });
  };
  const settings = readSections(document, report);
  // What was refused has its default now: it must not be compared.
  if (problems.length === 0) {
    checkSecrets(settings, report);
    checkMetrics(settings, report);
  }
  if (problems.length === 0) return settings;
  problems.sort((a, b) => a.line - b.line);
  throw new ConfigError(path, problems.map(({ text }) => text));
}

function parseToml(toml: string, path: string): TomlTable {
  try {
    return readToml(toml);
  } catch (error) {
    if (!(error instanceof TomlFault)) throw error;
    throw new ConfigError(path, [`${path}:${error.line}: ${error.message}`]);
  }
}

function readSections(document: TomlTable, report: Report): Settings {
  const known = Object.keys(SECTIONS);
  for (const name of Object.keys(document)) {
    if (known.includes(name)) continue;
    const near = nearest(name, known);
    const hint = near === undefined
      ? `allowed: ${known.join(", ")}`
      : `did you mean [${near}]?`;
    report(joinKey("", name), `[${name}] is not a section (${hint})`);
  }
  const settings: Record<string, unknown> = {};
  for (const [name, keys] of Object.entries<Keys>(SECTIONS)) {
    settings[name] = name === "clients"
      ? readEntries(document[name], { name, keys, report })
      : readSection(document[name], { name, keys, report });
  }
  // Built key by key from the table that the type is derived from, each value
  // by its own shape.
  return settings as unknown as Settings;
}

interface Place {
  readonly name: string;
  readonly keys: Keys;
  readonly report: Report;
}

function readEntries(raw: unknown, place: Place): readonly unknown[] {
  if (raw === undefined) return [];
  if (Array.isArray(raw) && raw.every(isTable)) {
    return raw.map((entry, i) =>
      readSection(entry, { ...place, name: `${place.name}[${i + 1}]` })
    );
  }
  place.report(
    place.name,
    `${place.name} is one section (allowed: [[${place.name}]], once for each)`,
  );
  return [];
}

function readSection(raw: unknown, { name, keys, report }: Place): TomlTable {
  if (raw !== undefined && !isTable(raw)) {
    report(name, `${name} is no section (allowed: [${name}], once)`);
  }
  const table = isTable(raw) ? raw : {};
  const known = Object.keys(keys).map(tomlName);
  for (const key of Object.keys(table)) {
    if (known.includes(key)) continue;
    const near = nearest(key, known);
    const hint = near === undefined
      ? `allowed: ${known.join(", ")}`
      : `did you mean ${near}?`;
    const path = joinKey(name, key);
    report(path, `${path} is not a setting (${hint})`);
  }
  const values: Record<string, unknown> = {};
  for (const [key, { shape, default: fallback }] of Object.entries(keys)) {
    const path = `${name}.${tomlName(key)}`;
    values[key] = fallback;
    if (!Object.hasOwn(table, tomlName(key))) continue;
    const value = table[tomlName(key)];
    const fault = shape.fault(value);
    if (fault === undefined) values[key] = value;
    else report(path, `${path} is ${fault} (allowed: ${shape.allowed})`);
  }
  return values;
}

/** One secret of the file. */
interface Named {
  readonly key: string;
  readonly secret: string;
}

function checkSecrets({ security, clients }: Settings, report: Report): void {
  const names = new Map<string, string>();
  for (const [i, { name, secret }] of clients.entries()) {
    const entry = `clients[${i + 1}]`;
    if (name === "") report(entry, `${entry}.name is missing`);
    else if (names.has(name)) {
      report(
        `${entry}.name`,
        `${entry}.name is ${JSON.stringify(name)}, as ${
          names.get(name)
        }.name ` +
          "is (allowed: a name of its own)",
      );
    } else names.set(name, entry);
    if (secret === "") report(entry, `${entry}.secret is missing`);
  }
  const secrets: readonly Named[] = [
    { key: "security.shared_secret", secret: security.sharedSecret },
    { key: "security.previous_secret", secret: security.previousSecret },
    ...clients.flatMap(({ secret, previousSecret }, i) => [
      { key: `clients[${i + 1}].secret`, secret },
      { key: `clients[${i + 1}].previous_secret`, secret: previousSecret },
    ]),
  ].filter(({ secret }) => secret !== "");
  if (secrets.length === 0 && clients.length === 0) {
    report(
      "security",
      "nobody could connect, as there is no secret (allowed: " +
        "security.shared_secret, or [[clients]] with name and secret; " +
        "`bufferbane-server secret` makes one)",
    );
  }
  const seen = new Map<string, string>();
  for (const { key, secret } of secrets) {
    // Two secrets of one key id could not be told apart on the wire either.
    const id = deriveSecretKeys(Uint8Array.fromHex(secret)).keyId.toHex();
    const other = seen.get(id);
    if (other === undefined) seen.set(id, key);
    else {
      report(
        key,
        `${key} is the same as ${other} (allowed: a secret of its own; a ` +
          "shared one could not be taken away from one client alone)",
      );
    }
  }
}

/** Figures of all clients are not for everybody. */
function checkMetrics({ metrics }: Settings, report: Report): void {
  const { enabled, bind, token } = metrics;
  const isOwn = bind === "localhost" || bind === "::1" ||
    bind.startsWith("127.");
  if (!enabled || isOwn || token !== "") return;
  report(
    "metrics.bind",
    `metrics.token is missing while metrics.bind is "${bind}", which others ` +
      "can reach (allowed: 64 hexadecimal digits, as `bufferbane-server " +
      "secret` prints them, or localhost)",
  );
}
