import { deepStrictEqual } from "node:assert/strict";
import { ownProgram } from "./own_program.ts";

Deno.test("ownProgram() needs the workspace's configuration, and packed no configuration at all", () => {
  const source = new URL("file:///a/client/main.ts");
  deepStrictEqual(ownProgram("load", source), [
    ...["run", "--quiet", "--allow-all"],
    ...["file:///a/client/main.ts", "load"],
  ]);
  const packed = new URL("file:///a/app/main.js");
  deepStrictEqual(ownProgram("load", packed), [
    ...["run", "--quiet", "--allow-all"],
    ...["--no-config", "--no-lock", "--no-npm", "--no-remote"],
    ...["file:///a/app/main.js", "load"],
  ]);
});
