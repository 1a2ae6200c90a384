import { deepStrictEqual } from "node:assert/strict";
import type { DefaultRoute, NetworkInterface } from "../links/mod.ts";
import { choosePorts, type PortFacts } from "./ports.ts";

function link(name: string, index: number): NetworkInterface {
  return {
    name,
    index,
    connectionType: name.startsWith("wl") ? "wifi" : "wired",
    kind: "",
    macAddress: null,
    addresses: ([4, 6] as const).map((family) => ({
      address: family === 4 ? "192.0.2.5" : "2001:db8::5",
      family,
      prefixLength: 24,
      scope: "global",
      peer: null,
      isUsable: true,
      isDeprecated: false,
      isTemporary: false,
    })),
    mtuBytes: 1500,
    speedBps: null,
    duplex: null,
    operationalState: "up",
    hasCarrier: true,
    isUp: true,
    isLoopback: name === "lo",
    isWireless: false,
    isPointToPoint: false,
    supportsBroadcast: true,
    supportsMulticast: true,
  };
}

function route(
  family: 4 | 6,
  name: string,
  interfaceIndex: number,
  more: Partial<DefaultRoute> = {},
): DefaultRoute {
  return {
    family,
    gateway: family === 4 ? "192.0.2.1" : "fe80::1",
    interface: name,
    interfaceIndex,
    metric: 100,
    source: null,
    isDead: false,
    ...more,
  };
}

const FACTS: PortFacts = {
  wanted: [],
  connectionType: "auto",
  family: "auto",
  routes: [route(4, "eth0", 2)],
  interfaces: [link("lo", 1), link("eth0", 2), link("wlan0", 3)],
};

function shown(facts: Partial<PortFacts>): readonly string[] {
  const { ports, missing } = choosePorts({ ...FACTS, ...facts });
  return [
    ...ports.map((port) =>
      `${
        port.device || "any"
      } ${port.interface} ${port.connectionType} ${port.family} ${port.gateway}`
    ),
    ...missing.map((name) => `missing ${name}`),
  ];
}

Deno.test("choosePorts() follows the default routes, or binds to what is wanted", () => {
  const cases: readonly {
    readonly why: string;
    readonly facts: Partial<PortFacts>;
    readonly expected: readonly string[];
  }[] = [
    {
      why: "the default route's interface, unbound",
      facts: {},
      expected: ["any eth0 wired 4 192.0.2.1"],
    },
    {
      why: "IPv6 as well where it has a route",
      facts: { routes: [route(4, "eth0", 2), route(6, "eth0", 2)] },
      expected: ["any eth0 wired 4 192.0.2.1", "any eth0 wired 6 fe80::1%eth0"],
    },
    {
      why: "a host with IPv6 only is asked in IPv6 only",
      facts: { routes: [route(6, "eth0", 2)] },
      expected: ["any eth0 wired 6 fe80::1%eth0"],
    },
    {
      why: "a route without carrier leads nowhere while another does",
      facts: {
        routes: [route(4, "eth0", 2, { isDead: true }), route(4, "wlan0", 3)],
      },
      expected: ["any wlan0 wifi 4 192.0.2.1"],
    },
    {
      why: "no route at all is measured too, as what it is",
      facts: { routes: [] },
      expected: ["any eth0 wired 4 null"],
    },
    {
      why: "no interface at all",
      facts: { routes: [], interfaces: [link("lo", 1)] },
      expected: ["any none unknown 4 null"],
    },
    {
      why: "the user knows better what it is",
      facts: { connectionType: "cellular" },
      expected: ["any eth0 cellular 4 192.0.2.1"],
    },
    {
      why: "wanted interfaces are bound to, each with its own gateway",
      facts: {
        wanted: [
          { name: "wlan0", connectionType: "auto" },
          { name: "eth0", connectionType: "vpn" },
          { name: "usb0", connectionType: "auto" },
        ],
        routes: [
          route(4, "eth0", 2),
          route(4, "wlan0", 3, { gateway: "198.51.100.1" }),
        ],
      },
      expected: [
        "wlan0 wlan0 wifi 4 198.51.100.1",
        "eth0 eth0 vpn 4 192.0.2.1",
        "missing usb0",
      ],
    },
    {
      why: "a wanted IP version is measured whether or not there is a route",
      facts: { family: "both" },
      expected: ["any eth0 wired 4 192.0.2.1", "any eth0 wired 6 null"],
    },
  ];
  for (const { why, facts, expected } of cases) {
    deepStrictEqual(shown(facts), expected, why);
  }
});
