/** What a socket is doing, in the words of RFC 9293 for TCP. */
export type ConnectionState =
  | "established"
  | "syn sent"
  | "syn received"
  | "fin wait 1"
  | "fin wait 2"
  | "time wait"
  | "closed"
  | "close wait"
  | "last ack"
  | "listening"
  | "closing"
  | "bound"
  | "open";

/** One end of a connection. */
export interface Endpoint {
  /** IPv4 or IPv6 text; `"0.0.0.0"` or `"::"` for any. */
  readonly address: string;
  /** 0 for any. */
  readonly port: number;
}

/** A process that holds a socket. */
export interface SocketOwner {
  /** Its id. */
  readonly pid: number;
  /** Its short name, at most 15 bytes. */
  readonly name: string;
}

/** What only TCP knows of a connection. */
export interface TcpFigures {
  /** Smoothed round-trip time, ns; `null` before the first. */
  readonly rttNs: number | null;
  /** Its mean deviation, ns; `null` before the first. */
  readonly rttVariationNs: number | null;
  /** Segments sent again since it began. */
  readonly retransmissions: number;
  /** Payload that the other end has confirmed, bytes. */
  readonly sentBytes: number;
  /** Payload received, bytes. */
  readonly receivedBytes: number;
}

/** A TCP or UDP socket of this machine. */
export interface Connection {
  /** The transport. */
  readonly protocol: "tcp" | "udp";
  /** The socket's IP version; one of version 6 may carry version 4, too. */
  readonly family: 4 | 6;
  /** What it is doing; UDP is `"established"` where it has a peer, else `"open"`. */
  readonly state: ConnectionState;
  /** This end. */
  readonly local: Endpoint;
  /** The other end; any address and port 0 where there is none. */
  readonly remote: Endpoint;
  /** The index of the interface that it is bound to; 0 for none. */
  readonly interfaceIndex: number;
  /** Who holds it; empty where that is another user's business, or nobody. */
  readonly owners: readonly SocketOwner[];
  /** Whose it is: a user's id. */
  readonly userId: number;
  /** Received and not yet read, bytes; for a listener, connections. */
  readonly receiveQueue: number;
  /** Sent and not yet confirmed, bytes; for a listener, most connections. */
  readonly sendQueue: number;
  /** For TCP that is or was connected; else `null`. */
  readonly tcp: TcpFigures | null;
}
