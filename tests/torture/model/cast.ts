/** Who takes part in a model, and where they are. @module */

import { deriveSecretKeys, type SecretKeys } from "@bufferbane/protocol";
import type { ClientKey } from "../../../server/sessions.ts";

const CLIENT_NETWORK = 10;
/** Where no client ever is. */
const THIEF_NETWORK = 203;

const [FIRST, SECOND] = [1, 2].map((byte) =>
  deriveSecretKeys(new Uint8Array(32).fill(byte))
) as [SecretKeys, SecretKeys]; // as many as bytes

/** All secrets that the server may know. */
export const KEYS: readonly ClientKey[] = [FIRST, SECOND].map(
  (secret, quotaSlot) => ({ name: `k${quotaSlot}`, secret, quotaSlot }),
);

/** The clients' secrets: two of them share one. */
export const CLIENT_SECRETS: readonly SecretKeys[] = [FIRST, FIRST, SECOND];

/** Where a client is, as a native IPv4 address. */
export function clientAddress(host: number, port: number): Uint8Array {
  return nativeAddress([CLIENT_NETWORK, host], port);
}

/** Where a thief is. */
export function thiefAddress(host: number): Uint8Array {
  return nativeAddress([THIEF_NETWORK, host], 5000);
}

/** Whether it is a thief's. */
export function isThiefs(address: Uint8Array): boolean {
  return address[4] === THIEF_NETWORK;
}

function nativeAddress(
  [network, host]: readonly [number, number],
  port: number,
): Uint8Array {
  const address = new Uint8Array(16);
  address.set([2, 0, port >> 8, port & 0xff, network, 0, 113, host]);
  return address;
}
