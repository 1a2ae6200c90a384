import { ok, strictEqual } from "node:assert/strict";
import { testInNamespaces } from "../support/skip.ts";
import { openLab } from "./lab.ts";
import { changeAddress, changeGateway, disable, unplug } from "./link.ts";
import { ping } from "./testing.ts";

testInNamespaces("links go down and come back with their routes", async (t) => {
  await using lab = await openLab();
  const [client] = lab.interfaces;
  // A neighbour that is not ready yet is asked again after a second.
  const once = { count: 1, args: ["-W3"] };
  await t.step("disable()", async () => {
    {
      await using _down = await disable(lab, client);
      strictEqual((await ping(lab, lab.server4, once)).received, 0);
    }
    strictEqual((await ping(lab, lab.server4, once)).received, 1);
    strictEqual((await ping(lab, lab.server6, once)).received, 1);
  });
  await t.step("unplug()", async () => {
    {
      await using _out = await unplug(lab, client);
      const link = await lab.exec(lab.client, ["ip", "link", "show", "c0"]);
      ok(link.includes("NO-CARRIER"), link);
    }
    strictEqual((await ping(lab, lab.server4, once)).received, 1);
    strictEqual((await ping(lab, lab.server6, once)).received, 1);
  });
  await t.step("changeAddress()", async () => {
    await changeAddress(lab, client, "10.98.1.77");
    const { received } = await ping(lab, lab.server4, once);
    const route = await lab.exec(lab.client, [
      ...["ip", "route", "get", lab.server4],
    ]);
    strictEqual(received, 1);
    ok(route.includes("src 10.98.1.77"), route);
  });
  await t.step("changeGateway()", async () => {
    await changeGateway(lab, client, "10.98.1.254");
    const route = await lab.exec(lab.client, [
      "ip",
      "route",
      "show",
      "default",
    ]);
    ok(route.includes("via 10.98.1.254"), route);
    strictEqual((await ping(lab, lab.server4, once)).received, 1);
  });
});
