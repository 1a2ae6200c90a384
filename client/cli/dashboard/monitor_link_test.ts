import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { ControlSocket } from "../../monitor/control.ts";
import { temporaryFolder } from "../../store/testing.ts";
import { monitorLink } from "./monitor_link.ts";

Deno.test("monitorLink() finds a monitor that begins later, at whichever place", async () => {
  using folder = temporaryFolder();
  const paths = [`${folder.path}/first.sock`, `${folder.path}/second.sock`];
  const link = monitorLink(paths, 4);
  strictEqual(await link.status(), null);
  for (const path of paths.toReversed()) {
    await using _monitor = new ControlSocket(path, {
      status: () => ({ path }),
    });
    deepStrictEqual(await link.status(), { path });
  }
  strictEqual(await link.status(), null);
});
