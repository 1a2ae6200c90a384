/** One router on the way, as one time-to-live found it. */
export interface PathHop {
  /** The time-to-live that ended there, 1 to 255. */
  readonly ttl: number;
  /** The router's address; `null` where none answered. */
  readonly address: string | null;
  /** Shortest round trip of its answers, ns; `null` where none came. */
  readonly rttNs: number | null;
  /** Median round trip of its answers, ns; `null` where none came. */
  readonly medianNs: number | null;
  /** Probes of this time-to-live that were sent. */
  readonly sent: number;
  /** Of these, not answered; many routers answer some only. */
  readonly lost: number;
}

/** The way to a target, as one traceroute with a fixed flow found it. */
export interface PathTrace {
  /** When it began, Unix milliseconds. */
  readonly atMs: number;
  /** The interface it left by. */
  readonly interface: string;
  /** The target, as its series call it. */
  readonly target: string;
  /** The IP version. */
  readonly family: 4 | 6;
  /** The routers in the order of their time-to-live; none twice. */
  readonly hops: readonly PathHop[];
  /** Whether the way differs from the last one found. */
  readonly isChanged: boolean;
}
