/**
 * rtnetlink's numbers, each with its header, and the places of fields in the
 * fixed parts of its messages.
 *
 * @see {@link https://man7.org/linux/man-pages/man7/rtnetlink.7.html | rtnetlink(7)}
 * @module
 */

/** linux/rtnetlink.h: RTM_NEWLINK, RTM_GETLINK, ... */
export const RTM = {
  newLink: 16,
  getLink: 18,
  newAddress: 20,
  getAddress: 22,
  newRoute: 24,
  deleteRoute: 25,
  getRoute: 26,
} as const;

/** linux/rtnetlink.h: RTNLGRP_LINK, RTNLGRP_IPV4_IFADDR, ... */
export const RTNLGRP = {
  link: 1,
  v4Address: 5,
  v4Route: 7,
  v4Rule: 8,
  v6Address: 9,
  v6Route: 11,
  v6Rule: 19,
} as const;

/** linux/rtnetlink.h: struct ifinfomsg { u8 family, pad; u16 type; int index;
 * u32 flags, change; } */
export const IFINFOMSG = { bytes: 16, index: 4, flags: 8 } as const;

/** linux/if_addr.h: struct ifaddrmsg { u8 family, prefixlen, flags, scope;
 * u32 index; } */
export const IFADDRMSG = {
  bytes: 8,
  family: 0,
  prefixLength: 1,
  flags: 2,
  scope: 3,
  index: 4,
} as const;

/** linux/rtnetlink.h: struct rtmsg { u8 family, dst_len, src_len, tos, table,
 * protocol, scope, type; u32 flags; } */
export const RTMSG = {
  bytes: 12,
  family: 0,
  targetBits: 1,
  table: 4,
  type: 7,
  flags: 8,
} as const;

/** linux/rtnetlink.h: struct rtnexthop { u16 len; u8 flags, hops; int
 * ifindex; } then attributes. */
export const RTNEXTHOP = { bytes: 8, length: 0, flags: 2, index: 4 } as const;

/** linux/if_link.h: IFLA_ADDRESS, IFLA_IFNAME, ... */
export const IFLA = {
  address: 1,
  name: 3,
  mtu: 4,
  operationalState: 16,
  linkInfo: 18,
  stats64: 23,
  extendedMask: 29,
  carrierChanges: 35,
} as const;

/** linux/if_link.h: IFLA_INFO_KIND, within IFLA_LINKINFO. */
export const IFLA_INFO_KIND = 1;

/** linux/rtnetlink.h: RTEXT_FILTER_SKIP_STATS, for IFLA_EXT_MASK. */
export const SKIP_STATS = 1 << 3;

/** linux/if_link.h: struct rtnl_link_stats64, u64 each. */
export const STATS64 = {
  bytes: 80,
  receivedPackets: 0,
  sentPackets: 8,
  receivedBytes: 16,
  sentBytes: 24,
  receiveErrors: 32,
  sendErrors: 40,
  receiveDropped: 48,
  sendDropped: 56,
  collisions: 72,
} as const;

/** linux/if.h: IFF_UP, IFF_BROADCAST, ... */
export const IFF = {
  up: 1,
  broadcast: 2,
  loopback: 8,
  pointToPoint: 0x10,
  multicast: 0x1000,
  lowerUp: 0x10000,
} as const;

/** linux/if_addr.h: IFA_ADDRESS, IFA_LOCAL, IFA_FLAGS. */
export const IFA = { address: 1, local: 2, flags: 8 } as const;

/** linux/if_addr.h: IFA_F_TEMPORARY (on IPv4: SECONDARY), ... */
export const IFA_F = {
  temporary: 1,
  optimistic: 4,
  duplicate: 8,
  deprecated: 0x20,
  tentative: 0x40,
} as const;

/** linux/rtnetlink.h: RTA_DST, RTA_OIF, ... */
export const RTA = {
  target: 1,
  interface: 4,
  gateway: 5,
  metric: 6,
  source: 7,
  multipath: 9,
  table: 15,
  via: 18,
} as const;

/** linux/rtnetlink.h: RT_TABLE_MAIN, which `ip route` shows. */
export const MAIN_TABLE = 254;

/** linux/rtnetlink.h: RTN_UNICAST: neither local, nor blackhole, nor ... */
export const UNICAST = 1;

/** linux/rtnetlink.h: RTNH_F_DEAD | RTNH_F_LINKDOWN. */
export const NEXT_HOP_DEAD = 1 | 16;

/** bits/socket.h */
export const AF_INET = 2;
/** bits/socket.h */
export const AF_INET6 = 10;
/** bits/socket.h */
export const AF_NETLINK = 16;
