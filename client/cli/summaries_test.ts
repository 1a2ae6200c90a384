import { deepStrictEqual } from "node:assert/strict";
import { commandTree } from "../main.ts";
import { resolved } from "./dispatch.ts";
import { SUMMARIES } from "./summaries.ts";

Deno.test("SUMMARIES are what the commands say themselves, in the same order", async () => {
  const root = commandTree({ out: () => {}, err: () => {} });
  const own: [name: string, summary: string | undefined][] = [];
  const commands = await resolved(root.subCommands) ?? {};
  for (const [name, command] of Object.entries(commands)) {
    const { meta } = await resolved(command) ?? {};
    own.push([name, (await resolved(meta))?.description]);
  }
  deepStrictEqual(own, Object.entries(SUMMARIES));
});
