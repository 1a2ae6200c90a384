/** A route that is taken when no other fits: the way to the internet. */
export interface DefaultRoute {
  /** The IP version that it carries. */
  readonly family: 4 | 6;
  /**
   * The next router, without scope; `null` if the route is on-link (PPP,
   * WireGuard), where there is none to ask. May be IPv6 in an IPv4 route.
   */
  readonly gateway: string | null;
  /** The interface's name. */
  readonly interface: string;
  /** The interface's index, > 0. */
  readonly interfaceIndex: number;
  /** The lowest is taken, among routes of the same family; 0 to 2^32 - 1. */
  readonly metric: number;
  /** The source address that it prescribes; `null` for the interface's own. */
  readonly source: string | null;
  /** Whether the interface has lost its carrier, so that it leads nowhere. */
  readonly isDead: boolean;
}

/** What the kernel would do with a packet. */
export type RouteChoice =
  | {
    readonly kind: "route";
    /** The interface's name. */
    readonly interface: string;
    /** The interface's index, > 0. */
    readonly interfaceIndex: number;
    /** The next router, without scope; `null` if the target is on-link. */
    readonly gateway: string | null;
    /** The source address; `null` if the kernel named none. */
    readonly source: string | null;
  }
  | {
    readonly kind: "unreachable";
    /** Why, as an errno's name, e.g. `"ENETUNREACH"`. */
    readonly code: string;
  };

/** Public addresses that are always routed by default, for `Links.routeTo()`. */
export const FAR_AWAY = { 4: "1.1.1.1", 6: "2606:4700:4700::1111" } as const;

/**
 * The router behind an interface, as a probe can be told it.
 *
 * @example Usage
 * ```ts
 * import { strictEqual } from "node:assert/strict";
 *
 * const route = {
 *   family: 6,
 *   gateway: "fe80::1",
 *   interface: "eth0",
 *   interfaceIndex: 2,
 *   metric: 1024,
 *   source: null,
 *   isDead: false,
 * } as const;
 * strictEqual(gatewayOf([route], "eth0", { family: 6 }), "fe80::1%eth0");
 * strictEqual(gatewayOf([route], "eth0", { family: 4 }), null);
 * ```
 *
 * @param routes All default routes, the lowest metric first.
 * @param interfaceName Which interface.
 * @param options The IP version that the route carries.
 * @returns Its address, a link-local one with `%interface`; `null` if the
 * interface has no default route or none with a gateway.
 */
export function gatewayOf(
  routes: readonly DefaultRoute[],
  interfaceName: string,
  options: { readonly family: 4 | 6 },
): string | null {
  const route = routes.find((route) =>
    route.interface === interfaceName && route.family === options.family &&
    route.gateway !== null
  );
  return route === undefined || route.gateway === null
    ? null
    : withScope(route.gateway, interfaceName);
}

/** Orders default routes: IPv4 first, then as the kernel prefers them. */
export function byPreference(a: DefaultRoute, b: DefaultRoute): number {
  return a.family - b.family || a.metric - b.metric;
}

/**
 * An address with the interface that it is on, where it means nothing
 * without: fe80::/10.
 *
 * @param address IPv4 or IPv6 text.
 * @param interfaceName Where it is.
 * @see {@link https://www.rfc-editor.org/rfc/rfc4007#section-11 | RFC 4007, 11}
 */
export function withScope(address: string, interfaceName: string): string {
  return /^fe[89ab][0-9a-f]:/.test(address)
    ? `${address}%${interfaceName}`
    : address;
}
