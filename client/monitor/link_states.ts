import type { NetworkInterface } from "../links/inventory.ts";
import type { StoredEvent } from "../model/mod.ts";

/** Why an interface cannot be measured over, for programs. */
type Trouble = "absent" | "switched_off" | "no_link" | "no_address";

/** An interface that cannot be measured over. */
interface Outage {
  readonly trouble: Trouble;
  readonly sinceMs: number;
}

interface Known {
  index: number;
  carrierChanges: number;
  outage: Outage | undefined;
}

/** The interfaces to follow. */
export type Followed =
  & {
    /** Their names, there or not. */
    readonly names: readonly string[];
  }
  & (
    /** The user wants them, whatever becomes of them. */
    | { readonly isBound: true }
    /** The kernel takes them, as long as it does. */
    | {
      readonly isBound: false;
      /** Whether there is any way out, so that no other is waited for. */
      readonly isReachable: boolean;
    }
  );

/** What was wrong, for a person. */
const WAS: Readonly<Record<Trouble, string>> = {
  absent: "was not there",
  "switched_off": "was switched off",
  "no_link": "had no link",
  "no_address": "had no address",
};

/** Marks the end of an `interface_down` that an `interface_up` tells. */
export const IS_UP_AGAIN = "is_up_again";

/** In default mode interfaces come and go with routes: so many are kept. */
const MOST_KNOWN = 64;

/**
 * Follows the interfaces that are measured through what happens to them, and
 * tells it as events: `interface_down` when one is first found out of order
 * (and again when that has ended, with how long it took), `interface_up` when
 * it works again.
 */
export class LinkStates {
  readonly #known = new Map<string, Known>();

  /**
   * Takes the newest state.
   *
   * @param followed The interfaces to follow from now on, beside those before
   * that nothing has replaced.
   * @param interfaces All that there are.
   * @param atMs When, Unix milliseconds.
   * @returns What is new.
   */
  update(
    followed: Followed,
    interfaces: readonly NetworkInterface[],
    atMs: number,
  ): readonly StoredEvent[] {
    const { names, isBound } = followed;
    const have = isBound
      ? interfaces.map(({ name }) => name).join(", ")
      : undefined;
    for (const name of names) {
      if (this.#known.has(name) || this.#known.size === MOST_KNOWN) continue;
      const link = interfaces.find((link) => link.name === name);
      this.#known.set(name, {
        index: link?.index ?? 0,
        carrierChanges: link?.carrierChanges ?? 0,
        outage: undefined,
      });
    }
    return [...this.#known].flatMap(([name, known]) => {
      const link = interfaces.find((link) => link.name === name);
      const isReplaced = !isBound && followed.isReachable &&
        !names.includes(name);
      if (isReplaced && link === undefined) {
        this.#known.delete(name);
        return [goneEvent(known, name, atMs)];
      }
      if (isReplaced && !known.outage && !troubleOf(link)) {
        // What is in order and not used may do as it likes from now on.
        this.#known.delete(name);
        return [];
      }
      return this.#compare(known, link, { name, have, atMs });
    });
  }

  /** Whether an interface that is followed cannot be measured over. */
  isDown(name: string): boolean {
    return this.#known.get(name)?.outage !== undefined;
  }

  #compare(
    known: Known,
    link: NetworkInterface | undefined,
    at: {
      readonly name: string;
      readonly have: string | undefined;
      readonly atMs: number;
    },
  ): readonly StoredEvent[] {
    const { index, carrierChanges, outage } = known;
    const trouble = troubleOf(link);
    if (link !== undefined) {
      known.index = link.index;
      known.carrierChanges = link.carrierChanges;
    }
    if (outage === undefined && trouble !== undefined) {
      const fresh = { trouble, sinceMs: at.atMs };
      known.outage = fresh;
      return [downEvent(fresh, at.name, {
        description: sentenceOf(trouble, at),
        durationMs: null,
      })];
    }
    if (outage !== undefined && trouble === undefined) {
      known.outage = undefined;
      const durationMs = at.atMs - outage.sinceMs;
      const was = `${WAS[outage.trouble]} for ${
        (durationMs / 1000).toFixed(1)
      } s`;
      const down = downEvent(outage, at.name, {
        description: `${at.name} ${was}`,
        durationMs,
      });
      return [
        { ...down, metrics: { ...down.metrics, [IS_UP_AGAIN]: true } },
        {
          ...eventOf(at.name, at.atMs),
          type: "interface_up",
          description: `${at.name} is up again: it ${was}`,
          durationMs: 0,
          metrics: { "down_ms": durationMs, cause: outage.trouble },
        },
      ];
    }
    const isAnother = link !== undefined && link.index !== index;
    const changes = (link?.carrierChanges ?? 0) - carrierChanges;
    if (trouble !== undefined || !(isAnother || changes > 0)) return [];
    const brief = {
      trouble: isAnother ? "absent" : "no_link",
      sinceMs: at.atMs,
    } as const;
    return [downEvent(brief, at.name, {
      description: `${at.name} ${WAS[brief.trouble]} for a moment`,
      durationMs: 0,
    })];
  }
}

/** What keeps an interface from being measured over; `undefined`: nothing. */
function troubleOf(link: NetworkInterface | undefined): Trouble | undefined {
  if (link === undefined) return "absent";
  if (!link.isUp) return "switched_off";
  if (!link.hasCarrier) return "no_link";
  const hasAddress = link.addresses.some(({ isUsable, scope }) =>
    // Link-local ones lead nowhere; the loopback's lead to this machine.
    isUsable && scope !== "link" && (scope !== "host" || link.isLoopback)
  );
  return hasAddress ? undefined : "no_address";
}

function sentenceOf(
  trouble: Trouble,
  { name, have }: { readonly name: string; readonly have: string | undefined },
): string {
  switch (trouble) {
    case "absent":
      return have === undefined
        ? `${name} has gone; waiting for it`
        : `Cannot bind to ${name} as there is no such interface (have: ${have}); waiting for it`;
    case "switched_off":
      return `${name} is switched off; waiting for it`;
    case "no_link":
      return `${name} has no link (cable, access point, modem); waiting for it`;
    case "no_address":
      return `${name} has no address; waiting for one`;
  }
}

/** Another has taken its place: nobody waits for it. */
function goneEvent(
  { outage }: Known,
  name: string,
  atMs: number,
): StoredEvent {
  const gone = outage ?? { trouble: "absent", sinceMs: atMs };
  const durationMs = atMs - gone.sinceMs;
  return downEvent(gone, name, {
    description: outage === undefined
      ? `${name} has gone`
      : `${name} ${WAS[gone.trouble]} for ${
        (durationMs / 1000).toFixed(1)
      } s, and has gone`,
    durationMs,
  });
}

function downEvent(
  { trouble, sinceMs }: Outage,
  name: string,
  said: {
    readonly description: string;
    readonly durationMs: number | null;
  },
): StoredEvent {
  return {
    ...eventOf(name, sinceMs),
    type: "interface_down",
    metrics: { cause: trouble },
    ...said,
  };
}

function eventOf(name: string, atMs: number) {
  return {
    atMs,
    severity: "info",
    interface: name,
    target: "",
    server: "",
  } as const;
}
