import { run } from "./command.ts";
import type { Way } from "./topology.ts";

/** Which packets of one way are lost. */
export type DropOptions = Selection & {
  /**
   * An nftables expression that the packets must match; all packets without
   * it, e.g. `ip daddr 1.1.1.1`, `udp dport 9876`, `ip length > 1300`.
   */
  readonly match?: string;
  /** Tell the sender by ICMP (or TCP reset) instead of staying silent. */
  readonly reject?: "host-unreachable" | "port-unreachable" | "tcp-reset";
};

/** How many of the matching packets are lost. */
export type Selection =
  /** Each packet with this probability, 0 to 1. */
  | { readonly kind: "share"; readonly share: number }
  /** The first `lost` of every `of` packets: a burst, again and again. */
  | { readonly kind: "pattern"; readonly lost: number; readonly of: number }
  /** The next packets only, and none after them. */
  | { readonly kind: "next"; readonly packets: number }
  /** Every packet: a black hole. */
  | { readonly kind: "all" };

/** The kernel's own count: the truth that a measurement is compared with. */
export interface DropCounters {
  /** Packets that matched, lost ones included. */
  readonly seenPackets: number;
  /** Packets that were lost. */
  readonly droppedPackets: number;
}

/** A loss in place; disposing ends it. */
export interface Drop extends AsyncDisposable {
  /** Reads the kernel's counters. */
  counters(): Promise<DropCounters>;
}

/** nftables has no fractions: shares are parts of this. */
const SHARE_PARTS = 1_000_000;
/** A counter that does not come round in any test. */
const NEVER_AGAIN = 2_147_483_647;
/** Neighbour discovery is IPv6's ARP: without it nothing at all would go. */
const SPARED = "icmpv6 type { nd-neighbor-solicit, nd-neighbor-advert, " +
  "nd-router-solicit, nd-router-advert, mld-listener-report, " +
  "mld2-listener-report } accept";

let drops = 0;

/**
 * Loses packets on one way of a cable (nftables). Several losses may be in
 * place at once, also on one way.
 *
 * @example Usage
 * ```ts ignore
 * await using loss = await drop(lab.line.up, { kind: "share", share: 0.02 });
 * await using hole = await drop(lab.line.up, {
 *   kind: "all",
 *   match: "ip daddr 8.8.8.8",
 * });
 * const { droppedPackets } = await loss.counters();
 * ```
 *
 * @param way The direction, e.g. `lab.line.up`.
 * @param options Which packets.
 * @returns The loss, with its counters.
 * @throws {RangeError} If a share or a count is out of its range.
 * @throws {CommandError} If nftables does not understand `match`.
 */
export async function drop(way: Way, options: DropOptions): Promise<Drop> {
  const { namespace, chain, match } = way.hook;
  const nft = ["ip", "netns", "exec", namespace, "nft"];
  drops += 1;
  const table = `drop${drops}`;
  await run(
    [...nft, "-f", "-"],
    `table inet ${table} {
      counter seen {}
      counter dropped {}
      chain lossy {
        type filter hook ${chain} priority 0; policy accept;
        ${SPARED}
        ${match} ${options.match ?? ""} counter name seen ${
      selectionOf(options)
    } counter name dropped ${verdictOf(options)}
      }
    }`,
  );
  return {
    async counters() {
      const list = ["-j", "list", "counters", "table", "inet", table];
      return parseCounters(await run([...nft, ...list]));
    },
    async [Symbol.asyncDispose]() {
      await run([...nft, "delete", "table", "inet", table]);
    },
  };
}

function selectionOf(selection: Selection): string {
  switch (selection.kind) {
    case "share":
      check("share", selection.share, 1);
      return `numgen random mod ${SHARE_PARTS} < ${
        Math.round(selection.share * SHARE_PARTS)
      }`;
    case "pattern":
      check("lost", selection.lost, selection.of);
      return `numgen inc mod ${selection.of} < ${selection.lost}`;
    case "next":
      check("packets", selection.packets, NEVER_AGAIN);
      return `numgen inc mod ${NEVER_AGAIN} < ${selection.packets}`;
    case "all":
      return "";
  }
}

function check(name: string, value: number, max: number): void {
  if (value >= 0 && value <= max) return;
  throw new RangeError(
    `Cannot drop packets as ${name} is out of range: found ${value} (allowed: 0 to ${max})`,
  );
}

function verdictOf({ reject }: DropOptions): string {
  switch (reject) {
    case undefined:
      return "drop";
    case "tcp-reset":
      return "reject with tcp reset";
    default:
      // icmpx speaks the packet's own family.
      return `reject with icmpx type ${reject}`;
  }
}

function parseCounters(json: string): DropCounters {
  // As written by nft(8), libnftables-json(5): {"nftables": [{"counter": ...}]}.
  const { nftables } = JSON.parse(json) as {
    readonly nftables: readonly {
      readonly counter?: { readonly name: string; readonly packets: number };
    }[];
  };
  function packetsOf(name: string): number {
    const found = nftables.find(({ counter }) => counter?.name === name);
    if (found?.counter !== undefined) return found.counter.packets;
    throw new SyntaxError(`Cannot read nft's counter ${name}: found ${json}`);
  }
  return {
    seenPackets: packetsOf("seen"),
    droppedPackets: packetsOf("dropped"),
  };
}
