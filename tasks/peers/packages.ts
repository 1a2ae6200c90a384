/** The programs that bufferbane is compared with, as Debian has them. @module */

import { say } from "../step.ts";

/** A package, and what it is here for. */
interface Peer {
  readonly name: string;
  readonly use: string;
}

/** What is compared, and what the comparisons need. */
const PEERS: readonly Peer[] = [
  { name: "iputils-ping", use: "`ping`: round trips" },
  { name: "fping", use: "round trips, many targets" },
  { name: "irtt", use: "round trips by UDP, its server" },
  { name: "iperf3", use: "rates, files that fill the line" },
  { name: "mtr-tiny", use: "`mtr`: the way" },
  { name: "sqlite3", use: "its shell: queries, CSV" },
  { name: "prometheus-blackbox-exporter", use: "its ICMP probe" },
  { name: "flent", use: "latency while the line is full" },
  { name: "netperf", use: "`flent`'s own load; Debian does not have it" },
];
const TOOLS = [
  ...["iproute2", "nftables", "ethtool", "tcpdump", "dnsmasq-base", "nmap"],
  ...["procps", "util-linux", "bsdutils", "stress-ng", "chromium", "time"],
];

/** A package's version; `null`: it is not installed. */
async function versionOf(name: string): Promise<string | null> {
  const { success, stdout } = await new Deno.Command("dpkg-query", {
    args: ["-W", "-f", "${db:Status-Abbrev}${Version}", name],
    stderr: "null",
  }).output();
  const text = new TextDecoder().decode(stdout);
  return success && text.startsWith("ii ") ? text.slice(3).trim() : null;
}

/**
 * Installs by apt-get what is missing, and says so; what is not to be had is
 * left out, and said as well.
 */
export async function installMissing(): Promise<void> {
  const missing: string[] = [];
  for (const name of [...PEERS.map(({ name }) => name), ...TOOLS]) {
    if (await versionOf(name) === null) missing.push(name);
  }
  if (missing.length === 0) return;
  await aptGet(["update", "-qq"]);
  for (const name of missing) {
    say(`Installing ${name}`);
    const args = ["install", "-y", "-qq", "--no-install-recommends", name];
    if (!await aptGet(args)) say(`${name} is not to be had here`);
  }
}

async function aptGet(args: readonly string[]): Promise<boolean> {
  const { success } = await new Deno.Command("apt-get", {
    args: [...args],
    env: { DEBIAN_FRONTEND: "noninteractive" },
    stdin: "null",
    stdout: "null",
    stderr: "null",
  }).output();
  return success;
}

/** Each peer with its version, in cells of a table. */
export async function peerVersions(): Promise<readonly string[][]> {
  return await Promise.all(
    PEERS.map(async ({ name, use }) => [
      `${name}: ${use}`,
      await versionOf(name) ?? "not to be had",
    ]),
  );
}
