/** Whose mutants are made, and which tests are to catch them. @module */

import { relative, resolve } from "node:path";

/** A folder of the product with the tests that are its own. */
export interface Suite {
  readonly folder: string;
  /** Whether the folders in it count, too. */
  readonly isDeep: boolean;
  /** Tests that lie elsewhere, yet are about nothing else: how paths begin. */
  readonly tests: readonly string[];
}

/** All of them. */
export const SUITES: readonly Suite[] = [
  {
    folder: "protocol",
    isDeep: true,
    tests: ["tests/vectors/", "tests/fuzz/protocol_test.ts"],
  },
  { folder: "client/analysis", isDeep: true, tests: ["tests/scenarios/"] },
  { folder: "client/alerts", isDeep: false, tests: [] },
];

/** Files of a suite: what is mutated, and what tests it. */
export interface SuiteFiles {
  readonly product: readonly string[];
  readonly tests: readonly string[];
}

/**
 * Sorts the files of the sources.
 *
 * @param suite Whose.
 * @param files Every file, from the root.
 * @returns Product code without what only tests use, and tests.
 */
export function filesOf(
  { folder, isDeep, tests }: Suite,
  files: readonly string[],
): SuiteFiles {
  const here = files.filter((file) =>
    file.startsWith(`${folder}/`) && file.endsWith(".ts") &&
    (isDeep || !file.slice(folder.length + 1).includes("/"))
  );
  const elsewhere = files.filter((file) =>
    tests.some((other) => file.startsWith(other))
  );
  return {
    product: here.filter((file) =>
      !/(_test|_bench|testing)\.ts$/.test(file) && !file.endsWith("/mod.ts")
    ),
    tests: [...here, ...elsewhere].filter((file) => file.endsWith("_test.ts")),
  };
}

/** What a file imports, by paths from the root. */
export type Imports = ReadonlyMap<string, readonly string[]>;

/** Which tests to run for a file: those beside it, then all others. */
export interface TestsOf {
  /** `foo_test.ts` for `foo.ts`, or whatever imports it directly. */
  readonly beside: readonly string[];
  readonly others: readonly string[];
}

/**
 * Which of the tests get to a file, by what they import.
 *
 * @param file What is mutated.
 * @param tests The suite's.
 * @param imports Of every file.
 * @returns Empty lists if no test gets there.
 */
export function testsOf(
  file: string,
  tests: readonly string[],
  imports: Imports,
): TestsOf {
  const own = file.replace(/\.ts$/, "_test.ts");
  const reaching = tests.filter((test) => reaches(test, file, imports));
  const beside = reaching.filter((test) =>
    test === own || imports.get(test)?.includes(file)
  );
  return { beside, others: reaching.filter((test) => !beside.includes(test)) };
}

function reaches(from: string, to: string, imports: Imports): boolean {
  const seen = new Set([from]);
  for (const file of seen) { // grows while it is walked
    for (const next of imports.get(file) ?? []) seen.add(next);
  }
  return seen.has(to);
}

/** The part that is read of what `deno info --json` tells. */
interface Graph {
  readonly modules: readonly {
    readonly specifier: string;
    readonly dependencies?: readonly {
      readonly code?: { readonly specifier?: string };
    }[];
  }[];
}

/**
 * Reads what imports what.
 *
 * @param root The sources.
 * @param files Where to begin, from the root.
 * @returns Of those and of all that they import; types do not count.
 * @throws {Error} When Deno cannot tell.
 */
export async function readImports(
  root: string,
  files: readonly string[],
): Promise<Imports> {
  const entry = await Deno.makeTempFile({ dir: root, suffix: ".ts" });
  try {
    await Deno.writeTextFile(
      entry,
      files.map((file) => `import "./${file}";\n`).join(""),
    );
    const { success, stdout, stderr } = await new Deno.Command(
      Deno.execPath(),
      {
        args: ["info", "--json", entry],
        cwd: root,
      },
    ).output();
    if (!success) {
      throw new Error(
        `Cannot read what imports what: ${new TextDecoder().decode(stderr)}`,
      );
    }
    // The format is Deno's own; only what is named above is used.
    const { modules } = JSON.parse(new TextDecoder().decode(stdout)) as Graph;
    return new Map(modules.map(({ specifier, dependencies = [] }) => [
      pathOf(root, specifier),
      dependencies.flatMap(({ code }) =>
        code?.specifier === undefined ? [] : [pathOf(root, code.specifier)]
      ),
    ]));
  } finally {
    await Deno.remove(entry);
  }
}

function pathOf(root: string, specifier: string): string {
  return specifier.startsWith("file:")
    ? relative(root, resolve(new URL(specifier).pathname))
    : specifier;
}
