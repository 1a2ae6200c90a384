import { deepStrictEqual, throws } from "node:assert/strict";
import { readArguments } from "./arguments.ts";

const KNOWN = { config: true, json: false };

Deno.test("readArguments() takes options with and without values", () => {
  const { options, words } = readArguments(
    ["--config", "a.conf", "--json", "word"],
    KNOWN,
    { maxWords: 1 },
  );
  deepStrictEqual([...options], [["config", "a.conf"], ["json", ""]]);
  deepStrictEqual(words, ["word"]);
  const joined = readArguments(["--config=b=c.conf"], KNOWN, { maxWords: 0 });
  deepStrictEqual([...joined.options], [["config", "b=c.conf"]]);
});

Deno.test("readArguments() passes over nothing unknown", () => {
  const cases: readonly [args: string[], message: string][] = [
    [["x"], 'Cannot use "x": nothing is expected there'],
    [
      ["--confg"],
      "Cannot use --confg as there is no such option (did you mean --config?)",
    ],
    [
      ["--zzz"],
      "Cannot use --zzz as there is no such option (there are: --config, --json)",
    ],
    [["--config"], "Cannot use --config without a value"],
    [["--config="], "Cannot use --config without a value"],
    [["--config", "--json"], "Cannot use --config without a value"],
    [["--json=1"], "Cannot use --json=1 as --json takes no value"],
  ];
  for (const [args, message] of cases) {
    throws(() => readArguments(args, KNOWN, { maxWords: 0 }), {
      name: "UsageError",
      message,
    });
  }
});
