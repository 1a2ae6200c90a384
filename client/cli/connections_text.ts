/** How `bufferbane connections` looks on a terminal. Pure. @module */

import type { Connection, Endpoint } from "../links/connections.ts";
import { ms, printable } from "./console/format.ts";
import { table } from "./table.ts";

/** All that is shown. */
export interface ConnectionSnapshot {
  /** When, in Unix milliseconds. */
  readonly atMs: number;
  /** In the kernel's order. */
  readonly connections: readonly Connection[];
  /** The interfaces' names, by index. */
  readonly names: ReadonlyMap<number, string>;
  /** Whether the processes of all users can be seen. */
  readonly seesAllUsers: boolean;
}

const HEAD = ["PROCESS", "PROTO", "STATE", "LOCAL", "REMOTE", "RTT", "RESENT"];
/** How many of these are text. */
const TEXT_COLUMNS = 5;

/**
 * A row for each socket, those with another end first; where the addresses
 * have no room beside the rest, they stand below it.
 *
 * @param snapshot What to show.
 * @param columns The terminal's width.
 * @returns Lines.
 */
export function connectionLines(
  snapshot: ConnectionSnapshot,
  columns: number,
): readonly string[] {
  const { connections, names, seesAllUsers } = snapshot;
  const rows = connections.toSorted(byInterest)
    .map((connection) => cellsOf(connection, names));
  const wide = table([HEAD, ...rows], TEXT_COLUMNS);
  const isNarrow = wide.some((line) => line.length > columns);
  const lines = isNarrow ? twoLinesEach(rows) : wide;
  return [
    ...lines,
    "",
    countOf(connections),
    ...(seesAllUsers ? [] : [
      "Other users' processes are shown to root only: sudo bufferbane connections",
    ]),
  ];
}

function twoLinesEach(rows: readonly (readonly string[])[]): readonly string[] {
  const isAddress = (column: number) => column === 3 || column === 4;
  const [head = "", ...body] = table(
    [HEAD, ...rows].map((row) => row.filter((_, i) => !isAddress(i))),
    TEXT_COLUMNS - 2,
  );
  return [
    head,
    ...body.flatMap((line, index) => {
      const [local = "", remote = ""] = (rows[index] ?? []).filter((_, i) =>
        isAddress(i)
      );
      return [line, `    ${local}${remote === "-" ? "" : ` to ${remote}`}`];
    }),
  ];
}

function cellsOf(
  { owners, protocol, state, local, remote, interfaceIndex, tcp }: Connection,
  names: ReadonlyMap<number, string>,
): readonly string[] {
  const scope = interfaceIndex === 0
    ? ""
    : `%${printable(names.get(interfaceIndex) ?? String(interfaceIndex))}`;
  return [
    owners.map(({ name, pid }) => `${printable(name)} ${pid}`).join(", ") ||
    "-",
    protocol,
    state,
    endpointText(local, scope),
    remote.port === 0 ? "-" : endpointText(remote, ""),
    tcp === null || tcp.rttNs === null ? "-" : `${ms(tcp.rttNs)} ms`,
    tcp === null ? "-" : String(tcp.retransmissions),
  ];
}

function endpointText({ address, port }: Endpoint, scope: string): string {
  const host = ["0.0.0.0", "::"].includes(address) ? "*" : address;
  const text = host.includes(":") ? `[${host}${scope}]` : `${host}${scope}`;
  return `${text}:${port === 0 ? "*" : port}`;
}

/** Those with another end first, then by who holds them and where they go. */
function byInterest(a: Connection, b: Connection): number {
  const rank = ({ remote }: Connection) => remote.port === 0 ? 1 : 0;
  const key = ({ owners, protocol, remote, local }: Connection) =>
    [
      owners[0]?.name ?? "~",
      protocol,
      remote.address,
      String(remote.port).padStart(5, "0"),
      String(local.port).padStart(5, "0"),
    ].join(" ");
  const [left, right] = [key(a), key(b)];
  return rank(a) - rank(b) || (left < right ? -1 : left > right ? 1 : 0);
}

function countOf(connections: readonly Connection[]): string {
  const connected = connections.filter(({ remote }) => remote.port !== 0);
  const tcp = connected.filter(({ protocol }) => protocol === "tcp").length;
  const sockets = connections.length === 1 ? "socket" : "sockets";
  return `${connections.length} ${sockets}: ${tcp} TCP and ${
    connected.length - tcp
  } UDP with another end, ${
    connections.length - connected.length
  } waiting for one`;
}
