/**
 * T7 in full: 10^6 datagrams, and SYNs of strangers before and during a grant:
 * `deno run -A tests/torture/silence.ts [--quick]`.
 *
 * @module
 */

import { tryInVain } from "../server/silence.ts";
import { figure, isQuick } from "./figures.ts";

const datagrams = isQuick() ? 100_000 : 1_000_000;
const silence = await tryInVain(datagrams);
const { noise, packetsOut, granted, udpScan, tcpScans, status } = silence;
const isIgnored = noise.every((line) => line === "answered 0, then granted 1");
figure(
  `${datagrams} datagrams, ${
    status.drops["not_authentic"] ?? 0
  } of them to the cipher`,
  `${packetsOut} packets out, 2 of them for clients`,
  isIgnored && packetsOut === 2,
);
figure("nmap -sU", stateOf(udpScan), stateOf(udpScan) === "open|filtered");
const states = tcpScans.map(stateOf);
figure(
  "nmap -sS, before and during another's grant",
  states.join(", "),
  states.every((state) => state === "filtered") && granted === "connected",
);

/** What nmap makes of the port. */
function stateOf(scan: string): string {
  return /^9876\/\w+ (\S+)/m.exec(scan)?.[1] ?? scan;
}
