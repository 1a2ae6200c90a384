import { deepStrictEqual } from "node:assert/strict";
import { splitLogin } from "./login.ts";

Deno.test("splitLogin() takes name and password out of an address", () => {
  const rows = [
    ["https://nas/write?db=a", "https://nas/write?db=a", "", ""],
    ["http://ann@nas/", "http://nas/", "ann", ""],
    ["http://ann:p%40ss%20w@nas/", "http://nas/", "ann", "p@ss w"],
    ["http://ann:100%@nas/", "http://nas/", "ann", "100%"],
    ["http://ann:%zz%C3%BC@nas/", "http://nas/", "ann", "%zzü"],
    ["mqtt://ann:a:b@[::1]:1884", "mqtt://[::1]:1884", "ann", "a:b"],
  ] as const;
  for (const [from, url, username, password] of rows) {
    deepStrictEqual(splitLogin(from), { url, username, password }, from);
  }
});
