import { deepStrictEqual } from "node:assert/strict";
import { defineCommand } from "citty";
import { allOutlines, outlineOf } from "./command_outline.ts";

const ROOT = defineCommand({
  meta: { name: "tool", description: "A tool" },
  subCommands: {
    draw: () =>
      defineCommand({
        meta: { name: "draw", description: "Draw it" },
        args: {
          type: { type: "positional", description: "What: dots, big_lines" },
          note: { type: "positional", required: false, description: "A text" },
          theme: { type: "string", valueHint: "light|dark" },
          output: {
            type: "string",
            valueHint: "FILE",
            description: "Where to",
          },
          "output-dir": { type: "string", valueHint: "FOLDER" },
          interfaces: { type: "string", valueHint: "all|A,B" },
          last: { type: "string", description: "Until now: s, m or h" },
          json: { type: "boolean", default: false },
        },
      }),
  },
});

Deno.test("outlineOf() reads from hints and sentences what may be typed", async () => {
  const [, draw] = allOutlines(await outlineOf(ROOT, ["tool"]));
  deepStrictEqual(draw?.path, ["tool", "draw"]);
  deepStrictEqual(
    draw.places.map(({ name, isRequired, value }) => [name, isRequired, value]),
    [
      ["type", true, { kind: "words", words: ["dots", "big_lines"] }],
      ["note", false, { kind: "free" }],
    ],
  );
  deepStrictEqual(
    draw.options.map(({ name, hint, value }) => [name, hint, value]),
    [
      ["theme", "light|dark", { kind: "words", words: ["light", "dark"] }],
      ["output", "FILE", { kind: "file" }],
      ["output-dir", "FOLDER", { kind: "folder" }],
      ["interfaces", "all|A,B", { kind: "interface" }],
      ["last", "LAST", { kind: "free" }],
      ["json", undefined, { kind: "free" }],
    ],
  );
});
