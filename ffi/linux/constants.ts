/**
 * Linux's numbers, each with its header. The same on x86_64 and aarch64
 * (asm-generic); what differs is in structs.ts.
 *
 * @module
 */

import type { ClockName, Domain, SocketOption, SocketType } from "../libc.ts";

/** bits/socket.h */
export const AF_INET = 2;
/** bits/socket.h */
export const AF_INET6 = 10;
/** bits/socket.h */
const AF_NETLINK = 16;
/** bits/socket.h */
export const AF_UNIX = 1;

/** Address families by name. */
export const DOMAINS: Readonly<Record<Domain, number>> = {
  inet: AF_INET,
  inet6: AF_INET6,
  netlink: AF_NETLINK,
  unix: AF_UNIX,
};

/** Socket types by name. */
export const TYPES: Readonly<Record<SocketType, number>> = {
  stream: 1,
  datagram: 2,
  raw: 3,
};

/** bits/socket_type.h: SOCK_NONBLOCK | SOCK_CLOEXEC */
export const NONBLOCK_CLOEXEC = 0x800 | 0x80000;

const SOL_IP = 0;
const SOL_SOCKET = 1;
const SOL_TCP = 6;
const SOL_UDP = 17;
const SOL_IPV6 = 41;
const SOL_ICMPV6 = 58;
const SOL_RAW = 255;
const SOL_NETLINK = 270;

/** Level and name of each socket option: asm-generic/socket.h, linux/in.h,
 * linux/in6.h, linux/tcp.h, linux/udp.h (UDP_SEGMENT, UDP_GRO), linux/icmp.h,
 * linux/netlink.h. */
export const OPTIONS: Readonly<
  Record<SocketOption, readonly [level: number, name: number]>
> = {
  error: [SOL_SOCKET, 4],
  reuseAddress: [SOL_SOCKET, 2],
  reusePort: [SOL_SOCKET, 15],
  bindToDevice: [SOL_SOCKET, 25],
  receiveBuffer: [SOL_SOCKET, 8],
  receiveBufferForce: [SOL_SOCKET, 33],
  sendBuffer: [SOL_SOCKET, 7],
  sendBufferForce: [SOL_SOCKET, 32],
  countDrops: [SOL_SOCKET, 40],
  memoryInfo: [SOL_SOCKET, 55],
  linger: [SOL_SOCKET, 13],
  v4Ttl: [SOL_IP, 2],
  v4Tos: [SOL_IP, 1],
  v4MtuDiscover: [SOL_IP, 10],
  v4ReceiveErrors: [SOL_IP, 11],
  v4ReceiveTtl: [SOL_IP, 12],
  v4ReceiveTos: [SOL_IP, 13],
  v4ReceiveLocal: [SOL_IP, 8],
  v6Hops: [SOL_IPV6, 16],
  v6TrafficClass: [SOL_IPV6, 67],
  v6MtuDiscover: [SOL_IPV6, 23],
  v6ReceiveErrors: [SOL_IPV6, 25],
  v6ReceiveHops: [SOL_IPV6, 51],
  v6ReceiveTrafficClass: [SOL_IPV6, 66],
  v6ReceiveLocal: [SOL_IPV6, 49],
  v6Only: [SOL_IPV6, 26],
  icmp4Filter: [SOL_RAW, 1],
  icmp6Filter: [SOL_ICMPV6, 1],
  tcpInfo: [SOL_TCP, 11],
  tcpNoDelay: [SOL_TCP, 1],
  tcpUserTimeout: [SOL_TCP, 18],
  tcpCongestion: [SOL_TCP, 13],
  tcpNotSentLowWater: [SOL_TCP, 25],
  maxPacingRate: [SOL_SOCKET, 47],
  udpSegmentBytes: [SOL_UDP, 103],
  udpReceiveWhole: [SOL_UDP, 104],
  keepAlive: [SOL_SOCKET, 9],
  tcpKeepIdle: [SOL_TCP, 4],
  tcpKeepInterval: [SOL_TCP, 5],
  netlinkMembership: [SOL_NETLINK, 1],
};

/** time.h */
export const CLOCKS: Readonly<Record<ClockName, number>> = {
  realtime: 0,
  monotonic: 1,
  threadCpu: 3,
  monotonicRaw: 4,
  boottime: 7,
};

/** bits/socket.h: on a TCP socket, takes bytes without copying them. */
export const MSG_TRUNC = 0x20;
/** bits/socket.h */
export const MSG_DONTWAIT = 0x40;
/** bits/socket.h */
export const MSG_ERRQUEUE = 0x2000;
/** bits/socket.h */
export const MSG_NOSIGNAL = 0x4000;

/** Control message (level, type) pairs that {@linkcode receive} understands. */
export const CMSG = {
  /** SOL_SOCKET, SCM_TIMESTAMPING: struct timespec[3]. */
  timestamping: { level: SOL_SOCKET, type: 37 },
  /** SOL_SOCKET, SO_RXQ_OVFL: u32. */
  dropped: { level: SOL_SOCKET, type: 40 },
  /** SOL_IP, IP_RECVERR: struct sock_extended_err + sockaddr_in. */
  error4: { level: SOL_IP, type: 11 },
  /** SOL_IP, IP_TTL: int. */
  ttl4: { level: SOL_IP, type: 2 },
  /** SOL_IP, IP_TOS: u8. */
  tos4: { level: SOL_IP, type: 1 },
  /** SOL_IPV6, IPV6_RECVERR: struct sock_extended_err + sockaddr_in6. */
  error6: { level: SOL_IPV6, type: 25 },
  /** SOL_IPV6, IPV6_HOPLIMIT: int. */
  hops6: { level: SOL_IPV6, type: 52 },
  /** SOL_IPV6, IPV6_TCLASS: int. */
  class6: { level: SOL_IPV6, type: 67 },
  /** SOL_IP, IP_PKTINFO: struct in_pktinfo. */
  local4: { level: SOL_IP, type: 8 },
  /** SOL_IPV6, IPV6_PKTINFO: struct in6_pktinfo. */
  local6: { level: SOL_IPV6, type: 50 },
  /** SOL_UDP, UDP_GRO: int, the length of each datagram of a whole run. */
  segment: { level: SOL_UDP, type: 104 },
} as const;

/** asm-generic/socket.h */
export const SO_TIMESTAMPING = [SOL_SOCKET, 37] as const;

/**
 * linux/net_tstamp.h: TX_SOFTWARE 2 | RX_SOFTWARE 8 | SOFTWARE 16 |
 * TX_SCHED 256. SCHED as well as SND, since the difference is the time in
 * this machine's own queue, which SND alone hides.
 */
export const TIMESTAMPING_FLAGS = 2 | 8 | 16 | 256;

/** The same for receiving only: RX_SOFTWARE | SOFTWARE. */
export const RECEIVE_TIMESTAMPING_FLAGS = 8 | 16;

/** TX_SOFTWARE, which one datagram may ask for by a control message. */
export const TX_SOFTWARE = 2;

/** asm-generic/socket.h: SO_ATTACH_FILTER, SO_ATTACH_REUSEPORT_CBPF. */
export const FILTER_ROLES = {
  accept: [SOL_SOCKET, 26],
  steer: [SOL_SOCKET, 51],
} as const;

/** sys/timex.h: STA_UNSYNC */
export const STA_UNSYNC = 0x40;

/** linux/in.h, linux/in6.h: sets DF, ignores the cached path MTU. */
export const PMTUDISC_PROBE = 3;

/**
 * linux/sched.h: SCHED_RR | SCHED_RESET_ON_FORK, at the lowest real-time
 * priority; and the niceness for who may not.
 */
export const SCHEDULING = {
  policy: 2 | 0x4000_0000,
  priority: 1,
  niceness: -10,
} as const;

/** bits/mman.h */
export const MADV_DONTNEED = 4;

/** sys/epoll.h */
export const EPOLL = {
  in: 1,
  out: 4,
  err: 8,
  hup: 16,
  add: 1,
  del: 2,
} as const;

/** errno.h (asm-generic), those that something in this project names. */
export const ERRNO: Readonly<Record<number, string>> = {
  1: "EPERM",
  2: "ENOENT",
  4: "EINTR",
  5: "EIO",
  9: "EBADF",
  11: "EAGAIN",
  12: "ENOMEM",
  13: "EACCES",
  16: "EBUSY",
  17: "EEXIST",
  19: "ENODEV",
  22: "EINVAL",
  24: "EMFILE",
  32: "EPIPE",
  71: "EPROTO",
  88: "ENOTSOCK",
  90: "EMSGSIZE",
  92: "ENOPROTOOPT",
  93: "EPROTONOSUPPORT",
  94: "ESOCKTNOSUPPORT",
  95: "EOPNOTSUPP",
  97: "EAFNOSUPPORT",
  98: "EADDRINUSE",
  99: "EADDRNOTAVAIL",
  100: "ENETDOWN",
  101: "ENETUNREACH",
  103: "ECONNABORTED",
  104: "ECONNRESET",
  105: "ENOBUFS",
  106: "EISCONN",
  107: "ENOTCONN",
  110: "ETIMEDOUT",
  111: "ECONNREFUSED",
  112: "EHOSTDOWN",
  113: "EHOSTUNREACH",
  114: "EALREADY",
  115: "EINPROGRESS",
};
