import { strictEqual } from "node:assert/strict";
import { parseQueueOverflows, QueueOverflows } from "./queue_overflows.ts";

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

Deno.test("QueueOverflows.count() never shrinks, also while nothing can be read", () => {
  const files = new Map([["/proc/net/snmp", SNMP], ["/proc/net/snmp6", SNMP6]]);
  const overflows = new QueueOverflows((path) => files.get(path));
  strictEqual(overflows.count(), 0, "those before are not its own");
  files.set("/proc/net/snmp", SNMP.replace("90 7 0", "90 9 0"));
  strictEqual(overflows.count(), 2);
  files.clear();
  strictEqual(overflows.count(), 2);
});
