import { parse, TomlError, type TomlTable } from "smol-toml";
import { isTable } from "./shown.ts";

/**
 * Where each key of a TOML document stands. The parser does not say, so this
 * cuts the document into statements (the fewest lines that parse) and reads
 * each by itself: exact for whatever the parser accepts.
 *
 * @param toml A document that parses.
 * @returns Key (`"tests.dns.enabled"`, `"servers[2].host"`) to the line where
 * the statement that sets it begins, counted from 1. Sections are keys too.
 */
export function keyLines(toml: string): ReadonlyMap<string, number> {
  const lines = new Map<string, number>();
  const entryCounts = new Map<string, number>();
  let section = "";
  let statement = "";
  let start = 0;
  for (const [index, line] of toml.split("\n").entries()) {
    if (statement === "") {
      if (/^\s*(#.*)?$/.test(line)) continue;
      start = index + 1;
    }
    statement += `${line}\n`;
    const table = parseStatement(statement);
    if (table === undefined) continue;
    if (/^\s*\[/.test(statement)) {
      for (section of opened(table, entryCounts)) note(section);
    } else {
      for (const [key, value] of Object.entries(table)) {
        record(value, joinKey(section, key));
      }
    }
    statement = "";
  }
  return lines;

  function note(path: string): void {
    if (!lines.has(path)) lines.set(path, start);
  }

  function record(value: unknown, path: string): void {
    note(path);
    if (isTable(value)) {
      for (const [key, inner] of Object.entries(value)) {
        record(inner, joinKey(path, key));
      }
    } else if (Array.isArray(value) && value.some(isTable)) {
      for (const [i, inner] of value.entries()) {
        record(inner, `${path}[${i + 1}]`);
      }
    }
  }
}

/**
 * The line of a key, or else of the section or entry around it.
 *
 * @param key E.g. `"servers[2].host"`.
 * @param lines From {@linkcode keyLines}.
 */
export function lineOf(
  key: string,
  lines: ReadonlyMap<string, number>,
): number | undefined {
  if (lines.has(key) || key === "") return lines.get(key);
  return lineOf(key.slice(0, Math.max(key.lastIndexOf("."), 0)), lines);
}

/** A key below another, quoted if it would not read as one key otherwise. */
export function joinKey(path: string, key: string): string {
  const bare = /^[\w-]+$/.test(key) ? key : JSON.stringify(key);
  return path === "" ? bare : `${path}.${bare}`;
}

function parseStatement(statement: string): TomlTable | undefined {
  try {
    return parse(statement, { integersAsBigInt: "asNeeded" });
  } catch (error) {
    // The statement goes on in the next line.
    if (error instanceof TomlError) return undefined;
    throw error;
  }
}

/**
 * The sections that a header opens, the innermost last: `servers` and
 * `servers[2]` for the second `[[servers]]`.
 *
 * @param header What the header alone parses to: tables within one another,
 * the innermost in a list if the brackets are double.
 * @param entryCounts How many entries each `[[list]]` has so far; updated.
 */
function opened(header: TomlTable, entryCounts: Map<string, number>): string[] {
  const paths: string[] = [];
  let path = "";
  let inner: unknown = header;
  while (isTable(inner)) {
    const [step] = Object.entries(inner);
    if (step === undefined) break;
    path = joinKey(path, step[0]);
    paths.push(path);
    inner = step[1];
    const count = (entryCounts.get(path) ?? 0) + (Array.isArray(inner) ? 1 : 0);
    if (count === 0) continue;
    entryCounts.set(path, count);
    path += `[${count}]`;
    paths.push(path);
  }
  return paths;
}
