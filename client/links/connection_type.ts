import type { ConnectionType } from "../model/mod.ts";

/** What is known of an interface. */
export interface ConnectionFacts {
  /** Its name. */
  readonly name: string;
  /** Whether the kernel calls it wireless (it has a `phy80211`). */
  readonly isWireless: boolean;
  /** `DEVTYPE` of its uevent, e.g. `"wwan"`; empty if it has none. */
  readonly deviceType: string;
  /** The driver's kind, e.g. `"wireguard"`; empty for hardware. */
  readonly kind: string;
}

/** Driver kinds that are tunnels; `tun` makes tap interfaces as well. */
const VPN_KINDS: readonly string[] = ["tun", "wireguard"];

/** Names given by udev, by older kernels, and by the programs that make them. */
const NAMES: readonly (readonly [pattern: RegExp, type: ConnectionType])[] = [
  [/^wl/, "wifi"],
  [/^(en|eth)/, "wired"],
  [/^(ww|usb)/, "cellular"],
  [/^(tun|tap|wg)/, "vpn"],
];

/**
 * What an interface is: by the kernel's word where it has one, else by its
 * name, since the kernel calls a cable and a virtual cable alike Ethernet.
 *
 * @example Usage
 * ```ts
 * import { strictEqual } from "node:assert/strict";
 *
 * const facts = { isWireless: false, deviceType: "", kind: "" };
 * strictEqual(connectionType({ ...facts, name: "enp3s0" }), "wired");
 * ```
 *
 * @param facts What is known.
 * @returns The type; `"unknown"` if neither says.
 */
export function connectionType(facts: ConnectionFacts): ConnectionType {
  const { name, isWireless, deviceType, kind } = facts;
  if (isWireless) return "wifi";
  if (deviceType === "wwan") return "cellular";
  if (VPN_KINDS.includes(kind)) return "vpn";
  return NAMES.find(([pattern]) => pattern.test(name))?.[1] ?? "unknown";
}
