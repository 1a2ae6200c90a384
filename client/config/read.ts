import { nearest } from "@bufferbane/wording";
import {
  isTable,
  joinKey,
  shown,
  tomlName,
  type TomlTable,
} from "@bufferbane/wording/toml";
import { SECTIONS, type Settings } from "./schema.ts";
import type { AnySection, Keys } from "./setting.ts";

/** Takes a problem: the key it is about, and the sentence that names it. */
export type Report = (key: string, sentence: string) => void;

/** The sections by name, without what is particular to each. */
const BY_NAME: ReadonlyMap<string, AnySection> = new Map(
  Object.entries(SECTIONS),
);

/**
 * Reads the settings from a parsed document. What is missing or wrong has its
 * default in the result; what is wrong has been reported.
 *
 * @param document As the TOML parser gives it.
 * @param report Called for everything that is wrong by itself.
 */
export function readSettings(document: TomlTable, report: Report): Settings {
  refuseUnknownSections(document, report);
  const settings: Record<string, unknown> = {};
  const tests: Record<string, unknown> = {};
  for (const [name, section] of BY_NAME) {
    const [group, test] = name.split(".");
    const parent = test === undefined ? document : document["tests"];
    const raw = isTable(parent) ? parent[test ?? name] : undefined;
    const value = section.repeats
      ? readEntries(raw, { name, section, report })
      : readSection(raw, { name, section, report });
    if (test === undefined) settings[group ?? name] = value;
    else tests[test] = value;
  }
  settings["tests"] = tests;
  // Checked by construction: built key by key from the table that the type
  // `Settings` is derived from, each value by its own shape.
  return settings as unknown as Settings;
}

interface Place {
  /** The key of the section, e.g. `tests.dns` or `servers[2]`. */
  readonly name: string;
  readonly section: AnySection;
  readonly report: Report;
}

function readEntries(raw: unknown, place: Place): unknown[] {
  if (raw === undefined) return [];
  if (Array.isArray(raw) && raw.every(isTable)) {
    return raw.map((entry, i) =>
      readSection(entry, { ...place, name: `${place.name}[${i + 1}]` })
    );
  }
  const { name, report } = place;
  const found = isTable(raw) ? `one section` : shown(raw);
  const [owner] = ownersOf(name);
  const other = owner === undefined ? "" : `, or ${name} under [${owner}]`;
  report(
    name,
    `${name} is ${found} (allowed: [[${name}]], once for each entry${other})`,
  );
  return [];
}

function readSection(raw: unknown, place: Place): Record<string, unknown> {
  const { name, section: { keys }, report } = place;
  if (raw !== undefined && !isTable(raw)) {
    report(
      name,
      `${name} is ${shown(raw)} (allowed: one section, written [${name}])`,
    );
  }
  const table = isTable(raw) ? raw : {};
  refuseUnknownKeys(table, place);
  const values: Record<string, unknown> = {};
  for (const [key, { shape, isRequired, ...setting }] of Object.entries(keys)) {
    const path = `${name}.${tomlName(key)}`;
    values[key] = setting.default;
    // The entry's own, not one that every object inherits.
    if (!Object.hasOwn(table, tomlName(key))) {
      if (isRequired) {
        report(path, `${path} is missing (allowed: ${shape.allowed})`);
      }
      continue;
    }
    const read = shape.read(table[tomlName(key)]);
    if (read.kind === "accepted") values[key] = read.value;
    else report(path, `${path} is ${read.found} (allowed: ${read.allowed})`);
  }
  return values;
}

function refuseUnknownKeys(table: TomlTable, { name, section, report }: Place) {
  const known = namesOf(section.keys);
  for (const key of Object.keys(table)) {
    if (known.includes(key)) continue;
    const path = joinKey(name, key);
    const near = nearest(key, known);
    const [owner] = ownersOf(key);
    const hint = near !== undefined
      ? `did you mean ${near}?`
      : owner !== undefined
      ? `did you mean it under [${owner}]?`
      : `allowed: ${known.join(", ")}`;
    report(path, `${path} is not a setting (${hint})`);
  }
}

function refuseUnknownSections(document: TomlTable, report: Report) {
  for (const [key, value] of Object.entries(document)) {
    if (key === "tests" && isTable(value)) {
      for (const test of Object.keys(value)) {
        refuseUnknownSection(joinKey("tests", test), report);
      }
    } else if (isTable(value) || BY_NAME.has(key) || isListOfTables(value)) {
      refuseUnknownSection(joinKey("", key), report);
    } else {
      const path = joinKey("", key);
      const [owner] = ownersOf(key);
      const hint = owner === undefined
        ? `allowed: only sections, such as [general]`
        : `did you mean it under [${owner}]?`;
      report(path, `${path} stands outside any section (${hint})`);
    }
  }
}

function refuseUnknownSection(name: string, report: Report) {
  if (BY_NAME.has(name)) return;
  const near = nearest(name, [...BY_NAME.keys()]);
  const hint = near === undefined
    ? `allowed: ${[...BY_NAME.keys()].join(", ")}`
    : `did you mean [${near}]?`;
  report(name, `[${name}] is not a section (${hint})`);
}

function isListOfTables(value: unknown): boolean {
  return Array.isArray(value) && value.some(isTable);
}

/** The sections that have a key of this name. */
function ownersOf(key: string): string[] {
  return [...BY_NAME].filter(([, { keys }]) => namesOf(keys).includes(key))
    .map(([name]) => name);
}

function namesOf(keys: Keys): string[] {
  return Object.keys(keys).map(tomlName);
}
