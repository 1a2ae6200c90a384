import { deepStrictEqual } from "node:assert/strict";
import { Connected } from "./connected.ts";

Deno.test("Connected tells one IP version from the other, and both of the line", () => {
  const connected = new Connected();
  const now = () =>
    (["line", "ipv4", "ipv6"] as const)
      .map((scope) => connected.newestMs(scope));
  deepStrictEqual(now(), [-Infinity, -Infinity, -Infinity]);
  connected.add(20, 4);
  connected.add(10, 4);
  connected.add(5, 6);
  deepStrictEqual(now(), [20, 20, 5]);
  // The clock was set back: a connection of the future hides every outage.
  connected.forgive(8);
  deepStrictEqual(now(), [8, 8, 5]);
  connected.add(30, 6);
  connected.forgive(9);
  deepStrictEqual(now(), [9, 8, 9]);
});
