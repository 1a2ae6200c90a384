import type { ConnectionType } from "../model/mod.ts";

/** How far an address is valid. */
export type AddressScope = "global" | "site" | "link" | "host" | "nowhere";

/** An address of an interface. */
export interface InterfaceAddress {
  /** IPv4 or IPv6 text, without scope. */
  readonly address: string;
  /** Its IP version. */
  readonly family: 4 | 6;
  /** How many bits name the network: 0 to 32 or 128. */
  readonly prefixLength: number;
  /** How far it is valid. */
  readonly scope: AddressScope;
  /** The other end's address on a point-to-point link; else `null`. */
  readonly peer: string | null;
  /** Whether it can be used: neither being checked for duplicates nor one. */
  readonly isUsable: boolean;
  /** Whether it is past its preferred lifetime, so not used for new flows. */
  readonly isDeprecated: boolean;
  /** Whether it is an IPv6 privacy address that will be replaced. */
  readonly isTemporary: boolean;
}

/** What RFC 2863 calls the operational status, in the kernel's words. */
export type OperationalState =
  | "unknown"
  | "not present"
  | "down"
  | "lower layer down"
  | "testing"
  | "dormant"
  | "up";

/** A network interface as the kernel sees it. */
export interface NetworkInterface {
  /** Its name, at most 15 bytes. */
  readonly name: string;
  /** Its number, > 0; another one if it was removed and came back. */
  readonly index: number;
  /** What it is to a person. */
  readonly connectionType: ConnectionType;
  /** The driver's kind, e.g. `"veth"`, `"wireguard"`; empty for hardware. */
  readonly kind: string;
  /** Six bytes in hexadecimal with colons; `null` if it has none. */
  readonly macAddress: string | null;
  /** In the kernel's order. */
  readonly addresses: readonly InterfaceAddress[];
  /** The largest packet, in bytes. */
  readonly mtuBytes: number;
  /** What the link negotiated, bit/s; `null` where nobody knows. */
  readonly speedBps: number | null;
  /** Whether it sends and receives at once; `null` where nobody knows. */
  readonly duplex: "full" | "half" | null;
  /** Whether it works; `"unknown"` is usual for loopback and tunnels. */
  readonly operationalState: OperationalState;
  /** Whether there is a cable, an access point, another end. */
  readonly hasCarrier: boolean;
  /** How often that was lost or came back since it was made. */
  readonly carrierChanges: number;
  /** Whether it was switched on by the administrator. */
  readonly isUp: boolean;
  /** Whether it leads to this machine itself. */
  readonly isLoopback: boolean;
  /** Whether it is radio, by the kernel's word and not by its name. */
  readonly isWireless: boolean;
  /** Whether it has exactly one other end. */
  readonly isPointToPoint: boolean;
  /** Whether it can reach all neighbours at once. */
  readonly supportsBroadcast: boolean;
  /** Whether it can reach groups of neighbours. */
  readonly supportsMulticast: boolean;
}
