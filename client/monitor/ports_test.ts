import { deepStrictEqual, strictEqual } from "node:assert/strict";
import type { DefaultRoute, RouteChoice } from "../links/mod.ts";
import { areInPlace, choosePorts, type PortFacts } from "./ports.ts";
import { link } from "./testing.ts";

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

const NOWHERE: RouteChoice = { kind: "unreachable", code: "ENETUNREACH" };

function way(
  name: string,
  interfaceIndex: number,
  gateway: string | null,
): RouteChoice {
  return {
    kind: "route",
    interface: name,
    interfaceIndex,
    gateway,
    source: null,
  };
}

const FACTS: PortFacts = {
  wanted: [],
  connectionType: "auto",
  family: "auto",
  routes: [route(4, "eth0", 2)],
  ways: { 4: NOWHERE, 6: NOWHERE },
  before: [],
  interfaces: [
    link("lo", 1),
    link("eth0", 2),
    link("wlan0", 3),
    link("tun0", 4),
  ],
};

function shown(facts: Partial<PortFacts>): readonly string[] {
  return choosePorts({ ...FACTS, ...facts }).map((port) =>
    `${
      port.device || "any"
    } ${port.interface} ${port.connectionType} ${port.family} ${port.gateway}`
  );
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
      why: "what a VPN lays over the default route wins, as the kernel has it",
      facts: { ways: { 4: way("tun0", 4, null), 6: NOWHERE } },
      expected: ["any tun0 wired 4 null"],
    },
    {
      why: "a VPN by rules, with no default route in the main table",
      facts: {
        routes: [],
        ways: { 4: NOWHERE, 6: way("tun0", 4, "fe80::1") },
      },
      expected: ["any tun0 wired 6 fe80::1%tun0"],
    },
    {
      why: "a public address of this machine itself is no way out",
      facts: { ways: { 4: way("lo", 1, null), 6: NOWHERE } },
      expected: ["any eth0 wired 4 192.0.2.1"],
    },
    {
      why: "without any route, hardware with an address before bridges",
      facts: {
        routes: [],
        interfaces: [
          link("lo", 1),
          link("eth0", 2, { hasCarrier: false }),
          link("docker0", 3, { kind: "bridge" }),
          link("wlan0", 5),
        ],
      },
      expected: ["any wlan0 wifi 4 null"],
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

Deno.test("areInPlace() notices that a name is another interface's now", () => {
  const ports = choosePorts({
    ...FACTS,
    wanted: [{ name: "eth0", connectionType: "auto" }],
  });
  const reader = (name: string, index: number) => ({
    read: (asked: string) =>
      asked === name
        ? {
          isUp: true,
          hasCarrier: true,
          counters: {
            name,
            index,
            received: { bytes: 0, packets: 0, errors: 0, dropped: 0 },
            sent: { bytes: 0, packets: 0, errors: 0, dropped: 0 },
            collisions: 0,
          },
        }
        : undefined,
    [Symbol.dispose]() {},
  });
  strictEqual(areInPlace(ports, reader("eth0", 2)), true, "as planned");
  strictEqual(areInPlace(ports, reader("eth0", 9)), false, "made anew");
  strictEqual(areInPlace(ports, reader("eth7", 2)), false, "renamed");
  const unbound = choosePorts(FACTS);
  strictEqual(areInPlace(unbound, reader("wlan0", 3)), true, "bound to none");
});

Deno.test("choosePorts() goes on with an IP version that the same network has lost", () => {
  const both = [route(4, "eth0", 2), route(6, "eth0", 2)];
  const before = choosePorts({ ...FACTS, routes: both });
  const cases = [
    {
      why: "IPv6 alone",
      facts: { routes: [route(4, "eth0", 2)] },
      expected: ["any eth0 wired 4 192.0.2.1", "any eth0 wired 6 null"],
    },
    {
      why: "IPv4 alone",
      facts: { routes: [route(6, "eth0", 2)] },
      expected: ["any eth0 wired 6 fe80::1%eth0", "any eth0 wired 4 null"],
    },
    {
      why: "another network never had it",
      facts: { routes: [route(4, "eth0", 2, { gateway: "198.51.100.1" })] },
      expected: ["any eth0 wired 4 198.51.100.1"],
    },
    {
      why: "nor has another interface",
      facts: { routes: [route(4, "wlan0", 3)] },
      expected: ["any wlan0 wifi 4 192.0.2.1"],
    },
    {
      why: "it is back",
      facts: { routes: both },
      expected: ["any eth0 wired 4 192.0.2.1", "any eth0 wired 6 fe80::1%eth0"],
    },
    {
      why: "over an interface that was named",
      facts: {
        routes: [route(4, "eth0", 2)],
        wanted: [{ name: "eth0", connectionType: "auto" as const }],
        before: choosePorts({
          ...FACTS,
          routes: both,
          wanted: [{ name: "eth0", connectionType: "auto" }],
        }),
      },
      expected: ["eth0 eth0 wired 4 192.0.2.1", "eth0 eth0 wired 6 null"],
    },
  ];
  for (const { why, facts, expected } of cases) {
    deepStrictEqual(shown({ before, ...facts }), expected, why);
  }
});
