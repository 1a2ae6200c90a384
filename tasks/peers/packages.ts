/** The programs that bufferbane is compared with, as Debian has them. @module */

import { say } from "../step.ts";

/** A package, and what it is here for. */
interface Peer {
  readonly name: string;
  readonly use: string;
  /** Debian itself does not have it; another source of packages may. */
  readonly isElsewhere?: true;
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
  { name: "prometheus", use: "fetching metrics, rules, alerts" },
  { name: "flent", use: "latency while the line is full" },
  {
    name: "netperf",
    use: "`flent`'s own load; Debian does not have it",
    isElsewhere: true,
  },
];
const TOOLS = [
  ...["iproute2", "nftables", "ethtool", "tcpdump", "dnsmasq-base", "nmap"],
  ...["curl", "openssl", "gcc"],
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
  const wanted: readonly Pick<Peer, "name" | "isElsewhere">[] = [
    ...PEERS,
    ...TOOLS.map((name) => ({ name })),
  ];
  const missing: typeof wanted[number][] = [];
  for (const peer of wanted) {
    if (await versionOf(peer.name) === null) missing.push(peer);
  }
  if (missing.some(({ isElsewhere }) => !isElsewhere)) {
    await aptGet(["update", "-qq"]);
  }
  for (const { name } of missing) {
    const args = ["install", "-y", "-qq", "--no-install-recommends", name];
    say(await aptGet(args) ? `Installed ${name}` : `${name} is not to be had`);
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
