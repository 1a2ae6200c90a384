import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { commandTree } from "../main.ts";
import { argumentFault } from "./argument_fault.ts";
import { allOutlines, outlineOf } from "./command_outline.ts";
import { type Command, resolved } from "./dispatch.ts";
import { EXAMPLES } from "./examples.ts";
import { helpText } from "./help_text.ts";

const TREE = commandTree({ out: () => {}, err: () => {} });
const OUTLINES = allOutlines(await outlineOf(TREE, ["bufferbane"]));

Deno.test("EXAMPLES has one for every command, and for none that is not there", () => {
  deepStrictEqual(
    Object.keys(EXAMPLES).sort(),
    OUTLINES.map(({ path }) => path.join(" ")).sort(),
  );
});

Deno.test("EXAMPLES can be typed as they stand", async () => {
  for (const [typed] of Object.values(EXAMPLES).flat()) {
    const [command, args] = await commandOf(typed);
    const defs = await resolved(command.args) ?? {};
    strictEqual(argumentFault(args, defs), undefined, typed);
  }
});

Deno.test("helpText() fits 80 columns, whatever the command", () => {
  for (const outline of OUTLINES) {
    const name = outline.path.join(" ");
    const text = helpText(outline, {
      width: 80,
      hasColor: false,
      examples: EXAMPLES[name] ?? [],
    });
    for (const line of text.split("\n")) {
      // What is typed is not broken, so that it can be copied.
      const isTyped = /^ {2}bufferbane /.test(line);
      ok(isTyped || line.length <= 80, `${name}: ${line}`);
    }
  }
});

/** The command that is typed, and its arguments as a shell splits them. */
async function commandOf(
  typed: string,
): Promise<readonly [Command, readonly string[]]> {
  const [, ...words] = (typed.replace(/ > .*$/, "").match(/"[^"]*"|\S+/g) ?? [])
    .map((word) => word.replaceAll('"', ""));
  let command: Command = TREE;
  for (;;) {
    const children = await resolved(command.subCommands);
    if (children === undefined) return [command, words];
    const [first = ""] = words;
    const child = await resolved(children[first]) ??
      await resolved(children["monitor"]);
    if (child === undefined) throw new Error(`no command in "${typed}"`);
    if (first in children) words.shift();
    command = child;
  }
}
