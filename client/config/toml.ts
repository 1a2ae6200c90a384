/**
 * A setting's value as TOML writes it.
 *
 * @param value A text, number, boolean, or a list of them.
 */
export function tomlValue(value: unknown): string {
  // JSON's texts, numbers and booleans are TOML's too; its lists lack a space.
  return Array.isArray(value)
    ? `[${value.map(tomlValue).join(", ")}]`
    : JSON.stringify(value);
}
