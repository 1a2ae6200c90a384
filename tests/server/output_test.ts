import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { finishCommand } from "../cli/program.ts";
import { countedCommand } from "../support/counted.ts";
import { programCommand } from "../support/packed.ts";

/** Whatever prints without a server. */
const PRINTING = [
  ["--help"],
  ["--version"],
  ["secret"],
  ["config", "init", "--output", "-"],
] as const;

Deno.test("no command of the server minds a reader that goes away, and a full disk is told in words", async () => {
  await Promise.all(PRINTING.map(async (args) => {
    const command = [
      ...countedCommand(),
      ...programCommand("bufferbane-server", [
        ...[Deno.execPath(), "run", "-A", "--quiet", "--no-check"],
        new URL("../../server/main.ts", import.meta.url).pathname,
      ]),
      ...args,
    ];
    const what = args.join(" ");
    const script = '"$@" | true; echo "${PIPESTATUS[0]}"';
    const cut = await finishCommand(["bash", "-c", script, "bash", ...command]);
    strictEqual(cut.stderr, "", what);
    strictEqual(cut.stdout, "0\n", what);
    const full = await finishCommand([
      ...["bash", "-c", '"$@" > /dev/full', "bash", ...command],
    ]);
    deepStrictEqual([full.code, full.stderr], [
      1,
      "Cannot write to standard output as the disk is full\n",
    ], what);
  }));
});
