import { strictEqual } from "node:assert/strict";
import { parseQueueOverflows } from "./queue_overflows.ts";

const SNMP = `Icmp: InMsgs InErrors
Icmp: 1 2
Udp: InDatagrams NoPorts InErrors OutDatagrams RcvbufErrors SndbufErrors
Udp: 100 3 40 90 7 0
UdpLite: InDatagrams NoPorts InErrors OutDatagrams RcvbufErrors SndbufErrors
UdpLite: 0 0 0 0 99 0
`;
const SNMP6 = `Udp6InErrors                    	5
Udp6RcvbufErrors                	4
UdpLite6RcvbufErrors            	99
`;

Deno.test("parseQueueOverflows() adds up IPv4 and IPv6, and nothing else", () => {
  strictEqual(parseQueueOverflows(SNMP, SNMP6), 11);
  strictEqual(parseQueueOverflows(SNMP, ""), 7, "no IPv6");
  strictEqual(parseQueueOverflows("", ""), 0, "no /proc");
});
