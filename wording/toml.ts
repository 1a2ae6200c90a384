/**
 * What both programs say of a configuration in TOML: where it is none, on which
 * line a key stands, how a value is shown.
 *
 * @module
 */

export * from "./read_toml.ts";
export * from "./shown.ts";
export * from "./toml_lines.ts";
export * from "./toml_name.ts";
