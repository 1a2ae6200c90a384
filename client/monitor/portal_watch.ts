import { type Measurement, type StoredEvent, unixMs } from "../model/mod.ts";
import { REWRITTEN } from "../probes/dns_query.ts";

/** A network whose names lead to itself. */
interface Portal {
  readonly sinceMs: number;
  /** The resolvers that say so, by address. */
  readonly resolvers: Set<string>;
}

/**
 * Notices that a network answers for names that nobody has with an address of
 * its own, as hotels and trains do until one has logged in: pings are dropped
 * there, or answered by the network itself, so that nothing else tells.
 */
export class PortalWatch {
  readonly #portals = new Map<string, Portal>();

  /**
   * Takes a measurement.
   *
   * @param measurement Of any series.
   * @returns `captive_portal`, when one is first seen, and again when all
   * resolvers say otherwise.
   */
  sample({ series, sentAt, outcome }: Measurement): StoredEvent | null {
    const { probe, variant, interface: name, target } = series;
    if (probe !== "dns" || variant !== "random") return null;
    if (outcome.kind !== "ok") return null;
    const atMs = unixMs(sentAt);
    const portal = this.#portals.get(name);
    const isRewritten = outcome.detail.startsWith(REWRITTEN);
    if (!isRewritten) {
      if (!portal?.resolvers.delete(target)) return null;
      if (portal.resolvers.size > 0) return null;
      this.#portals.delete(name);
      return portalEvent(name, portal.sinceMs, {
        description:
          `Names on ${name} lead to the internet again: the login page is gone`,
        durationMs: atMs - portal.sinceMs,
      });
    }
    if (portal !== undefined) {
      portal.resolvers.add(target);
      return null;
    }
    this.#portals.set(name, { sinceMs: atMs, resolvers: new Set([target]) });
    return portalEvent(name, atMs, {
      description:
        `Every name on ${name} is ${outcome.detail}: a login page (captive portal) probably stands before the internet; open http://example.com in a browser`,
      durationMs: null,
    });
  }
}

function portalEvent(
  name: string,
  atMs: number,
  said: Pick<StoredEvent, "description" | "durationMs">,
): StoredEvent {
  return {
    atMs,
    type: "captive_portal",
    severity: "warning",
    interface: name,
    target: "",
    server: "",
    metrics: {},
    ...said,
  };
}
