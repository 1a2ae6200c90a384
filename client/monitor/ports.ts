import {
  type DefaultRoute,
  FAR_AWAY,
  gatewayOf,
  type LinkReader,
  type Links,
  type NetworkInterface,
  type RouteChoice,
  withScope,
} from "../links/mod.ts";
import type { Settings } from "../config/mod.ts";
import type { ConnectionType } from "../model/mod.ts";

/** A way out of this machine, for one IP version. */
export interface Port {
  /** What sockets bind to; empty for the kernel's own choice. */
  readonly device: string;
  /** The interface that measurements are labelled with. */
  readonly interface: string;
  /** Its number, so that one that was removed and came back is another. */
  readonly interfaceIndex: number;
  /** What it is. */
  readonly connectionType: ConnectionType;
  /** The IP version. */
  readonly family: 4 | 6;
  /** The router behind it; `null` where there is none to ask. */
  readonly gateway: string | null;
}

/**
 * Whether the interfaces that ports are bound to are still those that they
 * were planned with: a socket goes on with an interface that was renamed.
 *
 * @param ports The ports.
 * @param reader Asks the kernel.
 */
export function areInPlace(
  ports: readonly Port[],
  reader: LinkReader,
): boolean {
  return ports.every(({ device, interfaceIndex }, at) =>
    device === "" ||
    // Both IP versions of an interface stand side by side.
    device === ports[at - 1]?.device ||
    reader.read(device)?.counters.index === interfaceIndex
  );
}

/** What makes two ports the same: their sockets and their way out. */
export function portKey(port: Port): string {
  const { device, interface: name, interfaceIndex, family, gateway } = port;
  return [device, name, interfaceIndex, family, gateway].join(" ");
}

/** An interface that the user wants measured. */
export interface WantedInterface {
  /** Its name. */
  readonly name: string;
  /** What the user says it is; `"auto"` leaves it to the kernel. */
  readonly connectionType: ConnectionType | "auto";
}

/**
 * The interfaces that the user wants measured.
 *
 * @param settings Where they stand.
 * @returns None if the default route is to be followed.
 */
export function wantedInterfaces(
  { interfaces, general }: Pick<Settings, "interfaces" | "general">,
): readonly WantedInterface[] {
  return interfaces.length > 0
    ? interfaces
    : general.interfaces.map((name) => ({ name, connectionType: "auto" }));
}

/** What ports are chosen from. */
export interface PortFacts {
  /** Interfaces to bind to; none for the default route. */
  readonly wanted: readonly WantedInterface[];
  /** What the default route's interface is, by the user's word. */
  readonly connectionType: ConnectionType | "auto";
  /** IP versions to use. */
  readonly family: "auto" | "4" | "6" | "both";
  /** All default routes, the preferred first. */
  readonly routes: readonly DefaultRoute[];
  /** The way to the internet that the kernel takes now, by IP version. */
  readonly ways: WaysOut;
  /** All interfaces. */
  readonly interfaces: readonly NetworkInterface[];
  /** What was chosen last; none at the start. */
  readonly before: readonly Port[];
}

/** The way to the internet that the kernel takes now, by IP version. */
export type WaysOut = Readonly<Record<4 | 6, RouteChoice>>;

/** Asks the kernel for them. @throws {LibcError} If it won't say. */
export function waysOut(links: Pick<Links, "routeTo">): WaysOut {
  return { 4: links.routeTo(FAR_AWAY[4]), 6: links.routeTo(FAR_AWAY[6]) };
}

/** What measurements are labelled with where there is no interface at all. */
export const NO_INTERFACE = "none";

/**
 * Chooses where to measure. There is always at least one port, since a
 * machine that has lost its last route is what must be recorded.
 *
 * @param facts The user's wishes and the kernel's state.
 * @returns The ports; none for a wanted interface that does not exist.
 */
export function choosePorts(facts: PortFacts): readonly Port[] {
  const ports = facts.wanted.length === 0
    ? defaultPorts(facts)
    : wantedPorts(facts);
  return ports.flatMap((port) => [port, ...lostBeside(port, ports, facts)]);
}

/**
 * An IP version that the same network had just now is lost, not absent: that
 * is what must be recorded. On another network it was never there.
 */
function lostBeside(
  port: Port,
  ports: readonly Port[],
  { before }: Pick<PortFacts, "before">,
): readonly Port[] {
  const { device, interfaceIndex, gateway } = port;
  const isOfOne = (one: Port) =>
    one.device === device && one.interfaceIndex === interfaceIndex &&
    one.interface === port.interface;
  const isSame = before.some((old) =>
    isOfOne(old) && old.family === port.family && old.gateway === gateway
  );
  const other = before.find((old) =>
    isOfOne(old) && old.family !== port.family
  );
  const isThere = ports.some(({ device: own, family }) =>
    own === device && family === other?.family
  );
  return isSame && other !== undefined && !isThere
    ? [{ ...other, gateway: null }]
    : [];
}

function wantedPorts(facts: PortFacts): readonly Port[] {
  const { wanted, interfaces } = facts;
  return wanted.flatMap(({ name, connectionType }) => {
    const link = interfaces.find((link) => link.name === name);
    if (link === undefined) return [];
    return familiesOf(link, facts).map((family) => ({
      device: name,
      interface: name,
      interfaceIndex: link.index,
      connectionType: connectionType === "auto"
        ? link.connectionType
        : connectionType,
      family,
      gateway: gatewayOf(facts.routes, name, { family }),
    }));
  });
}

/** The ports of the default routes, unbound, so that a failover is followed. */
function defaultPorts(facts: PortFacts): readonly Port[] {
  const { interfaces, connectionType } = facts;
  return familiesWanted(facts).map((family) => {
    const way = wayOut(facts, family);
    const link = way === undefined
      ? likeliestLink(interfaces)
      : interfaces.find(({ index }) => index === way.interfaceIndex);
    return {
      device: "",
      interface: link?.name ?? NO_INTERFACE,
      interfaceIndex: 0,
      connectionType: connectionType === "auto"
        ? link?.connectionType ?? "unknown"
        : connectionType,
      family,
      gateway: way === undefined || way.gateway === null
        ? null
        : withScope(way.gateway, way.interface),
    };
  });
}

/**
 * The kernel's own choice, which obeys what a VPN lays over the default route:
 * two halves of it, or rules. Where it has none, what is left of the routes.
 */
function wayOut(
  { ways, routes, interfaces }: PortFacts,
  family: 4 | 6,
): Pick<DefaultRoute, "interface" | "interfaceIndex" | "gateway"> | undefined {
  const way = ways[family];
  const isElsewhere = way.kind === "route" &&
    interfaces.some(({ index, isLoopback }) =>
      index === way.interfaceIndex && !isLoopback
    );
  if (isElsewhere) return way;
  const own = routes.filter((route) => route.family === family);
  return own.find(({ isDead }) => !isDead) ?? own[0];
}

/** Where the internet would most likely be, if there were a way to it. */
function likeliestLink(
  interfaces: readonly NetworkInterface[],
): NetworkInterface | undefined {
  const own = interfaces.filter(({ isLoopback }) => !isLoopback);
  const ready = own.filter(({ hasCarrier, addresses }) =>
    hasCarrier && addresses.some(({ scope }) => scope === "global")
  );
  // Hardware before bridges and the like.
  return ready.find(({ kind }) => kind === "") ?? ready[0] ?? own[0];
}

/** `auto`: IPv4, and IPv6 where there is a way for it (or for it alone). */
function familiesWanted(
  { family, routes, ways }: PortFacts,
): readonly (4 | 6)[] {
  if (family === "4") return [4];
  if (family === "6") return [6];
  if (family === "both") return [4, 6];
  const has = (version: 4 | 6) =>
    ways[version].kind === "route" ||
    routes.some((route) => route.family === version && !route.isDead);
  if (has(6)) return has(4) ? [4, 6] : [6];
  return [4];
}

/** The versions that an interface has addresses for. */
function familiesOf(
  link: NetworkInterface,
  { family, routes }: PortFacts,
): readonly (4 | 6)[] {
  if (family === "4") return [4];
  if (family === "6") return [6];
  if (family === "both") return [4, 6];
  const has = (version: 4 | 6) =>
    link.addresses.some((address) =>
      address.family === version && address.scope === "global"
    ) && routes.some((route) =>
      route.family === version && route.interface === link.name
    );
  if (has(6)) return has(4) ? [4, 6] : [6];
  return [4];
}
