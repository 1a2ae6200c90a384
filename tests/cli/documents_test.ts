import { deepStrictEqual } from "node:assert/strict";
import { join } from "node:path";
import {
  allOutlines,
  type CommandOutline,
  outlineOf,
} from "../../client/cli/command_outline.ts";
import { commandTree, FALLBACK } from "../../client/main.ts";
import manifest from "../../deno.json" with { type: "json" };
import { testInNamespaces } from "../support/skip.ts";
import { blocksOf, commandsOf, documents, inlineCodeOf } from "./documents.ts";
import { Reader } from "./reader.ts";

const ROOT = join(import.meta.dirname ?? ".", "..", "..");
const PAGES = await Promise.all(
  (await documents(ROOT)).map(async (path) => ({
    path,
    markdown: await Deno.readTextFile(join(ROOT, path)),
  })),
);
const TREE = await outlineOf(commandTree({ out: () => {}, err: () => {} }), [
  "bufferbane",
]);

Deno.test("blocksOf() finds blocks, and the notes above them", () => {
  const markdown = [
    "<!-- far away -->",
    "Text.",
    ...["<!-- not run: why -->", "", "```sh", "one \\", "  two", "three # x"],
    "```",
  ].join("\n");
  const [block, ...others] = blocksOf("a.md", markdown);
  deepStrictEqual(others, []);
  deepStrictEqual(block, {
    path: "a.md",
    line: 6,
    language: "sh",
    notes: ["not run: why"],
    text: "one \\\n  two\nthree # x",
  });
  deepStrictEqual(block && commandsOf(block), ["one two", "three"]);
});

Deno.test("every command that the documents name is there, with its options", async () => {
  const faults: string[] = [];
  for (const { path, markdown } of PAGES) {
    const shell = blocksOf(path, markdown)
      .filter(({ language }) => language === "sh").flatMap(commandsOf);
    for (const command of [...shell, ...inlineCodeOf(markdown)]) {
      const fault = await faultOf(command);
      if (fault !== undefined) faults.push(`${path}: \`${command}\`: ${fault}`);
    }
  }
  deepStrictEqual(faults, []);
});

testInNamespaces(
  "the documents' commands do what they say, one after the other",
  async () => {
    await using reader = await Reader.open();
    for (const { path, markdown } of PAGES) {
      for (const block of blocksOf(path, markdown)) {
        await reader.follow(block);
      }
    }
    await reader.finish();
  },
);

/** What is wrong with a command, as far as its words tell. */
async function faultOf(command: string): Promise<string | undefined> {
  const words = command
    .replace(/^npx --yes (--prefer-offline )?deno@[\d.]+/, "deno").split(" ");
  const [program, verb, ...rest] = words;
  if (program === "bufferbane") return optionFault(words.slice(1));
  if (program !== "deno") return undefined;
  if (verb === "task") return taskFault(rest);
  if (!["run", "test"].includes(verb ?? "")) return undefined;
  const files = rest.filter((word) => /^[a-z_]+\/[\w/]+/.test(word));
  for (const file of files) {
    if (!await exists(join(ROOT, file))) return `there is no ${file}`;
  }
  return files[0] === "client/main.ts"
    ? optionFault(rest.slice(rest.indexOf("client/main.ts") + 1))
    : undefined;
}

function taskFault([name = "", ...rest]: readonly string[]) {
  if (name !== "" && !Object.hasOwn(manifest.tasks, name)) {
    return `there is no task ${name}`;
  }
  return name === "start" ? optionFault(rest) : undefined;
}

function optionFault(words: readonly string[]): string | undefined {
  const [command, options] = commandOf(TREE, words);
  if (
    command.children.length > 0 && words.some((word) => /^[a-z]+$/.test(word))
  ) {
    return "there is no such command";
  }
  const target = command === TREE ? usual() : command;
  const known = new Set([
    ...target.options.map(({ name }) => `--${name}`),
    ...["--help", "--version"],
  ]);
  const unknown = options.map((word) => word.replace(/[=\]].*/, ""))
    .find((word) => /^--[a-z]/.test(word) && !known.has(word));
  return unknown === undefined ? undefined : `there is no ${unknown}`;
}

function usual(): CommandOutline {
  const found = allOutlines(TREE).find(({ path }) => path[1] === FALLBACK);
  if (found === undefined) throw new Error(`no command ${FALLBACK}`);
  return found;
}

/** The command that words name, and the words behind its name. */
function commandOf(
  from: CommandOutline,
  words: readonly string[],
): readonly [CommandOutline, readonly string[]] {
  const child = from.children.find(({ path }) => path.at(-1) === words[0]);
  return child === undefined ? [from, words] : commandOf(child, words.slice(1));
}

async function exists(path: string): Promise<boolean> {
  try {
    await Deno.stat(path);
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}
