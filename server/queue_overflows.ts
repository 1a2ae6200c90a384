/** Counts UDP datagrams that this machine's sockets have no room for. */
export class QueueOverflows {
  readonly #readText: (path: string) => string | undefined;
  readonly #before: number;
  #count = 0;

  /**
   * Counts from now on.
   *
   * @param readText Reads what the kernel tells as a file; `undefined`: it
   * cannot be read, e.g. as the process has no descriptor left.
   */
  constructor(readText: (path: string) => string | undefined) {
    this.#readText = readText;
    this.#before = this.#sinceBoot();
  }

  /** How many there have been. Never fewer than it said before. */
  count(): number {
    this.#count = Math.max(this.#count, this.#sinceBoot() - this.#before);
    return this.#count;
  }

  #sinceBoot(): number {
    return parseQueueOverflows(
      this.#readText("/proc/net/snmp") ?? "",
      this.#readText("/proc/net/snmp6") ?? "",
    );
  }
}

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
