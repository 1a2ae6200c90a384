/** Answers of the program, named as this program names things. @module */

/**
 * Reads JSON whose names are in snake case.
 *
 * @param text JSON.
 * @returns The same, with names in camel case.
 * @throws {SyntaxError} When it is no JSON.
 */
export function camelJson(text: string): unknown {
  return JSON.parse(text, (_, value: unknown) => {
    const isObject = typeof value === "object" && value !== null &&
      !Array.isArray(value);
    return isObject ? withCamelNames(value) : value;
  });
}

function withCamelNames(value: object): object {
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [
      name.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase()),
      inner,
    ]),
  );
}
