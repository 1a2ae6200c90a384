import type { SocketAddress, SocketOption } from "../libc.ts";

/** Errnos by their Linux numbers, for scripts. */
export const FAKE_ERRNO = {
  EPERM: 1,
  EAGAIN: 11,
  EACCES: 13,
  ENODEV: 19,
  EMSGSIZE: 90,
  ENETUNREACH: 101,
  ECONNRESET: 104,
  ENOBUFS: 105,
  ETIMEDOUT: 110,
  ECONNREFUSED: 111,
  EHOSTUNREACH: 113,
  EINPROGRESS: 115,
} as const;

/** A datagram on the fake wire. */
export interface FakeDatagram {
  /** What it carries. */
  readonly payload: Uint8Array;
  /** Whom it goes to, or comes from. */
  readonly peer: SocketAddress;
  /** One of {@linkcode Origin}; 0 for ordinary data. */
  readonly origin?: number;
  /** ICMP type and code, for the ICMP origins. */
  readonly icmp?: readonly [type: number, code: number];
  /** Who reported an ICMP error. */
  readonly offender?: string;
  /** One of {@linkcode Phase}, for the transmit origin. */
  readonly phase?: number;
  /** Time to live on arrival. */
  readonly ttl?: number;
  /** Whether the kernel forgot to stamp it. */
  readonly isUnstamped?: boolean;
  /** For a stream: reading fails with it. An empty payload ends the stream. */
  readonly errno?: number;
}

/** A socket as a script sees it. */
export interface FakeSocket {
  /** Its descriptor. */
  readonly fd: number;
  /** What it was opened with. */
  readonly kind: string;
  /** Options set so far. */
  readonly options: ReadonlyMap<
    SocketOption,
    number | string | Uint8Array
  >;
}

/** A socket with what waits in it. */
export interface OpenSocket extends FakeSocket {
  /** Options set so far. */
  readonly options: Map<SocketOption, number | string | Uint8Array>;
  /** What came, and when; in that order. */
  readonly data: { atNs: bigint; datagram: FakeDatagram }[];
  /** The same of the error queue. */
  readonly errors: { atNs: bigint; datagram: FakeDatagram }[];
  /** Which datagrams are stamped when they leave. */
  stamps: "none" | "all" | "asked";
  /** Datagrams that it has dropped. */
  dropped: number;
  /** How a connect will end, and when. */
  connect: { atNs: bigint; errno: number; info: Uint8Array } | null;
  /** Whether the poller has told of that. */
  isConnectSeen: boolean;
}

/** What becomes of a TCP connect: after how long, errno (0: connected), `struct tcp_info`. */
export interface FakeConnect {
  /** Virtual nanoseconds until it ends. */
  readonly afterNs: number;
  /** 0, or why it failed. */
  readonly errno: number;
  /** What `getsockopt(TCP_INFO)` gives. */
  readonly info: Uint8Array;
}

/** The script: what the fake network does with what is sent. */
export interface FakeNetwork {
  /** A datagram was sent; returns the errno with which sending fails, or 0. */
  onSend?(socket: FakeSocket, datagram: FakeDatagram): number;
  /** A socket connects. */
  onConnect?(socket: FakeSocket, peer: SocketAddress): FakeConnect;
  /** A socket is opened; returns the errno with which that fails, or 0. */
  onSocket?(kind: string): number;
}
