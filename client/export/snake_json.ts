/**
 * A value as JSON, in one line; keys are in snake case, as in exports.
 *
 * @param value What to write.
 * @returns The line, without its end.
 */
export function snakeJson(value: unknown): string {
  return JSON.stringify(
    value,
    (_, inner: unknown) => isObject(inner) ? withSnakeKeys(inner) : inner,
  );
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function withSnakeKeys(value: object): object {
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [
      key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
      inner,
    ]),
  );
}
