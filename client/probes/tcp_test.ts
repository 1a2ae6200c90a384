import { deepStrictEqual, ok, strictEqual, throws } from "node:assert/strict";
import { openLibc, Origin } from "@bufferbane/ffi";
import {
  FAKE_ERRNO,
  type FakeConnect,
  FakeLibc,
} from "@bufferbane/ffi/testing";
import type { Measurement, WallNs } from "../model/mod.ts";
import type { PortTarget } from "./aim.ts";
import { TcpProbe } from "./tcp.ts";
import { ProbeBench, seriesOf } from "./testing.ts";

const MS = 1_000_000;
const OPTIONS = {
  device: "eth0",
  timeoutNs: 1_000_000_000n,
  lateNs: 10_000_000_000n,
};

function targetAt(address: string, port = 443): PortTarget {
  const family = address.includes(":") ? 6 : 4;
  const series = seriesOf({ probe: "tcp", target: address, family });
  return { series, address, port };
}

/** `struct tcp_info` of an established connection. */
function tcpInfo(rttUs: number, totalRetransmits = 0): Uint8Array {
  const bytes = new Uint8Array(104);
  const view = new DataView(bytes.buffer);
  bytes[0] = 1;
  view.setUint32(68, rttUs, true);
  view.setUint32(100, totalRetransmits, true);
  return bytes;
}

/** What a single connect to a fake network is reported as. */
async function connectTo(
  connect: FakeConnect,
  prepare: (libc: FakeLibc, fd: number) => void = () => {},
): Promise<readonly Measurement[]> {
  const libc: FakeLibc = new FakeLibc({
    onConnect: (socket) => {
      prepare(libc, socket.fd);
      return connect;
    },
  });
  using bench = new ProbeBench(libc);
  using probe = new TcpProbe(bench.context, OPTIONS);
  probe.setTargets([targetAt("192.0.2.1")]);
  probe.send(7n as WallNs);
  strictEqual(libc.sockets[0]?.options.get("bindToDevice") ?? "eth0", "eth0");
  await bench.pass(12_000);
  strictEqual(libc.sockets.length, 0, "all sockets are closed");
  return bench.reports;
}

Deno.test("TcpProbe reports the kernel's time from SYN to SYN-ACK", async () => {
  const info = tcpInfo(20_160);
  const reports = await connectTo({ afterNs: 21 * MS, errno: 0, info });
  strictEqual(reports[0]?.sentAt, 7n);
  deepStrictEqual(reports.map(({ outcome }) => outcome), [{
    kind: "ok",
    rttNs: 20_160_000,
    localQueueNs: 0,
    stamps: "kernel",
    duplicates: 0,
    detail: "",
  }]);
});

Deno.test("TcpProbe says when it had to use its own clock", async () => {
  const cases: readonly [info: Uint8Array, why: string][] = [
    [tcpInfo(0), "the kernel does not know"],
    [new Uint8Array(0), "the kernel is too old to be asked"],
  ];
  for (const [info, why] of cases) {
    const [report] = await connectTo({ afterNs: 21 * MS, errno: 0, info });
    const outcome = report?.outcome;
    ok(outcome?.kind === "ok" && outcome.stamps === "user", why);
    strictEqual(outcome.rttNs, 21 * MS, why);
  }
});

Deno.test("TcpProbe tells a lost SYN from a slow answer", async () => {
  const cases: readonly [
    afterMs: number,
    info: Uint8Array,
    expected: readonly string[],
    why: string,
  ][] = [
    [900, tcpInfo(900_000), ["ok"], "slow, in time"],
    [1_020, tcpInfo(20_000, 1), ["timeout"], "the second SYN was answered"],
    [1_020, tcpInfo(0, 1), ["timeout"], "nobody knows which SYN: lost"],
    [1_500, tcpInfo(1_500_000, 1), ["timeout", "late"], "the first SYN was"],
    [3_500, tcpInfo(500_000, 2), ["timeout"], "the third SYN was answered"],
    [11_000, tcpInfo(11_000_000), ["timeout"], "too late to be waited for"],
  ];
  for (const [afterMs, info, expected, why] of cases) {
    const reports = await connectTo({ afterNs: afterMs * MS, errno: 0, info });
    deepStrictEqual(reports.map(({ outcome }) => outcome.kind), expected, why);
  }
});

Deno.test("TcpProbe says that the SYN was sent again, if the timeout is longer", async () => {
  const libc = new FakeLibc({
    onConnect: () => ({ afterNs: 1_020 * MS, errno: 0, info: tcpInfo(9, 1) }),
  });
  using bench = new ProbeBench(libc);
  using probe = new TcpProbe(bench.context, {
    ...OPTIONS,
    timeoutNs: 3_000_000_000n,
  });
  probe.setTargets([targetAt("192.0.2.1")]);
  probe.send(1n as WallNs);
  await bench.reported(1);
  deepStrictEqual(bench.outcomes, [
    { kind: "timeout", detail: "SYN retransmitted once" },
  ]);
});

Deno.test("TcpProbe tells the ways to fail apart", async () => {
  const info = new Uint8Array(0);
  const closed = tcpInfo(50).with(0, 7);
  const later = (errno: number) => ({ afterNs: MS, errno, info });
  const cases: readonly [connect: FakeConnect, kind: string, why: string][] = [
    [later(FAKE_ERRNO.ECONNREFUSED), "refused", "a RST to the SYN"],
    [later(FAKE_ERRNO.ECONNRESET), "reset", "a RST to the connection"],
    [later(FAKE_ERRNO.EHOSTUNREACH), "unreachable", "no one there"],
    [later(FAKE_ERRNO.ENETUNREACH), "unreachable", "a router says so"],
    [later(FAKE_ERRNO.ETIMEDOUT), "timeout", "the kernel gave up"],
    [{ afterNs: MS, errno: 0, info: closed }, "reset", "open and gone"],
    [
      { afterNs: 0, errno: FAKE_ERRNO.ENETUNREACH, info },
      "send_failed",
      "no route here: nothing was sent",
    ],
    [
      { afterNs: 0, errno: FAKE_ERRNO.EPERM, info },
      "send_failed",
      "a firewall here: nothing was sent",
    ],
    [
      { afterNs: 0, errno: FAKE_ERRNO.ECONNREFUSED, info },
      "refused",
      "a closed port of this machine",
    ],
  ];
  for (const [connect, kind, why] of cases) {
    const reports = await connectTo(connect);
    deepStrictEqual(reports.map(({ outcome }) => outcome.kind), [kind], why);
  }
});

Deno.test("TcpProbe says who says that the host is unreachable", async () => {
  const cases: readonly [
    icmp: readonly [number, number],
    kind: string,
    detail: string,
  ][] = [
    [[3, 13], "unreachable", "administratively prohibited, says 10.0.0.1"],
    [[3, 3], "refused", "port unreachable, says 10.0.0.1"],
  ];
  for (const [icmp, kind, detail] of cases) {
    const connect = {
      afterNs: 5 * MS,
      errno: FAKE_ERRNO.EHOSTUNREACH,
      info: new Uint8Array(0),
    };
    const [report] = await connectTo(connect, (libc, fd) => {
      const socket = libc.sockets.find((socket) => socket.fd === fd);
      ok(socket !== undefined);
      libc.deliver(socket, 5 * MS, {
        payload: new Uint8Array(20),
        peer: { address: "192.0.2.1", port: 443 },
        origin: Origin.icmp4,
        icmp,
        offender: "10.0.0.1",
      });
    });
    deepStrictEqual(report?.outcome, { kind, detail });
  }
});

Deno.test("TcpProbe connects to one target while another is silent", async () => {
  const libc = new FakeLibc({
    onConnect: (_, { address }) => ({
      afterNs: address === "192.0.2.1" ? 60_000 * MS : 4 * MS,
      errno: 0,
      info: tcpInfo(4_000),
    }),
  });
  using bench = new ProbeBench(libc);
  using probe = new TcpProbe(bench.context, OPTIONS);
  probe.setTargets([targetAt("192.0.2.1"), targetAt("192.0.2.2")]);
  probe.send(1n as WallNs);
  await bench.pass(2_000);
  deepStrictEqual(
    bench.reports.map(({ series, outcome }) => [series.target, outcome.kind]),
    [["192.0.2.2", "ok"], ["192.0.2.1", "timeout"]],
  );
});

Deno.test("TcpProbe.abandon() forgets what is under way", async () => {
  const libc = new FakeLibc({
    onConnect: () => ({ afterNs: MS, errno: 0, info: tcpInfo(1) }),
  });
  using bench = new ProbeBench(libc);
  using probe = new TcpProbe(bench.context, OPTIONS);
  probe.setTargets([targetAt("192.0.2.1")]);
  probe.send(1n as WallNs);
  probe.abandon();
  await bench.pass(12_000);
  deepStrictEqual(bench.reports, []);
});

Deno.test("TcpProbe.setTargets() takes addresses only", () => {
  using libc = openLibc();
  using bench = new ProbeBench(libc);
  using probe = new TcpProbe(bench.context, OPTIONS);
  throws(
    () => probe.setTargets([targetAt("example.com")]),
    /Cannot connect to "example.com" as it is no address/,
  );
});

Deno.test("TcpProbe measures real connects on loopback, and closes in order", async () => {
  using libc = openLibc();
  for (const hostname of ["127.0.0.1", "::1"]) {
    using listener = Deno.listen({ hostname, port: 0 });
    using bench = new ProbeBench(libc);
    using probe = new TcpProbe(bench.context, { ...OPTIONS, device: "lo" });
    probe.setTargets([targetAt(hostname, listener.addr.port)]);
    probe.send(1n as WallNs);
    await bench.reported(1);
    const [outcome] = bench.outcomes;
    ok(outcome?.kind === "ok" && outcome.stamps === "kernel");
    ok(outcome.rttNs > 0 && outcome.rttNs < 1_000_000_000);
    using connection = await listener.accept();
    const read = await connection.read(new Uint8Array(1));
    strictEqual(read, null, "a FIN and no RST");
  }
});

Deno.test("TcpProbe reports a closed port on loopback as refused", async () => {
  using libc = openLibc();
  for (const hostname of ["127.0.0.1", "::1"]) {
    const listener = Deno.listen({ hostname, port: 0 });
    const { port } = listener.addr;
    listener.close();
    using bench = new ProbeBench(libc);
    using probe = new TcpProbe(bench.context, { ...OPTIONS, device: "" });
    probe.setTargets([targetAt(hostname, port)]);
    probe.send(1n as WallNs);
    await bench.reported(1);
    deepStrictEqual(bench.outcomes, [
      { kind: "refused", detail: "Connection refused" },
    ]);
  }
});
