import type { Lab } from "./lab.ts";

/** Where IPv4 is for those who have only IPv6: the well-known prefix. */
export const NAT64_PREFIX = "64:ff9b::";
/** What the translator lends to each client, behind the provider's own NAT. */
const POOL = "192.168.255.0/24";

/**
 * Gives the provider's router a translator from IPv6 to IPv4 (NAT64, TAYGA).
 * Addresses that are not public are not translated (RFC 6052 section 3.1).
 *
 * @param lab The lab, with IPv6 and three routers at least.
 * @param folder Where its configuration may be written.
 */
export async function startTranslator(lab: Lab, folder: string): Promise<void> {
  const provider = lab.hops[1]?.namespace ?? "";
  const config = `${folder}/tayga.conf`;
  await Deno.writeTextFile(
    config,
    `tun-device nat64
ipv4-addr 192.168.255.1
ipv6-addr 2001:db8:64:64::1
prefix ${NAT64_PREFIX}/96
dynamic-pool ${POOL}
data-dir ${folder}
`,
  );
  const tayga = ["tayga", "--config", config];
  await lab.exec(provider, [...tayga, "--mktun"]);
  await lab.exec(
    provider,
    ["ip", "-batch", "-"],
    `link set nat64 up
     route add ${POOL} dev nat64
     route add ${NAT64_PREFIX}/96 dev nat64
     route add 2001:db8:64:64::1 dev nat64\n`,
  );
  await lab.exec(
    provider,
    ["nft", "-f", "-"],
    `table ip translator {
       chain out {
         type nat hook postrouting priority srcnat
         ip saddr ${POOL} oifname "up0" masquerade
       }
     }\n`,
  );
  await lab.spawn(provider, [...tayga, "--nodetach"]);
}

/**
 * Gives the client IPv4 by a translator of its own (464XLAT's CLAT, RFC 6877),
 * as telephones have it.
 *
 * @param lab The lab, with {@linkcode startTranslator} running.
 * @param options Where its configuration may be written, and the /64 that it
 * uses, e.g. `"2001:db8:98:64::"`, which the client's router has to know.
 */
export async function startClientTranslator(
  lab: Lab,
  { folder, own }: { readonly folder: string; readonly own: string },
): Promise<void> {
  const config = `${folder}/clat.conf`;
  await Deno.writeTextFile(
    config,
    `tun-device clat
ipv4-addr 192.0.0.2
ipv6-addr ${own}2
prefix ${NAT64_PREFIX}/96
map 192.0.0.1 ${own}1
`,
  );
  const tayga = ["tayga", "--config", config];
  await lab.exec(lab.client, [...tayga, "--mktun"]);
  await lab.exec(
    lab.client,
    ["ip", "-batch", "-"],
    `link set clat up
     address add 192.0.0.1/32 dev clat
     route add default dev clat
     route add ${own}/64 dev clat\n`,
  );
  await lab.spawn(lab.client, [...tayga, "--nodetach"]);
}
