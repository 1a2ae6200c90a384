import { tomlName } from "@bufferbane/wording/toml";
import { SECTIONS, type Settings } from "./schema.ts";
import { type AnySection, isSecret, SECRET, type Setting } from "./setting.ts";
import { tomlValue } from "./toml.ts";

/** One setting with the value that applies, fit to be printed. */
export interface EffectiveSetting {
  /** E.g. `tests.dns.enabled`, or `servers[2].host`. */
  readonly key: string;
  /** Its value; of a secret, only whether it is set. */
  readonly value: unknown;
  /** The value as the file would have it; of a secret, as in `value`. */
  readonly text: string;
  /** What is known of it. */
  readonly setting: Setting<unknown>;
}

/** Every setting that applies, in the order of the table; secrets masked. */
export function effectiveSettings(settings: Settings): EffectiveSetting[] {
  return Object.entries<AnySection>(SECTIONS).flatMap(([name, { keys }]) => {
    const values = at(settings, name);
    const entries: readonly (readonly [string, unknown])[] =
      Array.isArray(values)
        ? values.map((entry, i) => [`${name}[${i + 1}]`, entry])
        : [[name, values]];
    return entries.flatMap(([path, entry]) =>
      Object.entries(keys).map(([key, setting]) => {
        const place = { key: `${path}.${tomlName(key)}`, setting };
        const value = at(entry, key);
        if (!isSecret(setting)) {
          return { ...place, value, text: tomlValue(value) };
        }
        const set = setting.shape === SECRET ? "set (64 hex)" : "set";
        const masked = value === "" ? "not set" : set;
        return { ...place, value: masked, text: masked };
      })
    );
  });
}

/** The value at a dotted path of plain objects. */
function at(value: unknown, path: string): unknown {
  return path.split(".").reduce<unknown>(
    (inner, key) => Reflect.get(Object(inner), key),
    value,
  );
}
