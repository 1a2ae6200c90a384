import { strictEqual } from "node:assert/strict";
import { drawLab } from "./map.ts";
import { planLab } from "./topology.ts";

Deno.test("drawLab() shows every place with its addresses", () => {
  const lab = planLab("7-1", {
    interfaces: ["eth0", "wlan0"],
    routers: 3,
    serverAddresses: ["1.1.1.1"],
    ipv6: false,
  });
  strictEqual(
    drawLab(lab),
    `
bb-7-1-c   client          eth0 10.98.1.2
                           wlan0 10.98.2.2
  │
bb-7-1-r   home router     10.98.1.1
  ║  the line
bb-7-1-h2  ISP             100.64.1.2
  │
bb-7-1-h3  core router 1   100.64.2.2
  │
bb-7-1-s   server          100.64.3.2
                           1.1.1.1
`.slice(1),
  );
});
