import { strictEqual } from "node:assert/strict";
import { hasBrokenOff } from "./row.ts";

Deno.test("hasBrokenOff() tells a script that ended early from one that missed its mark", () => {
  const said = [{ isReached: true }, { isReached: null }];
  strictEqual(hasBrokenOff(true, said), false);
  strictEqual(hasBrokenOff(false, said), true);
  strictEqual(hasBrokenOff(false, []), true);
  strictEqual(hasBrokenOff(false, [...said, { isReached: false }]), false);
});
