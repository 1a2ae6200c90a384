import { ok, strictEqual } from "node:assert/strict";
import fc from "fast-check";
import { keyLines, tomlName } from "@bufferbane/wording/toml";
import { parseConfig } from "./parse.ts";
import { ConfigError } from "./problem.ts";
import { SECTIONS } from "./schema.ts";
import type { AnySection } from "./setting.ts";
import { renderTemplate } from "./template.ts";
import { SECRET } from "./testing.ts";

const SECTION_NAMES = [...Object.keys(SECTIONS), "tests", "genral", '"a.b"'];
const KEYS = Object.values<AnySection>(SECTIONS)
  .flatMap(({ keys }) => Object.keys(keys)).map(tomlName);

const value = fc.oneof(
  fc.integer().map(String),
  fc.double().map(String),
  fc.string().map((text) => JSON.stringify(text)),
  fc.constantFrom("true", "nan", "-inf", "1979-05-27", "[", '"""', "''' '''"),
  fc.constantFrom('["a", ["b"]]', "{ a = 1 }", "[{}, {}]", "[\n 1,\n 2,\n]"),
  fc.constant(`"${SECRET}"`),
);
const line = fc.oneof(
  fc.constantFrom(...SECTION_NAMES).map((name) => `[${name}]`),
  fc.constantFrom(...SECTION_NAMES).map((name) => `[[${name}]]`),
  fc.tuple(fc.constantFrom(...KEYS, "x", "__proto__", "'q r'"), value)
    .map(([key, value]) => `${key} = ${value}`),
  fc.string(),
  fc.constantFrom("", "# note", "[", "]]", "\r", "\u0000"),
);
const document = fc.oneof(
  fc.array(line, { maxLength: 12 }).map((lines) => lines.join("\n")),
  fc.string({ unit: "binary", maxLength: 200 }),
);

function checkOutcome(toml: string): void {
  try {
    parseConfig(toml, "f");
  } catch (error) {
    ok(error instanceof ConfigError, `${error}`);
    const count = toml.split("\n").length;
    for (const { line, message } of error.problems) {
      ok(!message.includes(SECRET), message);
      ok(!message.includes("\n"), message);
      ok(line === undefined || (line >= 1 && line <= count), message);
    }
  }
}

Deno.test("parseConfig() throws nothing but ConfigError on any text", () => {
  fc.assert(fc.property(document, checkOutcome), { numRuns: 3_000 });
});

Deno.test("parseConfig() throws nothing but ConfigError on a damaged template", () => {
  const template = renderTemplate().replaceAll(/^# .*\n/gm, "");
  const damage = fc.record({
    at: fc.nat(template.length),
    cut: fc.nat(30),
    put: fc.oneof(line, fc.constantFrom("#", '"', "\n")),
    live: fc.boolean(),
  });
  fc.assert(
    fc.property(damage, ({ at, cut, put, live }) => {
      const text = template.slice(0, at) + put + template.slice(at + cut);
      checkOutcome(live ? text.replaceAll(/^#/gm, "") : text);
    }),
    { numRuns: 300 },
  );
});

Deno.test("keyLines() is exact for any layout of a valid file", () => {
  const layout = fc.array(
    fc.record({
      blank: fc.array(fc.constantFrom("", "  # x = 1", "#[x]"), {
        maxLength: 3,
      }),
      indent: fc.constantFrom("", "  ", "\t"),
      value: fc.constantFrom(
        "1",
        '"]"',
        '[\n"a",\n# b\n]',
        '"""\n[x]\ny = 1\n"""',
      ),
    }),
  );
  fc.assert(fc.property(layout, (statements) => {
    let toml = "";
    const expected: number[] = [];
    for (const [i, { blank, indent, value }] of statements.entries()) {
      toml += blank.map((text) => `${text}\n`).join("");
      expected.push(toml.split("\n").length);
      toml += `${indent}[[s]]\n${indent}k = ${value} # ${i}\n`;
    }
    const lines = keyLines(toml);
    for (const [i, line] of expected.entries()) {
      strictEqual(lines.get(`s[${i + 1}]`), line, toml);
      strictEqual(lines.get(`s[${i + 1}].k`), line + 1, toml);
    }
  }));
});
