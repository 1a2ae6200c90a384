import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { LibcError } from "@bufferbane/ffi";
import type { Connection } from "../links/connections.ts";
import {
  type ConnectionsIo,
  connectionsJson,
  showConnections,
} from "./connections.ts";
import {
  connectionLines,
  type ConnectionSnapshot,
} from "./connections_text.ts";

const BROWSER: Connection = {
  protocol: "tcp",
  family: 4,
  state: "established",
  local: { address: "192.0.2.5", port: 43_210 },
  remote: { address: "1.1.1.1", port: 443 },
  interfaceIndex: 0,
  owners: [{ pid: 1234, name: "firefox" }],
  userId: 1000,
  receiveQueue: 0,
  sendQueue: 0,
  tcp: {
    rttNs: 12_300_000,
    rttVariationNs: 400_000,
    retransmissions: 2,
    sentBytes: 5_000,
    receivedBytes: 90_000,
  },
};
const RESOLVER: Connection = {
  ...BROWSER,
  protocol: "udp",
  state: "open",
  local: { address: "127.0.0.53", port: 53 },
  remote: { address: "0.0.0.0", port: 0 },
  interfaceIndex: 1,
  owners: [],
  tcp: null,
};
const ANYBODY: Connection = {
  ...RESOLVER,
  protocol: "tcp",
  family: 6,
  state: "listening",
  local: { address: "::", port: 22 },
  interfaceIndex: 0,
};
const SNAPSHOT: ConnectionSnapshot = {
  atMs: 1_792_500_000_123,
  connections: [ANYBODY, RESOLVER, BROWSER],
  names: new Map([[1, "lo"]]),
  seesAllUsers: true,
};

Deno.test("connectionLines() shows who talks to whom, and how well", () => {
  deepStrictEqual(connectionLines(SNAPSHOT, 120), [
    "PROCESS       PROTO  STATE        LOCAL             REMOTE           RTT  RESENT",
    "firefox 1234  tcp    established  192.0.2.5:43210   1.1.1.1:443  12.3 ms       2",
    "-             tcp    listening    *:22              -                  -       -",
    "-             udp    open         127.0.0.53%lo:53  -                  -       -",
    "",
    "3 sockets: 1 TCP and 0 UDP with another end, 2 waiting for one",
  ]);
});

Deno.test("connectionLines() puts addresses below where they have no room", () => {
  const far = {
    ...BROWSER,
    family: 6,
    local: { address: "2001:db8:1111:2222:3333:4444:5555:6666", port: 43_210 },
    remote: { address: "2001:db8:1111:2222:3333:4444:5555:7777", port: 443 },
  } as const;
  const lines = connectionLines(
    { ...SNAPSHOT, connections: [far, ANYBODY] },
    100,
  );
  deepStrictEqual(lines.slice(0, 5), [
    "PROCESS       PROTO  STATE            RTT  RESENT",
    "firefox 1234  tcp    established  12.3 ms       2",
    "    [2001:db8:1111:2222:3333:4444:5555:6666]:43210 to [2001:db8:1111:2222:3333:4444:5555:7777]:443",
    "-             tcp    listening          -       -",
    "    *:22",
  ]);
});

Deno.test("connectionLines() says what it may not see, and lets no name move the cursor", () => {
  const evil = { ...BROWSER, owners: [{ pid: 7, name: "\x1b[2Jx" }] };
  const lines = connectionLines(
    { ...SNAPSHOT, connections: [evil], seesAllUsers: false },
    120,
  );
  ok(!lines.join("").includes("\x1b"));
  strictEqual(
    lines.at(-1),
    "Other users' processes are shown to root only: sudo bufferbane connections",
  );
});

Deno.test("connectionsJson() is one line in snake case, interfaces by name", () => {
  const told = JSON.parse(connectionsJson(SNAPSHOT));
  strictEqual(told.timestamp, 1_792_500_000);
  deepStrictEqual(told.connections[1].interface, "lo");
  deepStrictEqual(told.connections[2], {
    protocol: "tcp",
    family: 4,
    state: "established",
    local: { address: "192.0.2.5", port: 43_210 },
    remote: { address: "1.1.1.1", port: 443 },
    owners: [{ pid: 1234, name: "firefox" }],
    "user_id": 1000,
    "receive_queue": 0,
    "send_queue": 0,
    tcp: {
      "rtt_ns": 12_300_000,
      "rtt_variation_ns": 400_000,
      retransmissions: 2,
      "sent_bytes": 5_000,
      "received_bytes": 90_000,
    },
    interface: null,
  });
});

Deno.test("showConnections() goes on until stopped, and says so if the kernel refuses", async () => {
  let out = "";
  let err = "";
  let looks = 0;
  const io: ConnectionsIo = {
    out: (text) => void (out += text),
    err: (text) => void (err += text),
    look: () => SNAPSHOT,
    terminal: () => null,
    wait: () => Promise.resolve(++looks < 3),
  };
  strictEqual(await showConnections({ json: true, watch: true }, io), 0);
  strictEqual(out.trim().split("\n").length, 3);
  const refusing = {
    ...io,
    look() {
      throw new LibcError("netlink", "ENOENT", "No such file or directory");
    },
  };
  strictEqual(
    await showConnections({ json: false, watch: false }, refusing),
    1,
  );
  strictEqual(
    err,
    "Cannot list the connections as the kernel refused: ENOENT (it has no sock_diag for TCP or UDP)\n",
  );
});
