import type { TomlTable } from "./read_toml.ts";

/** Longer values are cut: an error message is one line. */
const MAX_SHOWN_CHARS = 60;

/**
 * A value from a configuration file as an error message shows it.
 *
 * What could be a secret in the wrong place is described, never repeated:
 * messages end up in logs and bug reports.
 *
 * @param value Any value that TOML can give.
 * @returns E.g. `50`, `"fast"`, `a list of 3`, `a section`.
 */
export function shown(value: unknown): string {
  switch (typeof value) {
    case "string":
      if (/^[0-9a-f]{32,}$/i.test(value)) {
        return `a text of ${value.length} hexadecimal digits`;
      }
      return value.length > MAX_SHOWN_CHARS
        ? `${JSON.stringify(value.slice(0, MAX_SHOWN_CHARS))}...`
        : JSON.stringify(value);
    case "number":
    case "bigint":
    case "boolean":
      return String(value);
    default:
      if (Array.isArray(value)) return `a list of ${value.length}`;
      return isTable(value) ? "a section" : "a date or time";
  }
}

/**
 * A sentence without what could be a secret: one that was written where a name
 * belongs, before the `=`, would be told as the name.
 *
 * @param sentence About a configuration.
 */
export function withoutSecrets(sentence: string): string {
  return sentence.replaceAll(/[0-9a-f]{32,}/gi, "(hexadecimal digits)");
}

/** Whether a value that TOML gave is a table: not a list, text, number, date. */
export function isTable(value: unknown): value is TomlTable {
  return typeof value === "object" && value !== null &&
    !Array.isArray(value) && !(value instanceof Date);
}
