/** How many KNOCKs are remembered. */
const MAX_KNOCKS = 32_768;

/** For how long. */
const MEMORY_MS = 600_000;

/**
 * The client ids of the last authentic KNOCKs: a KNOCK that was recorded and
 * is sent again is not answered. Only authentic ones enter, so that garbage
 * cannot push them out.
 */
export class RecentKnocks {
  /** When each was seen, oldest first. */
  readonly #seenAtMs = new Map<bigint, number>();

  /**
   * Notes a KNOCK.
   *
   * @param keyId Names the secret.
   * @param instance Random for each KNOCK.
   * @param options The time.
   * @returns Whether it is the first of its name in ten minutes.
   */
  isNew(
    keyId: number,
    instance: number,
    options: { readonly nowMs: number },
  ): boolean {
    const { nowMs } = options;
    const id = (BigInt(keyId) << 32n) | BigInt(instance);
    const seenAtMs = this.#seenAtMs.get(id);
    if (seenAtMs !== undefined && nowMs - seenAtMs < MEMORY_MS) return false;
    this.#seenAtMs.delete(id);
    this.#seenAtMs.set(id, nowMs);
    if (this.#seenAtMs.size > MAX_KNOCKS) {
      for (const oldest of this.#seenAtMs.keys()) {
        this.#seenAtMs.delete(oldest);
        break;
      }
    }
    return true;
  }
}
