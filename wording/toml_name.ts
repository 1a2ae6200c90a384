/**
 * A setting's name in the file: `testIntervalMs` is `test_interval_ms`.
 *
 * @param name The name in the program.
 */
export function tomlName(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
