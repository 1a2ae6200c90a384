import { effectiveSettings } from "./effective.ts";
import type { ParsedConfig } from "./parse.ts";
import { isSecret } from "./setting.ts";

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
