import { deepStrictEqual } from "node:assert/strict";
import { link } from "../monitor/testing.ts";
import type { NetworkInterface } from "./inventory.ts";
import type { DefaultRoute, RouteChoice } from "./routes.ts";
import { type RoutingFacts, routingTroubles } from "./routing_trouble.ts";

/** An interface with one IPv4 address. */
function withAddress(
  name: string,
  index: number,
  address: string,
): NetworkInterface {
  const [one] = link(name, index).addresses;
  const addresses = one === undefined ? [] : [{ ...one, address }];
  return link(name, index, { addresses });
}

const ETH0 = withAddress("eth0", 2, "192.0.2.5");
const WLAN0 = withAddress("wlan0", 3, "198.51.100.5");
const NEIGHBOUR = withAddress("wlan0", 3, "192.0.2.200");

function way(name: string, gateway: string | null): RouteChoice {
  return {
    kind: "route",
    interface: name,
    interfaceIndex: 2,
    gateway,
    source: null,
  };
}

const DEFAULT: DefaultRoute = {
  family: 4,
  gateway: "192.0.2.1",
  interface: "eth0",
  interfaceIndex: 2,
  metric: 100,
  source: null,
  isDead: false,
};

/** Two interfaces, each with its own way out; eth0 is the better one. */
function facts(changes: {
  readonly measured?: readonly NetworkInterface[];
  readonly wayless?: readonly string[];
  readonly sysctl?: Readonly<Record<string, number>>;
}): RoutingFacts {
  const { measured = [ETH0, WLAN0], wayless = [], sysctl = {} } = changes;
  return {
    measured,
    targets: { 4: "1.1.1.1", 6: "2001:db8::1" },
    links: {
      routeTo(_, { interface: name } = { interface: "" }) {
        if (name === "") return way("eth0", "192.0.2.1");
        return way(name, wayless.includes(name) ? null : "192.0.2.1");
      },
      defaultRoutes: () => [DEFAULT],
    },
    sysctl: (path) => sysctl[path.replace("net/ipv4/conf/", "")],
  };
}

Deno.test("routingTroubles() finds none where each has its own way", () => {
  deepStrictEqual(routingTroubles(facts({})), []);
  deepStrictEqual(routingTroubles(facts({ measured: [] })), []);
});

Deno.test("routingTroubles() says how to give an interface its own way", () => {
  deepStrictEqual(routingTroubles(facts({ wayless: ["wlan0"] })), [{
    text:
      "wlan0 has no default route for IPv4: nothing far away can be measured over it (ROUTER is its router's address). A higher metric keeps the present way out:",
    commands: ["ip -4 route add default via ROUTER dev wlan0 metric 1003"],
  }]);
  const [trouble] = routingTroubles(facts({
    measured: [ETH0, NEIGHBOUR],
    wayless: ["wlan0"],
    sysctl: { "all/arp_ignore": 1 },
  }));
  deepStrictEqual(trouble?.commands, [
    "ip -4 route add default via 192.0.2.1 dev wlan0 metric 1003",
  ], "the router is known by the neighbour's route");
});

Deno.test("routingTroubles() sees strict filtering where it does harm", () => {
  const mend = ["sysctl -w net.ipv4.conf.wlan0.rp_filter=2"];
  const cases: readonly [
    sysctl: Readonly<Record<string, number>>,
    commands: readonly string[],
    why: string,
  ][] = [
    [{ "all/rp_filter": 1 }, mend, "for all: but not for eth0, the best way"],
    [{ "wlan0/rp_filter": 1 }, mend, "for it alone"],
    [{ "all/rp_filter": 1, "wlan0/rp_filter": 2 }, [], "the larger one counts"],
    [{ "eth0/rp_filter": 1 }, [], "what comes by the best way is let in"],
  ];
  for (const [sysctl, commands, why] of cases) {
    const troubles = routingTroubles(facts({ sysctl }));
    deepStrictEqual(
      troubles.flatMap(({ commands }) => commands),
      commands,
      why,
    );
  }
});

Deno.test("routingTroubles() sees two cards in one network", () => {
  const shared = { measured: [ETH0, NEIGHBOUR] };
  deepStrictEqual(routingTroubles(facts(shared)), [{
    text:
      "eth0 and wlan0 are in the same network 192.0.2.0/24: each answers ARP for the other's address as well, so that replies come in by the wrong one. Let each answer for itself:",
    commands: [
      "sysctl -w net.ipv4.conf.all.arp_ignore=1 net.ipv4.conf.all.arp_announce=2",
    ],
  }]);
  deepStrictEqual(
    routingTroubles(facts({ ...shared, sysctl: { "all/arp_ignore": 1 } })),
    [],
  );
});
