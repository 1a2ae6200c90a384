import { deepStrictEqual } from "node:assert/strict";
import { join } from "node:path";
import { reachedBy, runStep, tests } from "./step.ts";

/** What comes of two tests, the second of which is as told. */
async function outcomeWith(second: string) {
  const folder = await Deno.makeTempDir();
  try {
    const path = join(folder, "a_test.ts");
    await Deno.writeTextFile(
      path,
      `Deno.test("one", () => {});\nDeno.test(${second});\n`,
    );
    const { full } = tests("--no-config", "--no-check", path);
    const outcome = await runStep(full, AbortSignal.timeout(60_000));
    return [outcome.isPassed, reachedBy(full, outcome)];
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("runStep() takes tests for passed when all of them have run", async () => {
  const fine = await outcomeWith('"two", () => {}');
  deepStrictEqual(fine, [true, "tests: 2 passed"]);
  const skipped = await outcomeWith('{ name: "two", ignore: true, fn() {} }');
  deepStrictEqual(skipped, [false, "tests: 1 passed, 1 ignored"]);
});
