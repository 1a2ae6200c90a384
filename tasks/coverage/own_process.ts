/**
 * Loaded before the tests whose coverage is taken: keeps what they start from
 * taking its own, unless it is asked to.
 *
 * Deno tells every child by `DENO_COVERAGE_DIR` to count as well. A monitor that
 * counts is slower and larger, and its rounds late, which tests look at; and one
 * that runs as nobody may not write there and says so. Commands that run to
 * their end, and servers, ask for it: `tests/support/counted.ts`.
 *
 * @module
 */

const folder = Deno.env.get("DENO_COVERAGE_DIR");
if (folder !== undefined) {
  Deno.env.delete("DENO_COVERAGE_DIR");
  Deno.env.set("BUFFERBANE_COVERAGE", folder);
}
