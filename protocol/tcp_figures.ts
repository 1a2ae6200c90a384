import type { ThroughputStats } from "./control_packets.ts";

/**
 * What the sender of a load over TCP says of its connections together. In
 * STATS these take the places of what only datagrams have.
 */
export interface TcpFigures {
  /** `FLOW.up` or `FLOW.down`; in place of `highestSeq`. */
  readonly direction: number;
  /** For how long there was something to send, ms; in place of `rxPackets`. */
  readonly busyMs: number;
  /** Of that, the receiver's window was full; in place of `duplicates`. */
  readonly receiverLimitedMs: number;
  /** Of that, the send buffer was too small; in place of `reordered`. */
  readonly senderLimitedMs: number;
  /** Segments sent again; in place of `lost`. */
  readonly retransmits: number;
  /** Bytes sent again; in place of `intervalBytes`. */
  readonly retransmittedBytes: number;
  /** The mean of the connections' smoothed round trips, us; in place of `intervalUs`. */
  readonly rttUs: number;
  /** How busy its thread was, percent of a core; in place of `intervalPackets`. */
  readonly busyCpuPct: number;
}

/** The fields of STATS that {@linkcode TcpFigures} take. */
export type TcpFigureFields = Pick<
  ThroughputStats,
  | "highestSeq"
  | "rxPackets"
  | "duplicates"
  | "reordered"
  | "lost"
  | "intervalBytes"
  | "intervalUs"
  | "intervalPackets"
>;

/**
 * Puts figures into their fields.
 *
 * @param figures Whole numbers are made of them, of 32 bits where the field is.
 */
export function packTcpFigures(figures: TcpFigures): TcpFigureFields {
  const whole = (value: number) => Math.min(Math.round(value), 0xffff_ffff);
  return {
    highestSeq: figures.direction,
    rxPackets: whole(figures.busyMs),
    duplicates: whole(figures.receiverLimitedMs),
    reordered: whole(figures.senderLimitedMs),
    lost: whole(figures.retransmits),
    intervalBytes: BigInt(Math.round(figures.retransmittedBytes)),
    intervalUs: whole(figures.rttUs),
    intervalPackets: whole(figures.busyCpuPct),
  };
}

/** Reads what {@linkcode packTcpFigures} wrote. */
export function unpackTcpFigures(stats: TcpFigureFields): TcpFigures {
  return {
    direction: stats.highestSeq,
    busyMs: stats.rxPackets,
    receiverLimitedMs: stats.duplicates,
    senderLimitedMs: stats.reordered,
    retransmits: stats.lost,
    retransmittedBytes: Number(stats.intervalBytes),
    rttUs: stats.intervalUs,
    busyCpuPct: stats.intervalPackets,
  };
}
