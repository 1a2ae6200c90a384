import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { FakeLibc, type FakeSocket } from "@bufferbane/ffi/testing";
import type { StoredEvent } from "../model/mod.ts";
import { ProbeBench, seriesOf } from "../probes/testing.ts";
import { Echoes } from "./echoes.ts";
import type { Port } from "./ports.ts";
import { ProbeSet } from "./probe_set.ts";
import { serversOf } from "./servers.ts";

const SECRET =
  "ce4c0ef267334222869bf09e57edb2f8267f1e0ed8bdc69c47d959295f889590";
const SERVERS = [
  { name: "near", host: "near.example", port: 9876, sharedSecret: SECRET },
  { name: "far", host: "2001:db8::9", port: 9000, sharedSecret: SECRET },
];
const ADDRESSES: Readonly<Record<string, readonly string[]>> = {
  "near.example": ["192.0.2.9", "2001:db8::8"],
  "2001:db8::9": ["2001:db8::9"],
};

function portOf(name: string, family: 4 | 6): Port {
  return {
    device: name,
    interface: name,
    interfaceIndex: 2,
    connectionType: "wired",
    family,
    gateway: null,
  };
}

Deno.test("Echoes.apply() measures each server over each way that leads there", async () => {
  const knocks: string[] = [];
  const libc = new FakeLibc({
    onSend(socket: FakeSocket, { peer }) {
      const device = socket.options.get("bindToDevice");
      knocks.push(`${device} ${peer.address} ${peer.port}`);
      return 0;
    },
  });
  using bench = new ProbeBench(libc);
  using probes = new ProbeSet(() => {});
  const events: StoredEvent[] = [];
  const echoes = new Echoes(SERVERS, { timeoutMs: 1000, holdsTcp: false });
  const context = {
    ...bench.context,
    probes,
    addressesOf: (host: string) => ADDRESSES[host] ?? [],
    seriesOf: () => seriesOf({ probe: "echo", server: "near" }),
    event: (event: StoredEvent) => events.push(event),
  };
  const both = [portOf("eth0", 4), portOf("eth0", 6), portOf("wlan0", 4)];
  const keys = echoes.apply(both, context);
  strictEqual(keys.length, 4);
  await bench.pass(10);
  deepStrictEqual(knocks, [
    "eth0 192.0.2.9 9876",
    "eth0 2001:db8::8 9876",
    "eth0 2001:db8::9 9000",
    "wlan0 192.0.2.9 9876",
  ]);
  deepStrictEqual(echoes.apply(both, context), keys, "nothing new");
  strictEqual(libc.sockets.length, 4);

  const moved = echoes.apply(both, {
    ...context,
    addressesOf: (host) =>
      host === "near.example" ? ["192.0.2.10"] : ADDRESSES[host] ?? [],
  });
  probes.keep(new Set(moved));
  strictEqual(libc.sockets.length, 3, "another address begins anew");

  await bench.pass(20_000);
  deepStrictEqual([...new Set(events.map(({ type }) => type))], [
    "server_silent",
  ]);
});

Deno.test("Echoes.apply() holds a connection to each server beside the ECHOs, if wanted", () => {
  using bench = new ProbeBench(new FakeLibc({}));
  using probes = new ProbeSet(() => {});
  const keys = new Echoes(SERVERS, { timeoutMs: 1000, holdsTcp: true })
    .apply([portOf("eth0", 4)], {
      ...bench.context,
      probes,
      addressesOf: (host) => ADDRESSES[host] ?? [],
      seriesOf: (probe) => seriesOf({ probe }),
      event: () => {},
    });
  deepStrictEqual(keys, [
    "echo eth0 2 eth0 4 192.0.2.9 near",
    "tcp-hold eth0 2 eth0 4 192.0.2.9 near",
  ]);
});

Deno.test("serversOf() takes [server] and [[servers]] alike, if enabled", () => {
  const off = { ...SERVERS[0], enabled: false } as const;
  const none = { name: "server", host: "", port: 9876, sharedSecret: "" };
  const [near, far] = SERVERS.map((server) => ({ ...server, enabled: true }));
  if (near === undefined || far === undefined) throw new Error("no servers");
  deepStrictEqual(
    serversOf({ server: { ...none, enabled: false }, servers: [near, far] })
      .map(({ name }) => name),
    ["near", "far"],
  );
  deepStrictEqual(
    serversOf({ server: near, servers: [] }).map(({ name }) => name),
    ["near"],
  );
  deepStrictEqual(
    serversOf({ server: { ...none, ...off }, servers: [] }),
    [],
  );
});
