import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { bpf, hostOf, type Libc, LibcError, openLibc, portOf } from "./mod.ts";

/** A listener on loopback and a client that begins to connect to it. */
function openPair(libc: Libc, isDeaf: boolean) {
  const listener = libc.socket("inet", "stream", 0);
  const client = libc.socket("inet", "stream", 0);
  if (isDeaf) libc.attachFilter(listener, [bpf.give(0)], "accept");
  libc.bind(listener, nativeOf(libc, 0));
  libc.listen(listener, 16);
  const port = portOf(libc.localAddress(listener));
  libc.connect(client, nativeOf(libc, port));
  return { listener, client };
}

function nativeOf(libc: Libc, port: number): Uint8Array {
  const native = libc.encodeAddress("127.0.0.1", port);
  if (native === undefined) throw new TypeError("Cannot encode 127.0.0.1");
  return native;
}

/** Waits until a descriptor is ready, at most 5 s. */
function ready(libc: Libc, fd: number, interest: "read" | "write"): boolean {
  using poller = libc.openPoller();
  let isReady = false;
  poller.add(fd, interest, () => (isReady = true));
  poller.block(5_000);
  return isReady;
}

Deno.test("Libc.accept() gives a nonblocking descriptor and who it is", () => {
  using libc = openLibc();
  const { listener, client } = openPair(libc, false);
  ok(ready(libc, listener, "read"));
  const peer = new Uint8Array(28);
  const accepted = libc.accept(listener, peer);
  ok(accepted > 0);
  deepStrictEqual([...hostOf(peer, 4)], [127, 0, 0, 1]);
  strictEqual(portOf(peer), portOf(libc.localAddress(client)));
  strictEqual(
    libc.errorCode(-libc.read(accepted, new Uint8Array(1))),
    "EAGAIN",
  );
  strictEqual(libc.errorCode(-libc.accept(listener, peer)), "EAGAIN");
  for (const fd of [accepted, client, listener]) libc.close(fd);
});

Deno.test("Libc.discard() takes bytes away and says how many", () => {
  using libc = openLibc();
  const { listener, client } = openPair(libc, false);
  ok(ready(libc, listener, "read"));
  const accepted = libc.accept(listener, new Uint8Array(28));
  ok(ready(libc, client, "write"));
  strictEqual(libc.write(client, new Uint8Array(1000)), 1000);
  ok(ready(libc, accepted, "read"));
  strictEqual(libc.discard(accepted, 600), 600);
  strictEqual(libc.discard(accepted, 600), 400);
  strictEqual(libc.errorCode(-libc.discard(accepted, 600)), "EAGAIN");
  libc.close(client);
  ok(ready(libc, accepted, "read"));
  strictEqual(libc.discard(accepted, 600), 0, "the end of the stream");
  for (const fd of [accepted, listener]) libc.close(fd);
});

Deno.test("Libc.attachFilter() makes a listener silent, then lets one host in", () => {
  using libc = openLibc();
  const { listener, client } = openPair(libc, true);
  using poller = libc.openPoller();
  let isReady = false;
  poller.add(client, "write", () => (isReady = true));
  // The filter answers no SYN: neither SYN-ACK nor RST ends the connect.
  poller.block(100);
  strictEqual(isReady, false);
  const onlyLoopback = [
    bpf.loadNetworkWord(12),
    bpf.ifEqual(0x7f000001, 0, 1),
    bpf.give(0x7fff_ffff),
    bpf.give(0),
  ];
  libc.attachFilter(listener, onlyLoopback, "accept");
  // The second SYN comes a second after the first (RFC 6298).
  poller.block(5_000);
  strictEqual(isReady, true);
  for (const fd of [client, listener]) libc.close(fd);
});

Deno.test("Libc.setOption() sets congestion control, pacing and low water", () => {
  using libc = openLibc();
  const fd = libc.socket("inet", "stream", 0);
  libc.setOption(fd, "maxPacingRate", 1_000_000);
  libc.setOption(fd, "tcpNotSentLowWater", 262_144);
  const value = new Uint32Array(1);
  libc.getOption(fd, "maxPacingRate", new Uint8Array(value.buffer));
  strictEqual(value[0], 1_000_000);
  libc.setOption(fd, "tcpCongestion", "reno");
  const name = new Uint8Array(16);
  libc.getOption(fd, "tcpCongestion", name);
  strictEqual(new TextDecoder().decode(name).split("\0")[0], "reno");
  let code = "";
  try {
    libc.setOption(fd, "tcpCongestion", "nonesuch");
  } catch (error) {
    if (error instanceof LibcError) code = error.code;
  }
  // Without CAP_NET_ADMIN one that is not allowed looks like one refused.
  ok(["ENOENT", "EPERM"].includes(code), code);
  libc.close(fd);
});
