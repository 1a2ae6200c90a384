import { deepStrictEqual, match, strictEqual } from "node:assert/strict";
import { stripVTControlCharacters } from "node:util";
import { defineCommand } from "citty";
import { type Command, dispatch, type Program } from "./dispatch.ts";
import { EXIT } from "./exit_codes.ts";

/** What a command was run with. */
interface Run {
  readonly name: string;
  readonly args: Readonly<Record<string, unknown>>;
}

function programOf(runs: Run[]): Program {
  const named = (name: string, args: NonNullable<Command["args"]>): Command =>
    defineCommand({
      meta: { name, description: `Does ${name}` },
      args,
      run({ args: { _, ...args } }) {
        runs.push({ name, args });
        return EXIT.noData;
      },
    });
  const draw = named("draw", {
    type: { type: "positional", required: true, description: "What to draw" },
    size: { type: "string", description: "How large" },
    dark: { type: "boolean", default: false, description: "On black" },
  });
  const watch = named("watch", {});
  const file = named("file", {
    file: { type: "positional", required: false, description: "Which" },
  });
  return {
    root: defineCommand({
      meta: { name: "tool", description: "A tool" },
      subCommands: {
        draw: () => Promise.resolve(draw),
        watch,
        more: defineCommand({ meta: { name: "more" }, subCommands: { file } }),
      },
    }),
    fallback: "watch",
    version: "tool 1.2.3",
    look: () => ({ width: 80, hasColor: false }),
  };
}

async function dispatched(line: string, look: Partial<Program> = {}) {
  const runs: Run[] = [];
  let out = "";
  let err = "";
  const code = await dispatch(
    line === "" ? [] : line.split(" "),
    { ...programOf(runs), ...look },
    { out: (text) => out += text, err: (text) => err += text },
  );
  return { code, out, err, runs };
}

Deno.test("dispatch() runs the command that is named", async () => {
  const rows: readonly (readonly [string, Run])[] = [
    ["", { name: "watch", args: {} }],
    ["watch", { name: "watch", args: {} }],
    ["draw cat", { name: "draw", args: { type: "cat", dark: false } }],
    [
      "draw --dark cat --size 3",
      { name: "draw", args: { type: "cat", dark: true, size: "3" } },
    ],
    [
      "draw cat --size=-3=4",
      {
        name: "draw",
        args: { type: "cat", dark: false, size: "-3=4" },
      },
    ],
    [
      "draw --dark -- --size",
      { name: "draw", args: { type: "--size", dark: true } },
    ],
    ["draw -", { name: "draw", args: { type: "-", dark: false } }],
    ["more file", { name: "file", args: { file: undefined } }],
    ["more file a.conf", { name: "file", args: { file: "a.conf" } }],
  ];
  for (const [line, run] of rows) {
    const { code, out, err, runs } = await dispatched(line);
    deepStrictEqual(
      {
        out,
        err,
        runs: runs.map(({ name, args }) => ({ name, args: { ...args } })),
      },
      { out: "", err: "", runs: [run] },
      line,
    );
    strictEqual(code, EXIT.noData, "the command's own exit code");
  }
});

Deno.test("dispatch() runs nothing when it does not understand", async () => {
  const help = "\nTry --help for what is possible.\n";
  const rows: readonly (readonly [string, string, string])[] = [
    [
      "drow",
      'Cannot run "drow" as there is no such command (did you mean draw?)\n',
      "the nearest",
    ],
    [
      "zzzzzz",
      'Cannot run "zzzzzz" as there is no such command (there are: draw, watch, more)\n',
      "all of them",
    ],
    [
      "more",
      `Cannot run this without a subcommand (there are: file)${help}`,
      "half a command",
    ],
    [
      "draw",
      `Cannot run this without TYPE (What to draw)${help}`,
      "an argument is missing",
    ],
    [
      "draw cat dog",
      `Cannot use "dog": nothing is expected there${help}`,
      "one too many",
    ],
    ["draw cat --size", `Cannot use --size without a value${help}`, "no value"],
    ["draw cat --size=", `Cannot use --size without a value${help}`, "empty"],
    [
      "draw cat --size --dark",
      `Cannot use --size without a value${help}`,
      "an option is no value",
    ],
    [
      "draw cat --size -3",
      `Cannot use --size without a value (-3 looks like an option; --size=-3 is one)${help}`,
      "unless it is said so",
    ],
    [
      "draw cat -size 3",
      `Cannot use -size as there is no such option (did you mean --size?)${help}`,
      "two dashes it takes",
    ],
    [
      "draw cat --dark=no",
      `Cannot use --dark=no as --dark takes no value${help}`,
      "a switch",
    ],
    [
      "draw cat --dork",
      `Cannot use --dork as there is no such option (did you mean --dark?)${help}`,
      "the nearest option",
    ],
    [
      "watch --loud",
      `Cannot use --loud as there is no such option (there are none here)${help}`,
      "a command without options",
    ],
  ];
  for (const [line, says, why] of rows) {
    deepStrictEqual(
      await dispatched(line),
      { code: EXIT.badUsage, out: "", err: says, runs: [] },
      why,
    );
  }
});

Deno.test("dispatch() helps, and tells its version", async () => {
  deepStrictEqual(await dispatched("--version"), {
    code: EXIT.done,
    out: "tool 1.2.3\n",
    err: "",
    runs: [],
  });
  for (const line of ["--help", "draw --help", "draw cat -h", "more --help"]) {
    const { code, out, err, runs } = await dispatched(line);
    deepStrictEqual({ code, err, runs }, {
      code: EXIT.done,
      err: "",
      runs: [],
    });
    match(out, /USAGE/);
  }
});

Deno.test("dispatch() colours help only where it may", async () => {
  const { out: plain } = await dispatched("draw --help");
  // deno-lint-ignore no-control-regex -- that is what is looked for
  strictEqual(/\x1b/.test(plain), false);
  const { out: coloured } = await dispatched("draw --help", {
    look: () => ({ width: 80, hasColor: true }),
  });
  strictEqual(stripVTControlCharacters(coloured), plain);
});

Deno.test("dispatch() helps with all commands without loading one", async () => {
  const { out } = await dispatched("--help", {
    root: defineCommand({
      meta: { name: "tool" },
      subCommands: {
        draw: () => Promise.reject(new Error("loaded")),
      },
    }),
    summaries: { draw: "Draws a picture" },
  });
  match(out, /^ *draw +Draws a picture *$/m);
});
