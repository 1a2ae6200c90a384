/** What traces of the ways to targets say of trouble. @module */

import type { StoredEvent } from "../../model/mod.ts";
import type { RungName } from "./rung.ts";

/** What the monitor stores where a trace has named a hop. */
export const PATH_TROUBLE = "path_trouble";

/** A hop at which trouble was found to begin. */
export interface TracedTrouble {
  /** The interface. */
  readonly interface: string;
  /** The IP version. */
  readonly family: 4 | 6;
  /** What begins there. */
  readonly kind: "loss" | "delay";
  /** Which hop, counted from this machine. */
  readonly hop: number;
  /** Its address; empty where it did not answer. */
  readonly address: string;
  /** The last hop without trouble; empty: there is none. */
  readonly before: string;
  /** The targets on whose ways it was found. */
  readonly targets: readonly string[];
  /** How often it was found. */
  readonly times: number;
  /** When it was found last, Unix milliseconds. */
  readonly lastAtMs: number;
  /** Which step of the ladder that is; `null`: between the provider's first router and the targets. */
  readonly rung: RungName | null;
}

/** Which hops are known, by address. */
export interface KnownHops {
  /** The user's own routers. */
  readonly gateways: readonly string[];
  /** The provider's first routers. */
  readonly firstHops: readonly string[];
  /** Whether an interface is Wi-Fi. */
  readonly isWifi: (name: string) => boolean;
}

/**
 * Sums up the hops that were named, the most often named first.
 *
 * @param events What happened in a period.
 * @param known Which hops are known.
 */
export function tracedTroubles(
  events: readonly StoredEvent[],
  known: KnownHops,
): readonly TracedTrouble[] {
  const found = new Map<string, TracedTrouble>();
  for (const event of events) {
    if (event.type !== PATH_TROUBLE) continue;
    const { interface: name, target, atMs, metrics } = event;
    const { family, kind, hop, address, before } = metrics;
    const key = [name, family, kind, hop, address, before].join(" ");
    const earlier = found.get(key);
    const one = {
      address: String(address ?? ""),
      before: String(before ?? ""),
      hop: Number(hop),
      interface: name,
    };
    found.set(key, {
      ...one,
      family: family === 6 ? 6 : 4,
      kind: kind === "delay" ? "delay" : "loss",
      targets: [...new Set([...earlier?.targets ?? [], target])],
      times: (earlier?.times ?? 0) + 1,
      lastAtMs: Math.max(earlier?.lastAtMs ?? 0, atMs),
      rung: rungOf({ ...one, target }, known),
    });
  }
  return [...found.values()].toSorted((a, b) => b.times - a.times);
}

function rungOf(
  { address, before, hop, target, interface: name }: {
    readonly address: string;
    readonly before: string;
    readonly hop: number;
    readonly target: string;
    readonly interface: string;
  },
  { gateways, firstHops, isWifi }: KnownHops,
): RungName | null {
  if (hop === 1) return isWifi(name) ? "wifi" : "gateway";
  if (address === target) return "far_end";
  const isAccess = gateways.includes(before) || firstHops.includes(address);
  return isAccess ? "access" : null;
}
