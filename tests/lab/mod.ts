/**
 * A laboratory: client, routers and server in network namespaces, with
 * impairments whose truth is known.
 *
 * ```text
 * client c0 --- lan0 router wan === down0 ISP up0 --- ... --- s0 server
 *                         the line
 * ```
 *
 * @module
 */

export * from "./capture.ts";
export * from "./command.ts";
export * from "./delay.ts";
export * from "./drop.ts";
export * from "./lab.ts";
export * from "./link.ts";
export * from "./rate.ts";
export * from "./servers/dnsmasq.ts";
export * from "./servers/odd_dns.ts";
export * from "./servers/tcp.ts";
export type { Spawned } from "./spawned.ts";
export type {
  ClientInterface,
  Hop,
  LabOptions,
  Link,
  Topology,
  Way,
} from "./topology.ts";
