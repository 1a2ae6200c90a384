import { deepStrictEqual, strictEqual, throws } from "node:assert/strict";
import { tomlName } from "@bufferbane/wording/toml";
import { defaultSettings, parseConfig } from "./parse.ts";
import { SECTIONS } from "./schema.ts";
import { type AnySection, SECRET as SECRET_SHAPE } from "./setting.ts";
import { type BadFile, problemsOf, SECRET } from "./testing.ts";

Deno.test("parseConfig() never repeats a secret, good or bad", () => {
  const bad = "0".repeat(63) + "1";
  const allowed =
    "(allowed: 64 hexadecimal digits, as `bufferbane secret` prints them)";
  const files: readonly BadFile[] = [
    [
      "too regular",
      `[server]\nshared_secret = "${bad}"`,
      `2: server.shared_secret is too regular to be random ${allowed}`,
    ],
    [
      "not hexadecimal",
      '[server]\nshared_secret = "swordfish"',
      `2: server.shared_secret is a text of 9 characters ${allowed}`,
    ],
    [
      "without quotes",
      "[server]\nshared_secret = 12345",
      `2: server.shared_secret is not a text in quotes ${allowed}`,
    ],
    [
      "under another key",
      `[server]\nhost = ["${SECRET}"]\nname = "${SECRET}${SECRET}"`,
      "2: server.host is a list of 1 " +
      '(allowed: a host name or an IP address, "" for none)',
      "3: server.name is a text of 128 hexadecimal digits " +
      "(allowed: a name of 1 to 64 characters)",
    ],
    [
      "in a line that is not TOML",
      `[server]\nshared_secret = "${SECRET}`,
      "2: not valid TOML at column 17: unfinished string",
    ],
  ];
  for (const [why, toml, ...messages] of files) {
    deepStrictEqual(problemsOf(toml), messages, why);
  }
});

Deno.test("parseConfig() says where a file stops being TOML", () => {
  const files: readonly BadFile[] = [
    [
      "no value",
      "[general]\na =",
      "2: not valid TOML at column 4: invalid value",
    ],
    [
      "German quotation marks",
      "[line]\nprovider = \u201eTelekom\u201c",
      "2: not valid TOML at column 12: invalid value " +
      "(a quotation mark is not TOML's: write \")",
    ],
    [
      "a decimal comma",
      "[general]\ntimeout_ms = 500,5",
      "2: not valid TOML at column 17: illegal character in numeric literal " +
      "(a number has a decimal comma: write a point)",
    ],
    [
      "a space of a web page",
      "[general]\ntimeout_ms =\u00a0500",
      "2: not valid TOML at column 13: invalid value " +
      "(a space is not an ordinary one: type it again)",
    ],
    [
      "a section twice",
      "[general]\n[general]",
      "2: not valid TOML at column 2: " +
      "trying to redefine an already defined table or value",
    ],
  ];
  for (const [why, toml, ...messages] of files) {
    deepStrictEqual(problemsOf(toml), messages, why);
  }
});

Deno.test("parseConfig() tells all problems at once, in the file's order", () => {
  const toml =
    "[tests.dns]\ntimeout_ms = 5\n[general]\nx = 1\ntimeout_ms = 5\n" +
    '[server]\nenabled = true\nhost = 5\nshared_secret = "x"';
  deepStrictEqual(problemsOf(toml), [
    "2: tests.dns.timeout_ms is 5 (allowed: 50 to 10000 ms)",
    "4: general.x is not a setting (allowed: test_interval_ms, interfaces, " +
    "connection_type, database_path, family, timeout_ms, commit_interval_ms)",
    "5: general.timeout_ms is 5 (allowed: 50 to 10000 ms)",
    '8: server.host is 5 (allowed: a host name or an IP address, "" for none)',
    "9: server.shared_secret is a text of 1 characters " +
    "(allowed: 64 hexadecimal digits, as `bufferbane secret` prints them)",
  ], "what was refused is not compared with other settings as well");
});

Deno.test("ConfigError carries file, line and key of the first problem", () => {
  throws(() => parseConfig("[general]\nx = 1\ny = 2", "my.conf"), {
    name: "ConfigError",
    path: "my.conf",
    line: 2,
    key: "general.x",
  });
});

Deno.test("parseConfig() has a message for a wrong value under every key", () => {
  for (const [name, section] of Object.entries<AnySection>(SECTIONS)) {
    const header = section.repeats ? `[[${name}]]` : `[${name}]`;
    for (const [key, { shape }] of Object.entries(section.keys)) {
      const path = `${name}${section.repeats ? "[1]" : ""}.${tomlName(key)}`;
      const messages = problemsOf(`${header}\n${tomlName(key)} = 1979-05-27`);
      const found = shape === SECRET_SHAPE
        ? "not a text in quotes"
        : "a date or time";
      strictEqual(
        messages.find((message) => message.includes(`: ${path} is `)),
        `2: ${path} is ${found} (allowed: ${shape.allowed})`,
      );
    }
  }
});

Deno.test("parseConfig() takes what the documents show", () => {
  const { settings } = parseConfig(
    `[general]
# Explicitly specify interface types
[[interfaces]]
name = "wlan0"
connection_type = "wifi"

[[interfaces]]
name = "eth0"
connection_type = "wired"

[server]
enabled = true
host = "monitor.example.com"
port = 9876
shared_secret = "${SECRET}"
`,
    "client.conf",
  );
  deepStrictEqual(settings, {
    ...defaultSettings(),
    interfaces: [
      { name: "wlan0", connectionType: "wifi" },
      { name: "eth0", connectionType: "wired" },
    ],
    server: {
      name: "server",
      enabled: true,
      host: "monitor.example.com",
      port: 9876,
      sharedSecret: SECRET,
    },
  });
  const general = parseConfig(
    '[general]\ninterfaces = []\nconnection_type = "wifi"\n',
    "client.conf",
  ).settings.general;
  strictEqual(general.connectionType, "wifi");
});

Deno.test("parseConfig() uses a [server] that is written down, unless told not to", () => {
  const host = 'host = "vps.example"\nshared_secret = "' +
    '39c5cb38403d954a4e0ba6855e35c5aba95b5d98e0fa54cb8b480730b3edf09a"\n';
  const rows: readonly (readonly [string, boolean])[] = [
    ["", false],
    ["[server]\n", false],
    [`[server]\n${host}`, true],
    [`[server]\nenabled = true\n${host}`, true],
    [`[server]\nenabled = false\n${host}`, false],
  ];
  for (const [toml, expected] of rows) {
    const { settings } = parseConfig(toml, "client.conf");
    strictEqual(settings.server.enabled, expected, toml);
  }
});
