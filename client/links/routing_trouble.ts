import type { InterfaceAddress, NetworkInterface } from "./inventory.ts";
import type { Links } from "./links.ts";

/** What keeps several interfaces from being measured side by side. */
export interface RoutingTrouble {
  /** What is wrong, and what comes of it. */
  readonly text: string;
  /** What mends it, as root, until the next start. */
  readonly commands: readonly string[];
}

/** What is looked at. */
export interface RoutingFacts {
  /** The interfaces that are measured and can be: up, with carrier. */
  readonly measured: readonly NetworkInterface[];
  /** A public address of each IP version. */
  readonly targets: Readonly<Record<4 | 6, string>>;
  /** The kernel's ways. */
  readonly links: Pick<Links, "routeTo" | "defaultRoutes">;
  /** Reads a kernel setting by its path under /proc/sys. */
  readonly sysctl: (path: string) => number | undefined;
}

/** conf/IF/rp_filter: a packet must come in where its answer would go out. */
const STRICT = 1;
/** conf/IF/arp_ignore: an interface answers for its own addresses only. */
const OWN_ADDRESSES_ONLY = 1;

/**
 * Finds what stands in the way of measuring over each of several interfaces:
 * Linux was made for one way out at a time.
 *
 * @param facts The machine.
 * @returns One entry for each trouble; none if there is none.
 * @throws {LibcError} If the kernel cannot be asked.
 * @see Documentation/networking/ip-sysctl.rst in the kernel's sources
 */
export function routingTroubles(
  facts: RoutingFacts,
): readonly RoutingTrouble[] {
  return [
    ...facts.measured.flatMap((link) => [
      ...([4, 6] as const).flatMap((family) =>
        missingRoute(link, family, facts)
      ),
      ...strictFilter(link, facts),
    ]),
    ...sharedNetworks(facts),
  ];
}

/** The kernel takes what it has no route for, by a bound socket, as on-link. */
function missingRoute(
  link: NetworkInterface,
  family: 4 | 6,
  { targets, links, measured }: RoutingFacts,
): readonly RoutingTrouble[] {
  if (link.isPointToPoint || globalOf(link, family) === undefined) return [];
  const { name } = link;
  const choice = links.routeTo(targets[family], { interface: name });
  if (choice.kind === "route" && choice.gateway !== null) return [];
  const router = routerNear(link, family, { links, measured });
  return [{
    text:
      `${name} has no default route for IPv${family}: nothing far away can be measured over it${
        router === "ROUTER" ? " (ROUTER is its router's address)" : ""
      }. A higher metric keeps the present way out:`,
    commands: [
      `ip -${family} route add default via ${router} dev ${name} metric ${
        1000 + link.index
      }`,
    ],
  }];
}

/** The router of another interface in the same network, if there is one. */
function routerNear(
  link: NetworkInterface,
  family: 4 | 6,
  { links, measured }: Pick<RoutingFacts, "links" | "measured">,
): string {
  const own = globalOf(link, family);
  const near = measured.filter((other) => {
    const theirs = globalOf(other, family);
    return other !== link && own !== undefined && theirs !== undefined &&
      networkOf(own) === networkOf(theirs);
  }).map(({ name }) => name);
  const route = links.defaultRoutes().find((route) =>
    route.family === family && near.includes(route.interface)
  );
  return route?.gateway ?? "ROUTER";
}

/** Replies are thrown away where the best way back leads elsewhere. */
function strictFilter(
  link: NetworkInterface,
  { targets, links, sysctl }: RoutingFacts,
): readonly RoutingTrouble[] {
  const { name } = link;
  const of = (whose: string) => sysctl(`net/ipv4/conf/${whose}/rp_filter`) ?? 0;
  if (Math.max(of("all"), of(name)) !== STRICT) return [];
  if (globalOf(link, 4) === undefined) return [];
  const best = links.routeTo(targets[4]);
  if (best.kind !== "route" || best.interface === name) return [];
  return [{
    text:
      `The kernel throws away what comes in by ${name} as the best way back is ${best.interface} (strict rp_filter): every probe over ${name} counts as lost. Loose filtering mends it:`,
    commands: [`sysctl -w net.ipv4.conf.${sysctlName(name)}.rp_filter=2`],
  }];
}

/** Either card answers for both addresses, so replies come in by the wrong one. */
function sharedNetworks(
  { measured, sysctl }: RoutingFacts,
): readonly RoutingTrouble[] {
  const byNetwork = Map.groupBy(
    measured.flatMap((link) => {
      const address = globalOf(link, 4);
      return address === undefined
        ? []
        : [{ name: link.name, network: networkOf(address) }];
    }),
    ({ network }) => network,
  );
  return [...byNetwork].flatMap(([network, sharing]) => {
    const names = sharing.map(({ name }) => name);
    const answers = (whose: string) =>
      sysctl(`net/ipv4/conf/${whose}/arp_ignore`) ?? 0;
    const isMended = names.every((name) =>
      Math.max(answers("all"), answers(name)) >= OWN_ADDRESSES_ONLY
    );
    if (names.length < 2 || isMended) return [];
    return [{
      text: `${
        names.join(" and ")
      } are in the same network ${network}: each answers ARP for the other's address as well, so that replies come in by the wrong one. Let each answer for itself:`,
      commands: [
        "sysctl -w net.ipv4.conf.all.arp_ignore=1 net.ipv4.conf.all.arp_announce=2",
      ],
    }];
  });
}

function globalOf(
  { addresses }: NetworkInterface,
  family: 4 | 6,
): InterfaceAddress | undefined {
  return addresses.find((address) =>
    address.family === family && address.isUsable && address.scope === "global"
  );
}

/** E.g. `"192.0.2.0/24"`; of IPv6, which needs no comparing, the address. */
function networkOf(
  { address, family, prefixLength }: InterfaceAddress,
): string {
  if (family === 6) return `${address}/${prefixLength}`;
  const value = address.split(".").reduce(
    (sum, byte) => sum * 256 + Number(byte),
    0,
  );
  const size = 2 ** (32 - prefixLength);
  const first = Math.floor(value / size) * size;
  const bytes = [24, 16, 8, 0].map((shift) =>
    Math.floor(first / 2 ** shift) % 256
  );
  return `${bytes.join(".")}/${prefixLength}`;
}

/** sysctl(8) takes a dot in a name for a separator, and a slash for a dot. */
function sysctlName(name: string): string {
  return name.replaceAll(".", "/");
}
