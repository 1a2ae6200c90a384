/** What the kernel itself counts: interfaces, and a packet filter's classes. @module */

import { TRAFFIC_CLASSES, type TrafficClass } from "../../client/model/mod.ts";
import { run } from "../lab/command.ts";
import { within } from "../lab/lab.ts";

/** Packets by class. */
export type Packets = Readonly<Record<TrafficClass, number>>;

/** What an interface counts. */
export interface LinkCounts {
  /** What arrived. */
  readonly received: { readonly packets: number; readonly bytes: number };
  /** What left. */
  readonly sent: { readonly packets: number; readonly bytes: number };
}

/**
 * Reads `ip -s link`.
 *
 * @param namespace The namespace.
 * @param device The interface.
 */
export async function linkCounts(
  namespace: string,
  device: string,
): Promise<LinkCounts> {
  const text = await run(
    ["ip", "-n", namespace, "-j", "-s", "link", "show", device],
  );
  const [{ stats64: { rx, tx } }] = JSON.parse(text);
  return {
    received: { packets: rx.packets, bytes: rx.bytes },
    sent: { packets: tx.packets, bytes: tx.bytes },
  };
}

/** Counts what arrives by nft, by class, as its own parser sees it. */
export async function startFilter(
  namespace: string,
  device: string,
): Promise<void> {
  const port = (protocol: string, number: number, name: string) => [
    `meta l4proto ${protocol} @th,0,16 ${number} counter name c_${name}`,
    `meta l4proto ${protocol} @th,0,16 != ${number} @th,16,16 ${number} counter name c_${name}`,
  ];
  const rules = [
    "counter name c_all",
    "meta l4proto tcp counter name c_tcp",
    "meta l4proto udp counter name c_udp",
    "meta protocol ip meta l4proto icmp counter name c_icmp",
    "meta protocol ip6 meta l4proto ipv6-icmp counter name c_icmp",
    ...port("tcp", 80, "http"),
    ...port("tcp", 443, "https"),
    ...port("udp", 443, "quic"),
    ...port("tcp", 53, "dns"),
    ...port("udp", 53, "dns"),
  ];
  await run(
    within(namespace, ["nft", "-f", "-"]),
    `table netdev t {
${TRAFFIC_CLASSES.map((name) => `counter c_${name} {}`).join("\n")}
chain c {
type filter hook ingress device "${device}" priority 0;
${rules.join("\n")}
}
}
`,
  );
}

/** Reads the filter's counters. */
export async function filterCounts(namespace: string): Promise<Packets> {
  const text = await run(
    within(namespace, ["nft", "-j", "list", "counters"]),
  );
  const objects: readonly {
    readonly counter?: { readonly name: string; readonly packets: number };
  }[] = JSON.parse(text).nftables;
  return Object.fromEntries(
    TRAFFIC_CLASSES.map((name) => [
      name,
      objects.find(({ counter }) => counter?.name === `c_${name}`)?.counter
        ?.packets ?? NaN,
    ]),
    // fromEntries() forgets the keys' type.
  ) as Packets;
}
