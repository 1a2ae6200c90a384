import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { testInNamespaces } from "../../../tests/support/skip.ts";
import {
  type IpCounts,
  type IpLink,
  type IpRoute,
  Namespace,
} from "./testing/namespace.ts";

/** Every kind of interface that this kernel can make. */
const INTERFACES = [
  "link set lo up",
  "link add v0 type veth peer name v1",
  "link set v0 address 02:00:00:00:00:01",
  "link set v1 name fifteen-letters",
  "link add br0 type bridge",
  "link set fifteen-letters master br0",
  "link add mv0 link v0 type macvlan",
  "link add ifb7 type ifb",
  "tuntap add t0 mode tun",
  "tuntap add home-vpn mode tap",
  "link set v0 mtu 1400",
  "link set v0 up",
  "link set fifteen-letters up",
  "link set br0 up",
  "link set t0 up",
  "addr add 192.0.2.2/24 dev v0",
  "addr add 192.0.2.3/24 dev v0",
  "addr add 2001:db8::2/64 dev v0 nodad",
  "addr add 10.9.0.2 peer 10.9.0.1 dev t0",
  "addr add 198.51.100.1/32 dev lo scope host",
];

/** What our fields are in ip's words. */
const FLAGS = [
  ["isUp", "UP"],
  ["hasCarrier", "LOWER_UP"],
  ["isLoopback", "LOOPBACK"],
  ["isPointToPoint", "POINTOPOINT"],
  ["supportsBroadcast", "BROADCAST"],
  ["supportsMulticast", "MULTICAST"],
] as const;

const ROUTES = [
  "route add default via 192.0.2.1 src 192.0.2.3 metric 100",
  "route add default dev t0 metric 50",
  "route add default metric 300 nexthop via 192.0.2.7 nexthop via 192.0.2.8",
  "-4 route add default via inet6 fe80::9 dev v0 metric 400",
  "route add unreachable default metric 9999",
  "route add default via 192.0.2.99 table 1000",
  "-6 route add default via fe80::1 dev v0 metric 1024",
  "-6 route add default via 2001:db8::1 dev v0 metric 512",
  "-6 route add unreachable 2001:db8:bad::/48",
];

testInNamespaces("Links.interfaces() agrees with `ip addr`", async () => {
  await using namespace = await Namespace.create(INTERFACES);
  // Duplicate address detection goes on meanwhile: wait until ip says it ended.
  await namespace.until(async () =>
    (await namespace.links("-6 addr")).every(({ addr_info }) =>
      addr_info.every(({ tentative }) => tentative !== true)
    )
  );
  const { interfaces } = await namespace.tell();
  const found = interfaces.map((link) => ({
    name: link.name,
    index: link.index,
    kind: link.kind,
    macAddress: link.macAddress,
    mtuBytes: link.mtuBytes,
    operationalState: link.operationalState,
    flags: FLAGS.filter(([field]) => link[field]).map(([, flag]) => flag),
    addresses: link.addresses.map(({ address, prefixLength, scope, peer }) => ({
      address,
      prefixLength,
      scope,
      peer,
    })),
  }));
  deepStrictEqual(found, (await namespace.links("-d addr")).map(asInterface));
  const typeOf = (name: string) =>
    interfaces.find((one) => one.name === name)?.connectionType;
  deepStrictEqual(
    ["v0", "t0", "home-vpn", "br0", "lo"].map(typeOf),
    ["unknown", "vpn", "vpn", "unknown", "unknown"],
  );
  const flagsOf = (wanted: string) => {
    const { addresses: _, ...one } = interfaces.find(({ name }) =>
      name === wanted
    ) ?? { addresses: [] };
    return Object.entries(one).filter(([, value]) => value === true)
      .map(([key]) => key);
  };
  deepStrictEqual(flagsOf("lo"), ["hasCarrier", "isUp", "isLoopback"]);
  deepStrictEqual(flagsOf("v0"), [
    "hasCarrier",
    "isUp",
    "supportsBroadcast",
    "supportsMulticast",
  ]);
  deepStrictEqual(flagsOf("t0"), [
    "isUp",
    "isPointToPoint",
    "supportsMulticast",
  ], "up, but no program holds its other end");
  const v0 = interfaces.find(({ name }) => name === "v0");
  deepStrictEqual([v0?.speedBps, v0?.duplex], [10e9, "full"], "veth's word");
});

testInNamespaces("Links.counters() agrees with `ip -s link`", async () => {
  await using namespace = await Namespace.create(INTERFACES);
  await namespace.exec("ping", "-c", "5", "-i", "0.01", "198.51.100.1");
  // Neighbours are solicited at any time: compare when nothing moved.
  await namespace.until(async () => {
    const before = (await namespace.links("-s link")).map(asCounters);
    const { counters, oneByOne } = await namespace.tell();
    const after = (await namespace.links("-s link")).map(asCounters);
    if (JSON.stringify(before) !== JSON.stringify(after)) return false;
    deepStrictEqual(counters, before);
    deepStrictEqual(oneByOne.map((reading) => reading?.counters), counters);
    ok(counters[0] !== undefined && counters[0].received.packets >= 10);
    return true;
  });
});

testInNamespaces("Links lists more interfaces than fit a read", async () => {
  const pairs = Array.from(
    { length: 40 },
    (_, i) => `link add many-a${i} type veth peer name many-b${i}`,
  );
  await using namespace = await Namespace.create(pairs);
  const { interfaces, counters } = await namespace.tell();
  const names = (await namespace.links("link")).map(({ ifname }) => ifname);
  ok(names.length > 80);
  deepStrictEqual(interfaces.map(({ name }) => name), names);
  deepStrictEqual(counters.map(({ name }) => name), names);
});

testInNamespaces(
  "Links finds nothing where there is next to nothing",
  async () => {
    await using namespace = await Namespace.create([]);
    const { interfaces, defaultRoutes, choices } = await namespace.tell(
      "192.0.2.1",
      "2001:db8::1",
    );
    ok(interfaces.some(({ name, isUp }) => name === "lo" && !isUp));
    deepStrictEqual(defaultRoutes, []);
    const unreachable = { kind: "unreachable", code: "ENETUNREACH" };
    deepStrictEqual(choices, [unreachable, unreachable]);
  },
);

testInNamespaces("Links.defaultRoutes() agrees with `ip route`", async () => {
  await using namespace = await Namespace.create([...INTERFACES, ...ROUTES]);
  const { defaultRoutes } = await namespace.tell();
  const expected = [
    ...(await namespace.routes("-4 route show default")).flatMap(asRoutes(4)),
    ...(await namespace.routes("-6 route show default")).flatMap(asRoutes(6)),
  ].sort((a, b) => a.family - b.family || a.metric - b.metric);
  strictEqual(expected.length, 7);
  deepStrictEqual(
    defaultRoutes.map(({ interfaceIndex: _, ...rest }) => rest),
    expected,
  );
});

testInNamespaces("Links.routeTo() agrees with `ip route get`", async () => {
  await using namespace = await Namespace.create([...INTERFACES, ...ROUTES]);
  const targets = [
    "203.0.113.9",
    "192.0.2.77",
    "10.9.0.1",
    "127.0.0.1",
    "2001:db8::77",
    "2620:fe::fe",
    "::1",
  ];
  const { choices } = await namespace.tell(...targets);
  const expected = await Promise.all(targets.map(async (target) => {
    const [route] = await namespace.routes(`route get ${target}`);
    return {
      interface: route?.dev,
      gateway: route?.gateway ?? null,
      source: route?.prefsrc,
    };
  }));
  deepStrictEqual(
    choices.map((choice) =>
      choice.kind === "route"
        ? {
          interface: choice.interface,
          gateway: choice.gateway,
          source: choice.source,
        }
        : choice
    ),
    expected,
  );
  const refused = await namespace.tell("2001:db8:bad::1", "fe80::1%v0");
  deepStrictEqual(refused.choices.map(({ kind }) => kind), [
    "unreachable",
    "route",
  ]);
});

/** An interface as ip shows it, in our words. */
function asInterface(link: IpLink) {
  const isEthernet = ["ether", "loopback"].includes(link.link_type);
  return {
    name: link.ifname,
    index: link.ifindex,
    kind: link.linkinfo?.info_kind ?? "",
    macAddress: isEthernet ? link.address : null,
    mtuBytes: link.mtu,
    operationalState: link.operstate.toLowerCase(),
    flags: FLAGS.map(([, flag]) => flag)
      .filter((flag) => link.flags.includes(flag)),
    addresses: link.addr_info.map(({ local, address, prefixlen, scope }) => ({
      address: local,
      prefixLength: prefixlen,
      scope,
      peer: address ?? null,
    })),
  };
}

/** An interface's counters as ip shows them, in our words. */
function asCounters({ ifname, ifindex, stats64: { rx, tx } }: IpLink) {
  const direction = ({ bytes, packets, errors, dropped }: IpCounts) => (
    { bytes, packets, errors, dropped }
  );
  return {
    name: ifname,
    index: ifindex,
    received: direction(rx),
    sent: direction(tx),
    collisions: tx.collisions,
  };
}

/** A route's ways as ip shows them, in our words. */
function asRoutes(family: 4 | 6) {
  return (route: IpRoute) => {
    if (route.type !== undefined) return []; // unreachable
    return (route.nexthops ?? [route]).map((hop) => ({
      family,
      gateway: hop.gateway ?? hop.via?.host ?? null,
      interface: hop.dev,
      metric: route.metric ?? 0,
      source: route.prefsrc ?? null,
      isDead: hop.flags.includes("linkdown"),
    }));
  };
}
