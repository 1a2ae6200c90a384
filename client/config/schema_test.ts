import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import { tomlName } from "@bufferbane/wording/toml";
import { defaultSettings, parseConfig } from "./parse.ts";
import { SECTIONS } from "./schema.ts";
import type { AnySection } from "./setting.ts";
import { renderTemplate } from "./template.ts";

const ALL = Object.entries<AnySection>(SECTIONS).flatMap(([name, section]) =>
  Object.entries(section.keys).map(([key, setting]) => ({
    path: `${name}.${tomlName(key)}`,
    setting,
  }))
);

Deno.test("SECTIONS has a default of the right shape for every optional key", () => {
  for (const { path, setting } of ALL.filter((s) => !s.setting.isRequired)) {
    deepStrictEqual(
      setting.shape.read(setting.default),
      { kind: "accepted", value: setting.default },
      path,
    );
  }
});

Deno.test("SECTIONS says of every key what it does and why it is so", () => {
  for (const { path, setting } of ALL) {
    match(setting.doc, /^[A-Z`a-z].*\.$/, path);
    match(setting.reason, /^[^.].*[^.]$/, path);
    match(path, /^[a-z0-9_.]+$/, path);
  }
});

Deno.test("SECTIONS refuses a value of the wrong type for every key", () => {
  for (const { path, setting } of ALL) {
    const read = setting.shape.read(new Date());
    ok(read.kind === "refused", path);
    ok(read.allowed.length > 0, path);
  }
});

Deno.test("renderTemplate() is a valid file that sets nothing", () => {
  const { settings, lines } = parseConfig(renderTemplate(), "template");
  deepStrictEqual(settings, defaultSettings());
  deepStrictEqual([...lines.keys()].filter((key) => key.endsWith("_ms")), []);
});

Deno.test("renderTemplate() gives the defaults when every # is taken away", () => {
  const blocks = renderTemplate().split("\n\n\n");
  const sections = blocks.filter((block) => !/^#\[\[/m.test(block));
  const toml = sections.join("\n").replaceAll(/^#(?=\S)/gm, "");
  const { settings, lines } = parseConfig(toml, "template");
  deepStrictEqual(settings, defaultSettings());
  for (const { path } of ALL) {
    const isInBlock = /^(interfaces|servers)\./.test(path);
    strictEqual(lines.has(path), !isInBlock, path);
  }
});

Deno.test("renderTemplate() keeps to 100 columns", () => {
  for (const line of renderTemplate().split("\n")) ok(line.length <= 100, line);
});
