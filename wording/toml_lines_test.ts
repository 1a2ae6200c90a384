import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { keyLines, lineOf } from "./toml_lines.ts";

Deno.test("keyLines() finds every key where its statement begins", () => {
  const toml = [
    "# a = 1", //                        1
    "top = 1", //                        2
    "[general]", //                      3
    '  "quoted" = "[not a section]"', // 4
    "list = [ # = x", //                 5
    "  1,", //                           6
    "]", //                              7
    'text = """', //                     8
    "[general]", //                      9
    'list = 5"""', //                    10
    "tests.dns.enabled = true", //       11
    "", //                               12
    "[[servers]]", //                    13
    "host = 'a'", //                     14
    "[servers.inner]", //                15
    "x = 1", //                          16
    "[[servers]]\r", //                  17
    "host = 'b'\r", //                   18
    "[tests.tcp]", //                    19
    "inline = { a = 1, b = [{ c = 2 }] }", // 20
  ].join("\n");
  deepStrictEqual([...keyLines(toml)], [
    ["top", 2],
    ["general", 3],
    ["general.quoted", 4],
    ["general.list", 5],
    ["general.text", 8],
    ["general.tests", 11],
    ["general.tests.dns", 11],
    ["general.tests.dns.enabled", 11],
    ["servers", 13],
    ["servers[1]", 13],
    ["servers[1].host", 14],
    ["servers[1].inner", 15],
    ["servers[1].inner.x", 16],
    ["servers[2]", 17],
    ["servers[2].host", 18],
    ["tests", 19],
    ["tests.tcp", 19],
    ["tests.tcp.inline", 20],
    ["tests.tcp.inline.a", 20],
    ["tests.tcp.inline.b", 20],
    ["tests.tcp.inline.b[1]", 20],
    ["tests.tcp.inline.b[1].c", 20],
  ]);
});

Deno.test("keyLines() quotes a key that would read as several", () => {
  strictEqual(keyLines('["a.b"]\n"c d" = 1').get('"a.b"."c d"'), 2);
});

Deno.test("lineOf() takes the section's or the entry's line where a key has none", () => {
  const lines = keyLines("[[servers]]\nhost = 'a'\n[general]\n");
  const cases = [
    ["servers[1].host", 2],
    ["servers[1].port", 1],
    ["general.interval_ms", 3],
    ["tests.dns.enabled", undefined],
  ] as const;
  for (const [key, line] of cases) strictEqual(lineOf(key, lines), line, key);
});
