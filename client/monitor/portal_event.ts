import { type StoredEvent, unixMs, type WallNs } from "../model/mod.ts";

/**
 * Puts into an event that a login page stands before the internet, or no more.
 *
 * @param name The interface.
 * @param sentAt When that was seen.
 * @param said What to say; since when it stood there if it has gone.
 */
export function portalEvent(
  name: string,
  sentAt: WallNs,
  { description, sinceMs }: {
    readonly description: string;
    readonly sinceMs: number | null;
  },
): StoredEvent {
  const atMs = unixMs(sentAt);
  return {
    atMs: sinceMs ?? atMs,
    durationMs: sinceMs === null ? null : atMs - sinceMs,
    type: "captive_portal",
    severity: "warning",
    interface: name,
    target: "",
    server: "",
    metrics: {},
    description,
  };
}
