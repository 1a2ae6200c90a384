import { strictEqual } from "node:assert/strict";
import { helpText } from "./help_text.ts";

const FREE = { kind: "free" } as const;

Deno.test("helpText() says what a command does, takes, and is typed like", () => {
  const text = helpText({
    path: ["tool", "draw"],
    description: "Draws one picture of whatever was measured in the period",
    options: [
      {
        name: "size",
        description: "How large it is, in pixels of the screen it is for",
        hint: "PIXELS",
        value: FREE,
        usual: "300",
      },
      {
        name: "a-rather-long-name",
        description: "When",
        hint: "DATE TIME",
        value: FREE,
        usual: undefined,
      },
      {
        name: "dark",
        description: "In the dark",
        hint: undefined,
        value: FREE,
        usual: undefined,
      },
    ],
    places: [{
      name: "type",
      description: "What to draw",
      hint: undefined,
      value: FREE,
      usual: undefined,
      isRequired: true,
    }],
    children: [],
  }, {
    width: 50,
    hasColor: false,
    examples: [["tool draw cat", "A cat."]],
  });
  strictEqual(
    text,
    `Draws one picture of whatever was measured in the
period.

USAGE  tool draw [OPTIONS] TYPE

ARGUMENTS
  TYPE                  What to draw

OPTIONS
  --size PIXELS         How large it is, in pixels
                        of the screen it is for
                        (300 if not given)
  --a-rather-long-name "DATE TIME"
                        When
  --dark                In the dark

EXAMPLES
  tool draw cat
      A cat.
`,
  );
});

Deno.test("helpText() lists subcommands, with bold headings where they may be", () => {
  const child = {
    path: ["tool", "watch"] as const,
    description: "Look on",
    options: [],
    places: [],
    children: [],
  };
  const text = helpText(
    { ...child, path: ["tool"], children: [child] },
    { width: 80, hasColor: true, examples: [] },
  );
  strictEqual(
    text,
    `Look on.

\x1b[1mUSAGE\x1b[22m  tool [COMMAND]

\x1b[1mCOMMANDS\x1b[22m
  watch                 Look on

\`tool COMMAND --help\` says more, \`--version\` which version this is.
`,
  );
});
