/**
 * The four times of one ECHO, each on the raw monotonic clock of its end
 * (which no time daemon speeds up or slows down), in ns.
 */
export interface EchoExchange {
  /** Names the pair of clocks: with another name, all that was known is void. */
  readonly clocks: string;
  /** Client: the request entered its own queue. */
  readonly sentNs: bigint;
  /** Server: the request arrived. */
  readonly arrivedNs: bigint;
  /** Server: the reply left. */
  readonly repliedNs: bigint;
  /** Client: the reply arrived. */
  readonly returnedNs: bigint;
}

/**
 * What an ECHO tells of each direction. The delays cannot be known better than
 * half the round trip without a common clock, so they come with their bound;
 * the queues need no common clock and are exact.
 */
export interface OneWayDelay {
  /** From client to server, ns. */
  readonly upNs: number;
  /** From server to client, ns. */
  readonly downNs: number;
  /** Neither is wrong by more than this, ns. */
  readonly errorNs: number;
  /** Of the way up, spent in queues, ns; `null` until the clocks are known. */
  readonly queueUpNs: number | null;
  /** Of the way down, spent in queues, ns; `null` until the clocks are known. */
  readonly queueDownNs: number | null;
}

/** In which direction an ECHO was lost, in the order of the stored codes. */
export const LOST_ON = ["up", "down", "unknown"] as const;

/** One of {@linkcode LOST_ON}. */
export type LostOn = typeof LOST_ON[number];

/** What only an ECHO to the own server has. */
export interface EchoFigures {
  /** Its four times, once they are final; `null` until then. */
  readonly exchange: EchoExchange | null;
  /** What `exchange` and those before it tell; the pipeline's to fill in. */
  readonly delay: OneWayDelay | null;
  /** Where it was lost; `null` if it was not, or that is not known yet. */
  readonly lostOn: LostOn | null;
}
