/** Interfaces for tests. @module */

import type { NetworkInterface } from "./inventory.ts";

/**
 * A network card that is up, without an address.
 *
 * @param changes What is otherwise.
 */
export function networkCard(
  changes: Partial<NetworkInterface> = {},
): NetworkInterface {
  return {
    name: "eth0",
    index: 2,
    connectionType: "wired",
    kind: "",
    macAddress: "02:00:00:00:00:01",
    addresses: [],
    mtuBytes: 1500,
    speedBps: null,
    duplex: null,
    operationalState: "up",
    hasCarrier: true,
    carrierChanges: 1,
    isUp: true,
    isLoopback: false,
    isWireless: false,
    isPointToPoint: false,
    supportsBroadcast: true,
    supportsMulticast: true,
    ...changes,
  };
}
