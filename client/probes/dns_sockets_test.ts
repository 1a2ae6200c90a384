import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { FAKE_ERRNO, FakeLibc } from "@bufferbane/ffi/testing";
import type { WallNs } from "../model/mod.ts";
import { DnsProbe } from "./dns.ts";
import { CACHED, Lab, RESOLVER, targetAt } from "./dns_testing.ts";
import { flood, ProbeBench } from "./testing.ts";

const MS = 1_000_000;

Deno.test("DnsProbe uses a socket of its own for each query, on its interface", () => {
  using lab = new Lab(() => {});
  lab.probe.send(1n as WallNs);
  lab.probe.send(2n as WallNs);
  deepStrictEqual(
    lab.libc.sockets.map(({ kind, options }) => [
      kind,
      options.get("bindToDevice"),
    ]),
    [["inet datagram 0", "eth0"], ["inet datagram 0", "eth0"]],
  );
});

Deno.test("DnsProbe books its own limits as its own", async () => {
  const cases: readonly [errno: number, kind: string, why: string][] = [
    [24, "self_dropped", "EMFILE: we ran out of descriptors"],
    [FAKE_ERRNO.ENODEV, "send_failed", "the interface is gone"],
  ];
  for (const [errno, kind, why] of cases) {
    const libc = new FakeLibc({ onSocket: () => errno });
    libc.errorCode = (code) => code === 24 ? "EMFILE" : `errno ${code}`;
    using bench = new ProbeBench(libc);
    using probe = new DnsProbe(bench.context, {
      subject: CACHED,
      type: "AAAA",
      device: "",
      timeoutNs: 1_000_000_000n,
      lateNs: 2_000_000_000n,
      fillRandom: () => {},
    });
    probe.setTargets([targetAt("192.0.2.1")]);
    probe.send(1n as WallNs);
    await bench.reported(1);
    strictEqual(bench.outcomes[0]?.kind, kind, why);
  }
});

Deno.test("DnsProbe keeps a bounded number of queries under way", () => {
  using lab = new Lab(() => {});
  for (let round = 0; round < 300; round++) {
    lab.probe.send(BigInt(round) as WallNs);
  }
  strictEqual(lab.libc.sockets.length, 256);
  strictEqual(lab.bench.reports.length, 44);
  ok(lab.bench.outcomes.every(({ kind }) => kind === "self_dropped"));
});

Deno.test("DnsProbe gives up those waited for in vain for new ones", async () => {
  using lab = new Lab(() => {});
  for (let round = 0; round < 256; round++) lab.probe.send(1n as WallNs);
  await lab.bench.pass(1_500);
  lab.probe.send(2n as WallNs);
  strictEqual(lab.libc.sockets.length, 256);
  ok(lab.bench.outcomes.every(({ kind }) => kind === "timeout"));
});

Deno.test("DnsProbe reports it when there is no socket for TCP", async () => {
  const cases: readonly (readonly [errno: number, kind: string])[] = [
    [FAKE_ERRNO.ENODEV, "send_failed"],
    [FAKE_ERRNO.ENOBUFS, "self_dropped"],
  ];
  for (const [errno, expected] of cases) {
    using lab: Lab = new Lab(({ reply }) => reply(0x8380, 20 * MS), CACHED, {
      onSocket: (kind) => kind.includes("stream") ? errno : 0,
    });
    const outcomes = await lab.round(2_000);
    deepStrictEqual(outcomes.map(({ kind }) => kind), [expected]);
    ok(outcomes[0]?.detail.startsWith("truncated, over TCP: Cannot complete"));
  }
});

Deno.test("DnsProbe lets no flood keep it from what else is due", async () => {
  const forged = { payload: new Uint8Array(12), peer: RESOLVER };
  using lab: Lab = new Lab(({ libc, socket }) =>
    libc.deliver(socket, 0, forged)
  );
  lab.probe.send(7n as WallNs);
  const flooding = flood(lab.libc, forged);
  const { poller } = lab.bench.context;
  // The first was woken by the new timeout; the second would never return.
  for (let i = 0; i < 2; i++) await poller.wait(lab.libc.clock("monotonic"));
  flooding[Symbol.dispose]();
  await lab.bench.pass(2_000);
  strictEqual(lab.bench.outcomes[0]?.kind, "timeout");
});
