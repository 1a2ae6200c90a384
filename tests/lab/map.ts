import type { Topology } from "./topology.ts";

/**
 * Draws a lab for a person: who is where, and what to type.
 *
 * @param lab The lab.
 * @returns Lines of text, the last one ended too.
 */
export function drawLab(lab: Topology): string {
  const places: readonly Place[] = [
    {
      namespace: lab.client,
      role: "client",
      lines: lab.interfaces.map(({ name, ipv4, ipv6 }) =>
        `${name} ${addresses(lab, ipv4, ipv6)}`
      ),
    },
    ...lab.hops.map(({ namespace, ipv4, ipv6 }, index): Place => ({
      namespace,
      role: ROLES[index] ?? `core router ${index - 1}`,
      lines: [addresses(lab, ipv4, ipv6)],
    })),
    {
      namespace: lab.server,
      role: "server",
      lines: [
        addresses(lab, lab.server4, lab.server6),
        ...lab.serverAddresses,
      ],
    },
  ];
  const width = Math.max(...places.map(({ namespace }) => namespace.length));
  return places.map(({ namespace, role, lines }, index) => {
    const link = index === 0 ? "" : index === 2 ? "  ║  the line\n" : "  │\n";
    const [first = "", ...rest] = lines;
    return link +
      `${namespace.padEnd(width)}  ${role.padEnd(14)}  ${first}\n` +
      rest.map((line) => `${" ".repeat(width + 18)}${line}\n`).join("");
  }).join("");
}

interface Place {
  readonly namespace: string;
  readonly role: string;
  readonly lines: readonly string[];
}

const ROLES = ["home router", "ISP"] as const;

function addresses(lab: Topology, ipv4: string, ipv6: string): string {
  return lab.ipv6 ? `${ipv4}  ${ipv6}` : ipv4;
}
