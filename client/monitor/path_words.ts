import type { PathFault } from "../analysis/path_fault.ts";
import type { WayChange } from "../analysis/path_change.ts";
import type { StoredEvent } from "../model/mod.ts";

/** Whose way it is. */
export interface WayOf {
  /** The interface. */
  readonly interface: string;
  /** The target, as its series call it. */
  readonly target: string;
  /** The IP version. */
  readonly family: 4 | 6;
}

/**
 * A way has become another one, as an event.
 *
 * @param way Whose.
 * @param change Where.
 * @param atMs When it was found, Unix milliseconds.
 */
export function routeEvent(
  way: WayOf,
  { ttl, before, after }: WayChange,
  atMs: number,
): StoredEvent {
  return {
    ...eventOf(way, atMs),
    type: "route_changed",
    description: `${wayText(way)} has changed from hop ${ttl} on: ${
      before === null
        ? `longer, by ${after ?? "a silent hop"}`
        : after === null
        ? `shorter, without ${before}`
        : `${after} instead of ${before}`
    }`,
    metrics: { family: way.family, hop: ttl, before, after },
  };
}

/**
 * Where trouble begins, as an event.
 *
 * @param way Whose.
 * @param fault Where.
 * @param atMs When it was found, Unix milliseconds.
 */
export function faultEvent(
  way: WayOf,
  fault: PathFault,
  atMs: number,
): StoredEvent {
  const { kind, ttl, address, before, lossPct, addedMs } = fault;
  const what = kind === "loss"
    ? `${lossPct.toFixed(0)} % are lost`
    : `${addedMs.toFixed(1)} ms more than usual are spent`;
  const where = `hop ${ttl} on (${address ?? "silent"}${
    before === null ? "" : `, behind ${before}`
  })`;
  return {
    ...eventOf(way, atMs),
    type: "path_trouble",
    description: `${wayText(way)}: ${what} from ${where}`,
    metrics: {
      family: way.family,
      kind,
      hop: ttl,
      address,
      before,
      ...(kind === "loss"
        ? { "loss_pct": Math.round(10 * lossPct) / 10 }
        : { "added_ms": Math.round(10 * addedMs) / 10 }),
    },
  };
}

function eventOf({ interface: name, target }: WayOf, atMs: number) {
  return {
    atMs,
    severity: "info",
    interface: name,
    target,
    server: "",
    durationMs: 0,
  } as const;
}

function wayText({ interface: name, target, family }: WayOf): string {
  return `The way to ${target} over ${name} (IPv${family})`;
}
