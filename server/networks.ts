import { HOST_AT } from "@bufferbane/ffi";
import { NETWORKS } from "./shared.ts";

/** What of an address names its network: /24 and /64. */
const PREFIX_BYTES = { 4: 3, 6: 8 } as const;

/**
 * A number for each network, for tables of fixed size: a map could be filled
 * from forged addresses. The key keeps anybody from choosing addresses that
 * share another one's number.
 */
export class NetworkIndex {
  readonly #key: number;

  /** @param key Random, 32 bits. */
  constructor(key: number) {
    this.#key = key | 0;
  }

  /**
   * The number of an address' network: FNV-1a over its /24 or /64, mixed with
   * the key before and after.
   *
   * @param native As a native socket address; read where it is, as a flood
   * must not allocate.
   * @param family IPv4 or IPv6.
   * @returns 0 to `NETWORKS` - 1.
   */
  of(native: Uint8Array, family: 4 | 6): number {
    const at = HOST_AT[family];
    const bytes = PREFIX_BYTES[family];
    let hash = 0x811c_9dc5 ^ this.#key;
    for (let i = 0; i < bytes; i++) {
      hash = Math.imul(hash ^ (native[at + i] ?? 0), 0x0100_0193);
    }
    hash = Math.imul(hash ^ (hash >>> 15) ^ this.#key, 0x85eb_ca6b);
    return ((hash ^ (hash >>> 13)) >>> 0) % NETWORKS;
  }
}
