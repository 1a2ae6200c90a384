import type { PathHop } from "../model/mod.ts";

/** A way, as one trace found it. */
export interface FoundWay {
  /** The hops in order. */
  readonly hops: readonly PathHop[];
  /** Whether the last of them is the target itself. */
  readonly isReached: boolean;
  /** Times-to-live at which several routers took turns: nothing has changed there. */
  readonly balancedTtls: readonly number[];
}

/** Where two ways part. */
export interface WayChange {
  /** The first time-to-live at which they differ. */
  readonly ttl: number;
  /** Who was there; `null`: nobody, as the way was shorter. */
  readonly before: string | null;
  /** Who is there now; `null`: nobody, as the way is shorter. */
  readonly after: string | null;
}

/**
 * Where a way has become another one. A hop that was silent in either trace
 * says nothing: routers answer when they like.
 *
 * @param before The way as it was.
 * @param after The way as it is, found with the same flow.
 * @returns `null` where no other router is seen.
 */
export function wayChange(
  before: FoundWay,
  after: FoundWay,
): WayChange | null {
  const wereAt = new Map(before.hops.map(({ ttl, address }) => [ttl, address]));
  const balanced = new Set([...before.balancedTtls, ...after.balancedTtls]);
  for (const { ttl, address } of after.hops) {
    const was = wereAt.get(ttl) ?? null;
    if (balanced.has(ttl)) continue;
    if (address !== null && was !== null && address !== was) {
      return { ttl, before: was, after: address };
    }
  }
  if (!before.isReached || !after.isReached) return null;
  const [long, short] = [before.hops.length, after.hops.length];
  if (long === short) return null;
  const ttl = Math.min(long, short) + 1;
  return {
    ttl,
    before: wereAt.get(ttl) ?? null,
    after: after.hops.find((hop) => hop.ttl === ttl)?.address ?? null,
  };
}
