import { type Measurement, type StoredEvent, unixMs } from "../model/mod.ts";
import { NOT_PUBLIC, REWRITTEN } from "../probes/dns_query.ts";
import { IPV4_ONLY_ADDRESSES, IPV4_ONLY_NAME } from "../probes/nat64.ts";
import type { Lookup } from "../probes/resolve.ts";
import { NamesOnlyWatch } from "./names_only_watch.ts";
import { portalEvent } from "./portal_event.ts";

/** A network whose names lead to itself. */
interface Portal {
  readonly sinceMs: number;
  /** The resolvers that say so, by address. */
  readonly resolvers: Set<string>;
}

/** What {@linkcode PortalWatch} works with. */
export interface PortalWatchOptions {
  /** Asks this machine's own resolver. */
  readonly lookup: Lookup;
  /** Told `captive_portal`, when one is first seen, and again when it is gone. */
  readonly onEvent: (event: StoredEvent) => void;
}

/**
 * Notices that a network answers for names that nobody has with an address of
 * its own, as hotels and trains do until one has logged in: pings are dropped
 * there, or answered by the network itself, so that nothing else tells.
 *
 * Where that address is a public one, it may as well be a provider's search
 * page, or a name that its owner has given to all below it: then a name is
 * looked up of which everybody knows the addresses.
 */
export class PortalWatch implements Disposable {
  readonly #options: PortalWatchOptions;
  readonly #portals = new Map<string, Portal>();
  /** By interface, the last answer that was somebody's search page. */
  readonly #harmless = new Map<string, string>();
  readonly #asking = new Set<string>();
  readonly #namesOnly = new NamesOnlyWatch();
  #isOver = false;

  /** Nothing is known yet. */
  constructor(options: PortalWatchOptions) {
    this.#options = options;
  }

  /** Takes a measurement, of any series. */
  sample(measurement: Measurement): void {
    const event = this.#namesOnly.sample(measurement);
    if (event !== null) this.#options.onEvent(event);
    const { series: { probe, variant, ...series }, outcome } = measurement;
    if (probe !== "dns" || variant !== "random") return;
    if (outcome.kind !== "ok") return;
    const { detail } = outcome;
    const { interface: name, target } = series;
    const portal = this.#portals.get(name);
    if (
      !detail.startsWith(REWRITTEN) || detail === this.#harmless.get(name)
    ) this.#clear(measurement);
    else if (portal !== undefined) portal.resolvers.add(target);
    else if (detail.endsWith(NOT_PUBLIC)) this.#open(measurement, detail);
    else void this.#verify(measurement, detail);
  }

  /** Tells nothing more. */
  [Symbol.dispose](): void {
    this.#isOver = true;
  }

  async #verify(measurement: Measurement, detail: string): Promise<void> {
    const { interface: name } = measurement.series;
    if (this.#asking.has(name)) return;
    this.#asking.add(name);
    // Without an answer nothing is known, and the next look-up asks again.
    const found = await this.#options.lookup(IPV4_ONLY_NAME).catch(() => []);
    this.#asking.delete(name);
    if (this.#isOver || found.length === 0) return;
    const isTrue = found.some(({ address }) =>
      IPV4_ONLY_ADDRESSES.some((known) => known === address)
    );
    if (isTrue) this.#harmless.set(name, detail);
    else this.#open(measurement, detail);
  }

  #open({ series, sentAt }: Measurement, detail: string): void {
    const { interface: name, target } = series;
    const resolvers = new Set([target]);
    this.#portals.set(name, { sinceMs: unixMs(sentAt), resolvers });
    this.#options.onEvent(portalEvent(name, sentAt, {
      description:
        `Every name on ${name} is ${detail}: a login page (captive portal) probably stands before the internet; open http://example.com in a browser`,
      sinceMs: null,
    }));
  }

  #clear({ series, sentAt }: Measurement): void {
    const { interface: name, target } = series;
    const portal = this.#portals.get(name);
    if (!portal?.resolvers.delete(target) || portal.resolvers.size > 0) return;
    this.#portals.delete(name);
    this.#options.onEvent(portalEvent(name, sentAt, {
      description:
        `Names on ${name} lead to the internet again: the login page is gone`,
      sinceMs: portal.sinceMs,
    }));
  }
}
