import { deepStrictEqual, throws } from "node:assert/strict";
import { type LabOptions, namespacesOf, planLab } from "./topology.ts";
import { wiringFor } from "./wiring.ts";

Deno.test("planLab() names namespaces, hops and ways", () => {
  const lab = planLab("7-1", { interfaces: ["eth0", "wlan0"], routers: 3 });
  deepStrictEqual(namespacesOf(lab), [
    "bb-7-1-c",
    "bb-7-1-r",
    "bb-7-1-h2",
    "bb-7-1-h3",
    "bb-7-1-s",
  ]);
  deepStrictEqual(lab.hops.map((hop) => hop.ipv4), [
    "10.98.1.1",
    "100.64.1.2",
    "100.64.2.2",
  ]);
  deepStrictEqual(lab.server4, "100.64.3.2");
  deepStrictEqual(lab.line.down.egress, {
    namespace: "bb-7-1-h2",
    device: "down0",
  });
  deepStrictEqual(lab.interfaces[1]?.gateway4, "10.98.2.1");
});

Deno.test("planLab() refuses labs that it cannot build", () => {
  const rows: readonly [options: LabOptions, message: string][] = [
    [
      { routers: 1 },
      "Cannot build a lab as routers is out of range: found 1 (allowed: 2 to 6)",
    ],
    [
      { interfaces: [] },
      "Cannot build a lab as interfaces is out of range: found 0 (allowed: 1 to 9)",
    ],
  ];
  for (const [options, message] of rows) {
    throws(() => planLab("x", options), { name: "RangeError", message });
  }
});

Deno.test("wiringFor() gives a router in the middle a way to both ends", () => {
  const lab = planLab("x", { routers: 4, ipv6: false });
  const routes = wiringFor(lab, "bb-x-h3")
    .filter((command) => command.startsWith("ip route"));
  deepStrictEqual(routes, [
    "ip route add 0.0.0.0/0 via 100.64.3.2",
    "ip route add 10.98.0.0/16 via 100.64.2.1",
    "ip route add 100.64.1.0/24 via 100.64.2.1",
  ]);
});
