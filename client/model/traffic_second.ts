/** What traffic is told apart by, in the stored order: append only. */
export const TRAFFIC_CLASSES = [
  "all",
  "tcp",
  "udp",
  "icmp",
  "http",
  "https",
  "quic",
  "dns",
] as const;

/** One of {@linkcode TRAFFIC_CLASSES}. */
export type TrafficClass = typeof TRAFFIC_CLASSES[number];

/** Bytes (layer 2) and packets of one class, both ways. */
export interface TrafficCount {
  /** Bytes received. */
  readonly receivedBytes: number;
  /** Bytes sent. */
  readonly sentBytes: number;
  /** Packets received. */
  readonly receivedPackets: number;
  /** Packets sent. */
  readonly sentPackets: number;
}

/** What an interface carried in one second, by kind of traffic. */
export interface TrafficSecond {
  /** When the second ended, Unix milliseconds. */
  readonly atMs: number;
  /** The interface. */
  readonly interface: string;
  /** Each class's share; a packet counts in all classes that it belongs to. */
  readonly counts: Readonly<Record<TrafficClass, TrafficCount>>;
}
