import {
  CLIENT_NET4,
  CLIENT_NET6,
  type ClientInterface,
  coreAddresses,
  type Topology,
} from "./topology.ts";

/**
 * The kernel settings of every namespace of a lab, for `sysctl -w`.
 *
 * @param topology The lab.
 * @returns `key=value` each.
 */
export function sysctlsFor(topology: Topology): readonly string[] {
  return [
    "net.ipv4.ip_forward=1",
    "net.ipv6.conf.all.forwarding=1",
    // A second interface, and the detour of the delay, are no spoofing.
    "net.ipv4.conf.all.rp_filter=0",
    "net.ipv4.conf.default.rp_filter=0",
    // The kernel answers a traceroute at 1 a second, and the lab at any rate.
    "net.ipv4.icmp_ratelimit=0",
    "net.ipv4.icmp_msgs_per_sec=1000000",
    "net.ipv4.icmp_msgs_burst=10000",
    "net.ipv6.icmp.ratelimit=0",
    // Addresses work at once, and survive a flap of the link.
    "net.ipv6.conf.default.accept_dad=0",
    "net.ipv6.conf.default.keep_addr_on_down=1",
    "net.ipv6.conf.default.accept_ra=0",
    // The server listens at addresses that only a local route makes its own.
    "net.ipv6.ip_nonlocal_bind=1",
    `net.ipv6.conf.default.disable_ipv6=${topology.ipv6 ? 0 : 1}`,
  ];
}

/**
 * The cables of a lab, for `ip -batch`.
 *
 * @param topology The lab.
 * @returns One `link add` each.
 */
export function cablesFor(topology: Topology): readonly string[] {
  return topology.cables.map(({ near, far }) =>
    `link add ${near.device} netns ${near.namespace} type veth ` +
    `peer name ${far.device} netns ${far.namespace}`
  );
}

/**
 * Everything to run inside one namespace once its devices are there.
 *
 * @param topology The lab.
 * @param namespace One of its namespaces.
 * @returns Shell commands, one a line.
 */
export function wiringFor(
  topology: Topology,
  namespace: string,
): readonly string[] {
  const devices = topology.cables.flatMap(({ near, far }) => [near, far])
    .filter((port) => port.namespace === namespace)
    .map((port) => port.device);
  const commands = [
    "ip link set lo up",
    ...devices.flatMap((device) => [
      // With offloads one "packet" of 64 KB would pass queue and loss as one.
      `ethtool -K ${device} tso off gso off gro off`,
      `ip link set ${device} up`,
    ]),
    ...addressesOf(topology, namespace).map(({ address, device }) =>
      `ip address add ${address} dev ${device}`
    ),
    ...routesOf(topology, namespace).map((route) => `ip route add ${route}`),
  ];
  if (topology.ipv6) return commands;
  return commands.filter((command) => !command.includes(":"));
}

/**
 * The default routes of one of the client's interfaces; the kernel forgets
 * them when the interface goes down.
 *
 * @param client The interface.
 * @returns What follows `ip route add`, IPv4 first.
 */
export function defaultRoutesOf(
  client: ClientInterface,
): readonly [string, string] {
  const tail = `dev ${client.name} metric ${client.metric}`;
  return [
    `0.0.0.0/0 via ${client.gateway4} ${tail}`,
    `::/0 via ${client.gateway6} ${tail}`,
  ];
}

interface DeviceAddress {
  readonly address: string;
  readonly device: string;
}

function addressesOf(
  topology: Topology,
  namespace: string,
): readonly DeviceAddress[] {
  if (namespace === topology.client) {
    return topology.interfaces.flatMap(({ name, ipv4, ipv6 }) =>
      onDevice(name, ipv4, ipv6)
    );
  }
  const lans = namespace === topology.router
    ? topology.interfaces.flatMap(({ peer, gateway4, gateway6 }) =>
      onDevice(peer, gateway4, gateway6)
    )
    : [];
  return [
    ...lans,
    ...coreCablesOf(topology).flatMap(({ near, far }, index) => {
      const { near4, far4, near6, far6 } = coreAddresses(index + 1);
      if (near.namespace === namespace) {
        return onDevice(near.device, near4, near6);
      }
      if (far.namespace === namespace) return onDevice(far.device, far4, far6);
      return [];
    }),
  ];
}

function onDevice(
  device: string,
  ipv4: string,
  ipv6: string,
): readonly DeviceAddress[] {
  return [
    { address: `${ipv4}/24`, device },
    { address: `${ipv6}/64`, device },
  ];
}

function routesOf(topology: Topology, namespace: string): readonly string[] {
  if (namespace === topology.client) {
    return topology.interfaces.flatMap(defaultRoutesOf);
  }
  if (namespace === topology.server) {
    const last = coreAddresses(topology.hops.length);
    return [
      `0.0.0.0/0 via ${last.near4}`,
      `::/0 via ${last.near6}`,
      // "local" makes the server answer for a whole prefix at once.
      ...topology.serverAddresses.map((address) => `local ${address} dev lo`),
    ];
  }
  const position = 1 +
    topology.hops.findIndex((hop) => hop.namespace === namespace);
  const { far4, far6 } = coreAddresses(position);
  return [
    `0.0.0.0/0 via ${far4}`,
    `::/0 via ${far6}`,
    ...routesBack(position),
  ];
}

/** From a router to the client and to the cables between. */
function routesBack(position: number): readonly string[] {
  if (position === 1) return [];
  const { near4, near6 } = coreAddresses(position - 1);
  const between = Array.from({ length: position - 2 }, (_, index) => index + 1);
  return [
    `${CLIENT_NET4} via ${near4}`,
    `${CLIENT_NET6} via ${near6}`,
    ...between.map((cable) => `100.64.${cable}.0/24 via ${near4}`),
    ...between.map((cable) => `2001:db8:64:${cable}::/64 via ${near6}`),
  ];
}

function coreCablesOf(topology: Topology): Topology["cables"] {
  return topology.cables.slice(topology.interfaces.length);
}
