import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { byPreference, type DefaultRoute, gatewayOf } from "./routes.ts";

function route(changes: Partial<DefaultRoute>): DefaultRoute {
  return {
    family: 4,
    gateway: "192.0.2.1",
    interface: "eth0",
    interfaceIndex: 2,
    metric: 100,
    source: null,
    isDead: false,
    ...changes,
  };
}

Deno.test("gatewayOf() names the router that a probe can be sent to", () => {
  const routes = [
    route({ gateway: null, metric: 50 }),
    route({ metric: 100 }),
    route({ gateway: "192.0.2.254", metric: 200 }),
    route({ interface: "ppp0", gateway: null }),
    route({ interface: "wlan0", gateway: "fe80::9" }),
    route({ family: 6, gateway: "fe80::1" }),
    route({ family: 6, gateway: "2001:db8::1", interface: "wlan0" }),
    route({ family: 6, gateway: "febf:0:0:1::1", interface: "wlan1" }),
    route({ family: 6, gateway: "fec0::1", interface: "wlan2" }),
  ];
  const cases: readonly [
    interfaceName: string,
    family: 4 | 6,
    gateway: string | null,
    why: string,
  ][] = [
    ["eth0", 4, "192.0.2.1", "the lowest metric that has one"],
    ["ppp0", 4, null, "on-link: nobody to ask"],
    ["wlan0", 4, "fe80::9%wlan0", "IPv4 by way of IPv6 (RFC 5549)"],
    ["eth0", 6, "fe80::1%eth0", "link-local needs its interface"],
    ["wlan0", 6, "2001:db8::1", "global needs none"],
    ["wlan1", 6, "febf:0:0:1::1%wlan1", "the end of fe80::/10"],
    ["wlan2", 6, "fec0::1", "past fe80::/10"],
    ["eth1", 4, null, "no default route there"],
  ];
  for (const [interfaceName, family, gateway, why] of cases) {
    strictEqual(gatewayOf(routes, interfaceName, { family }), gateway, why);
  }
});

Deno.test("byPreference() puts IPv4 first, then the lowest metric", () => {
  const routes = [
    route({ family: 6, metric: 1 }),
    route({ metric: 600 }),
    route({ metric: 0 }),
    route({ metric: 4_294_967_295 }),
  ];
  deepStrictEqual(
    routes.sort(byPreference).map(({ family, metric }) => [family, metric]),
    [[4, 0], [4, 600], [4, 4_294_967_295], [6, 1]],
  );
});
