import { effectiveSettings } from "./effective.ts";
import type { ParsedConfig } from "./parse.ts";
import { SECTIONS } from "./schema.ts";
import { type AnySection, isIdleSection, isSecret } from "./setting.ts";

/**
 * What the file sets and this version does not obey, a sentence each: nobody
 * is to believe that a setting works when it does not.
 *
 * @param path The file's name, for the sentences.
 */
export function ignoredSettings(
  { settings, lines }: ParsedConfig,
  path: string,
): string[] {
  const idle = new Map(
    Object.entries<AnySection>(SECTIONS)
      .filter(([, section]) => isIdleSection(section))
      .map((
        [name, { repeats }],
      ) => [name, repeats ? `[[${name}]]` : `[${name}]`]),
  );
  const warnings = new Map<string, string>();
  for (const { key, section, setting } of effectiveSettings(settings)) {
    const line = lines.get(key);
    // One sentence for a whole section that does nothing is enough.
    const subject = idle.get(section) ?? key;
    if (line === undefined || setting.acts || warnings.has(subject)) continue;
    warnings.set(
      subject,
      `${path}:${line}: ${subject} is accepted, but not used by this version ` +
        "yet",
    );
  }
  return [...warnings.values()];
}

/**
 * Whether a file with a secret in it is open to others.
 *
 * @param mode The file's permission bits; `null` where there are none.
 * @param path The file's name, for the sentence.
 * @returns A sentence, or none if all is well.
 */
export function exposedSecret(
  { settings, lines }: ParsedConfig,
  { mode, path }: { mode: number | null; path: string },
): string[] {
  const hasSecret = effectiveSettings(settings)
    .some(({ key, setting }) => isSecret(setting) && lines.has(key));
  if (!hasSecret || mode === null || (mode & 0o077) === 0) return [];
  const bits = (mode & 0o777).toString(8);
  return [
    `${path} holds a secret and others may read it: its mode is ${bits} ` +
    `(allowed: 600, by \`chmod 600 ${path}\`)`,
  ];
}
