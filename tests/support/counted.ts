/**
 * What a program that a test starts needs in its environment so that what it
 * runs counts as run by the tests; nothing when no coverage is taken.
 *
 * Not for monitors: one that counts is late, and larger.
 *
 * @see `tasks/coverage/own_process.ts`
 */
export function countedEnv(): Readonly<Record<string, string>> {
  const folder = Deno.env.get("BUFFERBANE_COVERAGE");
  return folder === undefined ? {} : { DENO_COVERAGE_DIR: folder };
}

/** The same as the beginning of a command. */
export function countedCommand(): readonly string[] {
  const variables = Object.entries(countedEnv());
  return ["env", ...variables.map(([name, value]) => `${name}=${value}`)];
}
