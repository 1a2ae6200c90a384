import { deepStrictEqual, strictEqual, throws } from "node:assert/strict";
import { readToml } from "./read_toml.ts";

Deno.test("readToml() says where it is no TOML, and nothing of what is there", () => {
  const cases:
    readonly (readonly [toml: string, line: number, text: string])[] = [
      [
        "a = 1\n[general\n",
        2,
        "not valid TOML at column 9: illegal character in key",
      ],
      [
        "secret = \u201c0123456789abcdef\u201d\n",
        1,
        "not valid TOML at column 10: invalid value (a quotation mark is not " +
        "TOML's: write \")",
      ],
    ];
  for (const [toml, line, message] of cases) {
    throws(() => readToml(toml), (fault: Error) => {
      deepStrictEqual({ ...fault, message: fault.message }, {
        name: "TomlFault",
        line,
        message,
      });
      strictEqual(fault.cause, undefined);
      return true;
    });
  }
});

Deno.test("readToml() keeps a whole number that no double holds", () => {
  deepStrictEqual({ ...readToml("a = 9007199254740993\nb = 2") }, {
    a: 9_007_199_254_740_993n,
    b: 2,
  });
});
