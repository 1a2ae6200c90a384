/** Which files are what users run. @module */

/** A folder of its own in the table. */
const PRODUCT = /^(client\/[^/]+|client|ffi|metrics|protocol|server|wording)\//;
/** For tests, whatever it lies beside. */
const FOR_TESTS =
  /(_test|_bench|testing|testing_\w+|lab_main)\.ts$|\/testing\//;
/** Runs in a browser, where the tests of the pages look at it (tests/pages). */
const IN_BROWSER =
  /^client\/(charts\/page\.ts|dashboard\/(web\/|traffic\/script\.ts))/;
/** Has something that can run: what has types only leaves nothing behind. */
const STATEMENT =
  /^(export )?(default )?(abstract )?(async )?(function|class|const|let)\b/m;

/**
 * The layer of a file of the product.
 *
 * @param file From the root of the sources.
 * @returns E.g. `client/store`; `undefined` if users never run the file, or not
 *   here.
 */
export function layerOf(file: string): string | undefined {
  if (!file.endsWith(".ts") || FOR_TESTS.test(file) || IN_BROWSER.test(file)) {
    return undefined;
  }
  return PRODUCT.exec(file)?.[1];
}

/**
 * How many lines a file has that nobody has loaded, so that V8 does not say.
 *
 * @param text The file.
 * @returns Without comments and empty lines; 0 if there are types only.
 */
export function lineCount(text: string): number {
  if (!STATEMENT.test(text)) return 0;
  const code = text.replaceAll(/\/\*[^]*?\*\//g, "");
  return code.split("\n").filter((line) => /^\s*(?!\/\/)\S/.test(line)).length;
}
