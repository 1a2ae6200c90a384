import { familyOf } from "@bufferbane/ffi";
import type { Series, TargetRole } from "../model/mod.ts";
import type { Port } from "./ports.ts";

/** Whom to measure, as the user wishes it. */
export interface TargetWishes {
  /** The user's own router: `"auto"`, `"none"` or an address. */
  readonly gateway: string;
  /** The provider's first router: `"auto"`, `"none"` or an address. */
  readonly ispGateway: string;
  /** Public servers, by address. */
  readonly publicDns: readonly string[];
  /** Anything else, by address or name. */
  readonly custom: readonly string[];
}

/** What has been found out meanwhile. */
export interface TargetFacts {
  /** The provider's first router behind a port; `null` while unknown. */
  readonly firstHop: (port: Port) => string | null;
  /** The addresses of a host or address, best first; empty while unknown. */
  readonly addresses: (host: string) => readonly string[];
}

/** A target, ready to be measured. */
export interface PlannedTarget {
  /** The way out. */
  readonly port: Port;
  /** As the user names it: an address or a host name. */
  readonly target: string;
  /** Why. */
  readonly role: TargetRole;
  /** Its address now. */
  readonly address: string;
}

/**
 * The IPv6 side of well-known servers, so that whoever has IPv6 sees both
 * without asking: only then can "IPv6 is down, IPv4 is fine" be told.
 */
export const IPV6_OF: Readonly<Record<string, string>> = {
  "1.1.1.1": "2606:4700:4700::1111",
  "8.8.8.8": "2001:4860:4860::8888",
  "9.9.9.9": "2620:fe::fe",
};

/**
 * Lists whom to ping through each port.
 *
 * @param ports The ways out.
 * @param wishes The user's.
 * @param facts What is known so far.
 * @returns Nearest first: gateway, provider, public, custom.
 */
export function planTargets(
  ports: readonly Port[],
  wishes: TargetWishes,
  facts: TargetFacts,
): readonly PlannedTarget[] {
  return ports.flatMap((port) => {
    const planned: PlannedTarget[] = [];
    const seen = new Set<string>();
    const add = (role: TargetRole, target: string, address: string | null) => {
      if (address === null || familyOf(address) !== port.family) return;
      if (seen.has(address)) return;
      seen.add(address);
      planned.push({ port, target, role, address });
    };
    const ownAddress = (host: string) =>
      facts.addresses(host).find((one) => familyOf(one) === port.family) ??
        null;
    const router = (wish: string, found: string | null) =>
      wish === "auto" ? found : wish === "none" ? null : wish;
    const gateway = router(wishes.gateway, port.gateway);
    if (gateway !== null) add("gateway", gateway, gateway);
    const isp = router(wishes.ispGateway, facts.firstHop(port));
    if (isp !== null) add("isp", isp, isp);
    for (const server of publicServers(wishes.publicDns, port.family)) {
      add("public", server, server);
    }
    for (const server of wishes.publicDns.filter((one) => !(one in IPV6_OF))) {
      add("public", server, ownAddress(server));
    }
    for (const host of wishes.custom) add("custom", host, ownAddress(host));
    return planned;
  });
}

/**
 * Lists what the user wants measured and no port can reach, as it is an address
 * of the other IP version.
 *
 * @param ports The ways out.
 * @param wishes The user's.
 * @param addresses The addresses of a host, best first.
 * @returns In the user's order; names, which may have both sides, are left out.
 */
export function unreachable(
  ports: readonly Port[],
  { publicDns, custom }: Pick<TargetWishes, "publicDns" | "custom">,
  addresses: TargetFacts["addresses"],
): readonly string[] {
  return [...publicDns, ...custom].filter((host) =>
    familyOf(host) !== null &&
    !ports.some(({ family }) =>
      addresses(host).some((address) => family === familyOf(address)) ||
      (family === 6 && publicDns.includes(host) && host in IPV6_OF)
    )
  );
}

/** Which resolvers to ask. */
export interface ResolverWishes {
  /** Addresses, or `"system"`; empty for the system's and the public ones. */
  readonly resolvers: readonly string[];
  /** This machine's own, by address. */
  readonly system: readonly string[];
  /** The public servers, which are resolvers all. */
  readonly publicDns: readonly string[];
}

/**
 * Lists which resolvers to ask through each port.
 *
 * @param ports The ways out.
 * @param wishes Which.
 * @returns The system's first. A resolver on this machine is asked once, over
 * whatever interface, since no probe can leave by one and reach it.
 */
export function planResolvers(
  ports: readonly Port[],
  wishes: ResolverWishes,
): readonly PlannedTarget[] {
  const { resolvers, system, publicDns } = wishes;
  const wanted = resolvers.length > 0 ? resolvers : ["system", ...publicDns];
  return ports.flatMap((port) => {
    const own = wanted.flatMap((wish) =>
      wish === "system" ? system : publicServers([wish], port.family)
    );
    return [...new Set(own)]
      .filter((address) => familyOf(address) === port.family)
      .filter((address) => port.device === "" || !isLoopback(address))
      .map((address) => ({ port, target: address, role: "resolver", address }));
  });
}

/** A TCP target, ready to be connected to. */
export interface PlannedEndpoint extends PlannedTarget {
  /** The port there. */
  readonly tcpPort: number;
}

/**
 * Lists which TCP endpoints to connect to through each port.
 *
 * @param ports The ways out.
 * @param endpoints Each `"host:port"`, IPv6 as `"[address]:port"`.
 * @param addresses The addresses of a host, best first.
 * @returns In the user's order; over IPv6 a well-known server by its IPv6 side.
 */
export function planEndpoints(
  ports: readonly Port[],
  endpoints: readonly string[],
  addresses: (host: string) => readonly string[],
): readonly PlannedEndpoint[] {
  return ports.flatMap((port) =>
    endpoints.flatMap((endpoint) => {
      const { host: named, tcpPort } = splitEndpoint(endpoint);
      const host = port.family === 6 ? IPV6_OF[named] ?? named : named;
      const address = addresses(host).find((address) =>
        familyOf(address) === port.family
      );
      if (address === undefined) return [];
      return [{
        port,
        target: host,
        role: "custom" as const,
        address,
        tcpPort,
      }];
    })
  );
}

/**
 * Takes an endpoint apart.
 *
 * @param endpoint `"host:port"`, IPv6 as `"[address]:port"`.
 */
export function splitEndpoint(
  endpoint: string,
): { readonly host: string; readonly tcpPort: number } {
  const colon = endpoint.lastIndexOf(":");
  return {
    host: endpoint.slice(0, colon).replace(/^\[|\]$/g, ""),
    tcpPort: Number(endpoint.slice(colon + 1)),
  };
}

function isLoopback(address: string): boolean {
  return address.startsWith("127.") || address === "::1";
}

/** The public servers, with their IPv6 side when all were given as IPv4. */
export function publicServers(
  servers: readonly string[],
  family: 4 | 6,
): readonly string[] {
  const own = servers.filter((server) => familyOf(server) === family);
  if (family === 4 || own.length > 0) return own;
  return servers.flatMap((server) => IPV6_OF[server] ?? []);
}

/** One object for each series, so that it can be a map's key. */
export class SeriesBook {
  readonly #series = new Map<string, Series>();

  /**
   * The series with these fields: always the same object.
   *
   * @param series Its fields.
   */
  of(series: Series): Series {
    const { probe, interface: name, connectionType, target } = series;
    const { role, family, variant, server } = series;
    const key = JSON.stringify(
      [probe, name, connectionType, target, role, family, variant, server],
    );
    const known = this.#series.get(key);
    if (known !== undefined) return known;
    this.#series.set(key, series);
    return series;
  }
}
