import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import fc from "fast-check";
import { testInNamespaces } from "../../../tests/support/skip.ts";
import type { Connection, ConnectionState, Endpoint } from "../connections.ts";
import { readConnection } from "./connections.ts";
import { Namespace } from "./testing/namespace.ts";

const SOCKETS = new URL("testing/sockets.ts", import.meta.url).pathname;
const TELL = new URL("testing/tell_connections.ts", import.meta.url).pathname;

/** As ss calls them. */
const STATES: Readonly<Record<ConnectionState, string>> = {
  "established": "ESTAB",
  "syn sent": "SYN-SENT",
  "syn received": "SYN-RECV",
  "fin wait 1": "FIN-WAIT-1",
  "fin wait 2": "FIN-WAIT-2",
  "time wait": "TIME-WAIT",
  "closed": "UNCONN",
  "close wait": "CLOSE-WAIT",
  "last ack": "LAST-ACK",
  "listening": "LISTEN",
  "closing": "CLOSING",
  "bound": "BOUND-INACTIVE",
  "open": "UNCONN",
};

testInNamespaces(
  "systemConnections() agrees with `ss -tunapi` on 200 sockets",
  async () => {
    await using namespace = await Namespace.create([
      "link set lo up",
      "link add v0 type veth peer name v1",
      "link set v0 up",
      "link set v1 up",
      "addr add 192.0.2.2/24 dev v0",
    ]);
    await using sockets = await namespace.start(SOCKETS, "open");
    let found: readonly string[] = [];
    // A SYN is sent again at any time: compare when nothing moved.
    await namespace.until(async () => {
      const before = await byPeer(namespace);
      const connections: readonly Connection[] = JSON.parse(
        await namespace.exec(Deno.execPath(), "run", "-qA", TELL),
      );
      const after = await byPeer(namespace);
      if (before.join("\n") !== after.join("\n")) return false;
      found = connections.map(asShown).sort();
      deepStrictEqual(found, before);
      return true;
    });
    ok(found.length >= 200, `${found.length} sockets`);
    for (const state of ["SYN-SENT", "FIN-WAIT-2", "CLOSE-WAIT", "LISTEN"]) {
      ok(found.some((line) => line.includes(state)), `one in ${state}`);
    }
    ok(found.some((line) => line.includes("127.0.0.1%lo:5300")));
    ok(found.some((line) => line.includes(`pid ${sockets.pid} `)));
  },
);

Deno.test("readConnection() never throws, and leaves other messages alone", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 400 }), (body) => {
      const message = { type: 20, flags: 0, sequence: 0, body };
      readConnection(message, "tcp", new Map());
      readConnection(message, "udp", new Map());
    }),
  );
  const body = new Uint8Array(72);
  const other = { type: 21, flags: 0, sequence: 0, body };
  strictEqual(readConnection(other, "tcp", new Map()), undefined);
});

/** What ss says, in our words. */
async function byPeer(namespace: Namespace): Promise<readonly string[]> {
  const text = await namespace.exec("ss", "-tunapiOH");
  return text.trim().split("\n").map((line) => {
    const [protocol, state, received, sent, local = "", remote = "", ...rest] =
      line.trim().split(/\s+/);
    const more = rest.join(" ");
    const pids = [...more.matchAll(/pid=(\d+)/g)].map(([, pid]) => Number(pid));
    const [, rtt = "-", variation = "-"] =
      /\brtt:([\d.e+]+)\/([\d.e+]+)/.exec(more) ?? [];
    const isWithout = state === "LISTEN" || protocol === "udp";
    const [, again = "0"] = /\bretrans:\d+\/(\d+)/.exec(more) ?? [];
    const [, acked = "0"] = /\bbytes_acked:(\d+)/.exec(more) ?? [];
    const [, got = "0"] = /\bbytes_received:(\d+)/.exec(more) ?? [];
    const hasRtt = rtt !== "-" && Number(rtt) > 0;
    return [
      ...[protocol, state, received, sent, anyOf(local), anyOf(remote)],
      `pid ${[...new Set(pids)].join(",")} `,
      isWithout
        ? "-"
        : `${hasRtt ? Number(rtt) * 1e6 : null} ${
          hasRtt ? Number(variation) * 1e6 : null
        } ${again} ${acked} ${got}`,
    ].join(" ");
  }).sort();
}

/** ss writes "any" in three ways. */
function anyOf(endpoint: string): string {
  return endpoint.replace(/^(0\.0\.0\.0|\[::\])(%|:)/, "*$2");
}

function asShown(connection: Connection): string {
  const { protocol, state, receiveQueue, sendQueue, owners, tcp } = connection;
  const scope = connection.interfaceIndex === 0 ? "" : "%lo";
  return [
    ...[protocol, STATES[state], receiveQueue, sendQueue],
    ...[endpoint(connection.local, scope), endpoint(connection.remote, "")],
    `pid ${owners.map(({ pid }) => pid).join(",")} `,
    tcp === null
      ? "-"
      : `${tcp.rttNs} ${tcp.rttVariationNs} ${tcp.retransmissions} ${tcp.sentBytes} ${tcp.receivedBytes}`,
  ].join(" ");
}

function endpoint({ address, port }: Endpoint, scope: string): string {
  const isAny = address === "0.0.0.0" || address === "::";
  const host = isAny ? "*" : address.includes(":") ? `[${address}]` : address;
  return `${host}${scope}:${port === 0 ? "*" : port}`;
}
