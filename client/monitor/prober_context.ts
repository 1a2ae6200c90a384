import type { Libc, Poller } from "@bufferbane/ffi";
import type { LinkReader, Links } from "../links/mod.ts";
import type { Clock, Measurement, StoredEvent } from "../model/mod.ts";
import type { TargetResolver } from "../probes/resolve.ts";
import type { Schedule } from "../probes/schedule.ts";
import type { Echoes } from "./echoes.ts";
import type { PathWatch } from "./path_watch.ts";
import type { PortalWatch } from "./portal_watch.ts";
import type { Port } from "./ports.ts";
import type { Translation } from "./translation.ts";

/** What probing works with. */
export interface ProberContext {
  /** Sockets. */
  readonly libc: Libc;
  /** Waits. */
  readonly poller: Poller;
  /** Calls back at an instant. */
  readonly schedule: Schedule;
  /** The time. */
  readonly clock: Clock;
  /** Interfaces and routes. */
  readonly links: Links;
  /** Single interfaces. */
  readonly reader: LinkReader;
  /** Host names to addresses. */
  readonly names: TargetResolver;
  /** Notices login pages. */
  readonly portals: Pick<PortalWatch, "sample">;
  /** Addresses of IPv4 where there is none. */
  readonly translation: Pick<Translation, "follow" | "isSettled" | "of">;
  /** This machine's own resolvers, asked for anew at each change. */
  readonly systemResolvers: () => readonly string[];
  /** Fills with unforeseeable bytes. */
  readonly fillRandom: (bytes: Uint8Array<ArrayBuffer>) => void;
  /** Takes measurements. */
  readonly report: (measurement: Measurement) => void;
  /** Takes what has happened. */
  readonly event: (event: StoredEvent) => void;
  /** Tells the user something, one sentence. */
  readonly note: (text: string) => void;
  /** Told of the ways out, after each look at the machine. */
  readonly onPorts: (ports: readonly Port[]) => void;
  /** The own servers, if there are any. */
  readonly echoes: Echoes | undefined;
  /** Knows the ways to the targets, if that is wanted. */
  readonly paths: Pick<PathWatch, "follow" | "sample" | "ttl"> | undefined;
}
