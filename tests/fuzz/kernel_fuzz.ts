/** Fuzzing what the kernel sends as bytes. @module */

import { decodeTcpInfo, netlinkMessages } from "@bufferbane/ffi";
import { readConnection } from "../../client/links/linux/connections.ts";
import {
  readNetwork,
  readNoise,
  readStation,
} from "../../client/links/linux/nl80211.ts";
import { readAddress } from "../../client/links/linux/address_message.ts";
import {
  readCounters,
  readLink,
} from "../../client/links/linux/link_message.ts";
import { readRoute } from "../../client/links/linux/route_message.ts";
import { readFlowKey } from "../../client/traffic/flows.ts";
import { below, type Chance, pick } from "./chance.ts";
import { mangledBytes } from "./mangle.ts";

const TESTDATA = "../../client/links/linux/testdata/";
const RECORDED = ["links", "addresses", "routes", "nl80211"].flatMap((name) => {
  const url = new URL(`${TESTDATA}${name}.hex`, import.meta.url);
  return Deno.readTextFileSync(url).split(/^#.*$/m)
    .map((hex) => hex.replaceAll(/\s/g, "")).filter((hex) => hex !== "")
    .map((hex) => Uint8Array.fromHex(hex));
});

/** `RTM_NEWLINK` and its like, and what socket diagnosis answers. */
const TYPES = [16, 17, 20, 21, 24, 25, 28];

/** Netlink: links, addresses, routes, Wi-Fi, sockets. */
export function fuzzNetlink(random: Chance): string | undefined {
  const bytes = mangledBytes(random, RECORDED);
  let total = 0;
  for (const message of netlinkMessages(bytes)) {
    total += message.body.length;
    const type = random() < 0.3 ? pick(random, TYPES) : message.type;
    const claimed = { ...message, type };
    readLink(claimed);
    readCounters(claimed);
    readAddress(claimed);
    readRoute(claimed);
    readNetwork(claimed);
    readStation(claimed);
    readNoise(claimed);
    readConnection(claimed, random() < 0.5 ? "tcp" : "udp", new Map());
  }
  return total > bytes.length
    ? `${total} bytes of messages in ${bytes.toHex()}`
    : undefined;
}

/** What the kernel's counters of flows are filed under. */
export function fuzzFlowKey(random: Chance): string | undefined {
  const bytes = Uint8Array.from({ length: 64 }, () => below(random, 256));
  readFlowKey(bytes);
  return undefined;
}

/** `TCP_INFO` of any kernel: shorter and longer than ours. */
export function fuzzTcpInfo(random: Chance): string | undefined {
  const length = below(random, 400);
  const bytes = Uint8Array.from({ length }, () => below(random, 256));
  decodeTcpInfo(bytes);
  return undefined;
}
