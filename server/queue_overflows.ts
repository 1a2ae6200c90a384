/**
 * How many UDP datagrams this machine's sockets had no room for.
 *
 * @param snmp The text of `/proc/net/snmp`.
 * @param snmp6 The text of `/proc/net/snmp6`; empty where there is no IPv6.
 * @returns IPv4 and IPv6 together, since the machine started.
 * @see {@link https://docs.kernel.org/networking/snmp_counter.html | SNMP counter}
 */
export function parseQueueOverflows(snmp: string, snmp6: string): number {
  const [names = [], values = []] = snmp.split("\n")
    .filter((line) => line.startsWith("Udp:"))
    .map((line) => line.split(" "));
  const v4 = Number(values[names.indexOf("RcvbufErrors")] ?? 0);
  const v6 = Number(/^Udp6RcvbufErrors\s+(\d+)$/m.exec(snmp6)?.[1] ?? 0);
  return v4 + v6;
}
