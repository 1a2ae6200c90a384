/**
 * What a lab looks like, worked out from its options before anything is
 * built. Pure: this file runs no command.
 *
 * ```text
 * client c0 --- lan0 router wan --- down0 h2 up0 --- ... --- s0 server
 *        c1 --- lan1
 * ```
 *
 * @module
 */

/** What {@linkcode openLab} builds; everything has a default. */
export interface LabOptions {
  /** The client's interfaces, 1 to 9, each on a cable of its own to the router. */
  readonly interfaces?: readonly string[];
  /** Routers between client and server, 2 to 6: the home router, the ISP's, ... */
  readonly routers?: number;
  /**
   * Further addresses or whole prefixes that the server answers for, e.g.
   * `"1.1.1.1"`, `"10.77.0.0/22"`, `"2606:4700:4700::1111"`.
   */
  readonly serverAddresses?: readonly string[];
  /** The client's DNS servers; the server's own address by default. */
  readonly resolvers?: readonly string[];
  /** Whether IPv6 is spoken beside IPv4; yes by default. */
  readonly ipv6?: boolean;
}

/** One way through a cable: where it can be slowed, and where it can be cut. */
export interface Way {
  /** The port that sends in this direction; a queue belongs here. */
  readonly egress: Port;
  /** Where the router sees what goes this way, for counting and dropping. */
  readonly hook: Hook;
}

/** A device in a namespace. */
export interface Port {
  /** The namespace's name. */
  readonly namespace: string;
  /** The device's name, e.g. `"wan"`. */
  readonly device: string;
}

/** An nftables chain and the rule that picks one way of one cable. */
export interface Hook {
  /** The namespace that filters. */
  readonly namespace: string;
  /** The chain's hook. */
  readonly chain: "prerouting" | "postrouting";
  /** The match, e.g. `oifname "wan"`. */
  readonly match: string;
}

/** A cable at the home router, impaired one way at a time. */
export interface Link {
  /** Away from the client. */
  readonly up: Way;
  /** Towards the client. */
  readonly down: Way;
}

/** One of the client's interfaces, and its cable to the router. */
export interface ClientInterface extends Link {
  /** Its name in the client's namespace. */
  readonly name: string;
  /** The router's device at the other end. */
  readonly peer: string;
  /** Its IPv4 address. */
  readonly ipv4: string;
  /** Its IPv6 address; configured only with IPv6 on. */
  readonly ipv6: string;
  /** The router's IPv4 address on this cable. */
  readonly gateway4: string;
  /** The router's IPv6 address on this cable. */
  readonly gateway6: string;
  /** The metric of its default routes; the first interface's is the lowest. */
  readonly metric: number;
}

/** A router as a traceroute from the client's first interface shows it. */
export interface Hop {
  /** Its namespace. */
  readonly namespace: string;
  /** The IPv4 address facing the client. */
  readonly ipv4: string;
  /** The IPv6 address facing the client. */
  readonly ipv6: string;
}

/** A veth pair. */
export interface Cable {
  /** The end nearer to the client. */
  readonly near: Port;
  /** The end nearer to the server. */
  readonly far: Port;
}

/** Names and addresses of a lab. */
export interface Topology {
  /** Names the lab: `bb-<id>-...`. */
  readonly id: string;
  /** Whether IPv6 is on. */
  readonly ipv6: boolean;
  /** The client's namespace. */
  readonly client: string;
  /** The home router's namespace. */
  readonly router: string;
  /** The server's namespace. */
  readonly server: string;
  /** The client's interfaces; the first has the best route. */
  readonly interfaces: readonly [ClientInterface, ...ClientInterface[]];
  /** All routers, the home router first. */
  readonly hops: readonly Hop[];
  /** The access line: the cable between the home router and the ISP's. */
  readonly line: Link;
  /** All cables, client first. */
  readonly cables: readonly Cable[];
  /** The server's own IPv4 address. */
  readonly server4: string;
  /** The server's own IPv6 address; configured only with IPv6 on. */
  readonly server6: string;
  /** The further addresses and prefixes asked for. */
  readonly serverAddresses: readonly string[];
  /** The DNS servers in the client's `/etc/resolv.conf`. */
  readonly resolvers: readonly string[];
}

/** The client's IPv4 networks, `10.98.<interface>.0/24`. */
export const CLIENT_NET4 = "10.98.0.0/16";
/** The client's IPv6 networks. */
export const CLIENT_NET6 = "2001:db8:98::/48";

/**
 * Works out names and addresses.
 *
 * @param id Names the lab; its namespaces are `bb-<id>-c`, `-r`, `-h2`..., `-s`.
 * @param options What to build.
 * @returns The lab on paper.
 * @throws {RangeError} When an option is out of its range.
 */
export function planLab(id: string, options: LabOptions = {}): Topology {
  const names = options.interfaces ?? ["c0"];
  const routers = options.routers ?? 2;
  if (!Number.isInteger(routers) || routers < 2 || routers > 6) {
    throw new RangeError(
      `Cannot build a lab as routers is out of range: found ${routers} (allowed: 2 to 6)`,
    );
  }
  const client = `bb-${id}-c`;
  const router = `bb-${id}-r`;
  const server = `bb-${id}-s`;
  const [first, ...others] = names.map((name, index) =>
    planInterface(name, index, { client, router })
  );
  if (first === undefined || names.length > 9) {
    throw new RangeError(
      `Cannot build a lab as interfaces is out of range: found ${names.length} (allowed: 1 to 9)`,
    );
  }
  const hops = Array.from({ length: routers }, (_, index): Hop => {
    if (index === 0) {
      return { namespace: router, ipv4: first.gateway4, ipv6: first.gateway6 };
    }
    const core = coreAddresses(index);
    return {
      namespace: `bb-${id}-h${index + 1}`,
      ipv4: core.far4,
      ipv6: core.far6,
    };
  });
  const core = hops.map((hop, index): Cable => {
    const next = hops[index + 1];
    return {
      near: { namespace: hop.namespace, device: index === 0 ? "wan" : "up0" },
      far: next === undefined
        ? { namespace: server, device: "s0" }
        : { namespace: next.namespace, device: "down0" },
    };
  });
  const { far4: server4, far6: server6 } = coreAddresses(routers);
  return {
    id,
    ipv6: options.ipv6 ?? true,
    client,
    router,
    server,
    interfaces: [first, ...others],
    hops,
    line: {
      up: {
        egress: { namespace: router, device: "wan" },
        hook: postrouting(router, "wan"),
      },
      down: {
        egress: { namespace: `bb-${id}-h2`, device: "down0" },
        hook: prerouting(router, "wan"),
      },
    },
    cables: [
      ...[first, ...others].map(({ name, peer }): Cable => ({
        near: { namespace: client, device: name },
        far: { namespace: router, device: peer },
      })),
      ...core,
    ],
    server4,
    server6,
    serverAddresses: options.serverAddresses ?? [],
    resolvers: options.resolvers ?? [server4],
  };
}

/**
 * All namespaces of a lab, client first, server last.
 *
 * @param topology The lab.
 * @returns Their names.
 */
export function namespacesOf(topology: Topology): readonly string[] {
  return [
    topology.client,
    ...topology.hops.map((hop) => hop.namespace),
    topology.server,
  ];
}

/**
 * Addresses at both ends of the cable behind a router, all in /24 and /64.
 *
 * @param position The router, 1 for the home router.
 * @returns The addresses of the near and the far end.
 */
export function coreAddresses(position: number): {
  readonly near4: string;
  readonly far4: string;
  readonly near6: string;
  readonly far6: string;
} {
  // 100.64.0.0/10 is what an ISP uses behind carrier-grade NAT (RFC 6598).
  return {
    near4: `100.64.${position}.1`,
    far4: `100.64.${position}.2`,
    near6: `2001:db8:64:${position}::1`,
    far6: `2001:db8:64:${position}::2`,
  };
}

function planInterface(
  name: string,
  index: number,
  { client, router }: { readonly client: string; readonly router: string },
): ClientInterface {
  const peer = `lan${index}`;
  return {
    name,
    peer,
    ipv4: `10.98.${index + 1}.2`,
    ipv6: `2001:db8:98:${index + 1}::2`,
    gateway4: `10.98.${index + 1}.1`,
    gateway6: `2001:db8:98:${index + 1}::1`,
    metric: 100 * (index + 1),
    up: {
      egress: { namespace: client, device: name },
      hook: prerouting(router, peer),
    },
    down: {
      egress: { namespace: router, device: peer },
      hook: postrouting(router, peer),
    },
  };
}

function prerouting(namespace: string, device: string): Hook {
  return { namespace, chain: "prerouting", match: `iifname "${device}"` };
}

function postrouting(namespace: string, device: string): Hook {
  return { namespace, chain: "postrouting", match: `oifname "${device}"` };
}
