import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { applied } from "./mutant.ts";
import { mutantsOf } from "./mutants_of.ts";

function faults(code: string): string[] {
  return mutantsOf("a.ts", code).map((one) => applied(code, one));
}

const TABLE: readonly {
  readonly why: string;
  readonly code: string;
  readonly becomes: readonly string[];
}[] = [
  {
    why: "a bound is off by one place, or turned round",
    code: "a < b",
    becomes: [";", "a <= b", "a > b"],
  },
  {
    why: "a condition is the other way round",
    code: "if (a) {}",
    becomes: ["if (!(a)) {}"],
  },
  {
    why: "a choice is the other one",
    code: "const x = a ? b : c",
    becomes: ["const x = !(a) ? b : c"],
  },
  {
    why: "both become either",
    code: "const x = a && b",
    becomes: ["const x = a || b"],
  },
  {
    why: "a number is one more or one less, and stays a number",
    code: "const x = y - 0.5",
    becomes: ["const x = y + 0.5", "const x = y - 1.5", "const x = y - (-0.5)"],
  },
  {
    why: "so is a large one",
    code: "const x = 1_000n",
    becomes: ["const x = 1001n", "const x = 999n"],
  },
  {
    why: "the smaller is the larger",
    code: "const x = Math.min(a, b)",
    becomes: ["const x = Math.max(a, b)"],
  },
  {
    why: "a call is left out",
    code: "note(a);",
    becomes: [";"],
  },
  {
    why: "a refusal is left out",
    code: "throw a;",
    becomes: [";"],
  },
  {
    why: "a sign is left out",
    code: "const x = -a",
    becomes: ["const x = a"],
  },
  {
    why: "counting up becomes counting down",
    code: "const x = a++",
    becomes: ["const x = a--"],
  },
  {
    why: "texts are joined, not added",
    code: 'const x = "a" + b + c',
    becomes: [],
  },
  {
    why: "a number in a type does nothing",
    code: "let x: 1 | 2;",
    becomes: [],
  },
  {
    why: "a number may be a name",
    code: "const x = { 4: y }",
    becomes: [],
  },
  {
    why: "so may it where an array is taken apart",
    code: "const { 4: x = 1 } = y",
    becomes: ["const { 4: x = 2 } = y", "const { 4: x = 0 } = y"],
  },
];

for (const { why, code, becomes } of TABLE) {
  Deno.test(`mutantsOf() of ${code}: ${why}`, () => {
    deepStrictEqual(faults(code), becomes);
  });
}

Deno.test("mutantsOf() says where a fault is, and what stands there", () => {
  const code = "class C {\n  has(): boolean {\n    return true;\n  }\n}\n";
  const [mutant] = mutantsOf("a.ts", code);
  strictEqual(mutant?.within, "has");
  strictEqual(mutant.line, 3);
  strictEqual(mutant.before, "return true;");
  strictEqual(mutant.after, "return false;");
});

Deno.test("mutantsOf() gives like changes of like lines an id each, which lasts", () => {
  const lines = "f(a);\nf(a);\n";
  const ids = mutantsOf("a.ts", lines).map(({ id }) => id);
  strictEqual(new Set(ids).size, 2);
  const below = mutantsOf("a.ts", `const b = c;\n${lines}`);
  deepStrictEqual(below.map(({ id }) => id), ids);
});
