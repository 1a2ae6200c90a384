import {
  type DefaultRoute,
  gatewayOf,
  type LinkReader,
  type NetworkInterface,
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
  /** All interfaces. */
  readonly interfaces: readonly NetworkInterface[];
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
  const { wanted, interfaces } = facts;
  if (wanted.length === 0) return defaultPorts(facts);
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
  const { routes, interfaces, connectionType } = facts;
  return familiesWanted(facts).map((family) => {
    const own = routes.filter((route) => route.family === family);
    const route = own.find(({ isDead }) => !isDead) ?? own[0];
    const link = route === undefined
      ? interfaces.find(({ isLoopback }) => !isLoopback)
      : interfaces.find(({ index }) => index === route.interfaceIndex);
    return {
      device: "",
      interface: link?.name ?? NO_INTERFACE,
      interfaceIndex: 0,
      connectionType: connectionType === "auto"
        ? link?.connectionType ?? "unknown"
        : connectionType,
      family,
      gateway: route === undefined
        ? null
        : gatewayOf([route], route.interface, { family }),
    };
  });
}

/** `auto`: IPv4, and IPv6 where there is a route for it (or for it alone). */
function familiesWanted({ family, routes }: PortFacts): readonly (4 | 6)[] {
  if (family === "4") return [4];
  if (family === "6") return [6];
  if (family === "both") return [4, 6];
  const has = (version: 4 | 6) =>
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
