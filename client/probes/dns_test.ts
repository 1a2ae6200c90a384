import { deepStrictEqual, ok, strictEqual, throws } from "node:assert/strict";
import { Origin } from "@bufferbane/ffi";
import {
  FAKE_ERRNO,
  type FakeDatagram,
  FakeLibc,
} from "@bufferbane/ffi/testing";
import type { WallNs } from "../model/mod.ts";
import { DnsProbe } from "./dns.ts";
import { type Answer, Lab, RESOLVER, targetAt } from "./dns_testing.ts";
import { ProbeBench } from "./testing.ts";

const MS = 1_000_000;

Deno.test("DnsProbe reports an answer by the kernel's stamps, and closes", async () => {
  using lab = new Lab(({ reply }) => reply(0x8180, 12 * MS));
  lab.libc.localQueueNs = 3 * MS;
  deepStrictEqual(await lab.round(100), [{
    kind: "ok",
    rttNs: 12 * MS,
    localQueueNs: 3 * MS,
    stamps: "kernel",
    duplicates: 0,
    detail: "",
  }]);
  strictEqual(lab.bench.reports[0]?.sentAt, 7n);
  strictEqual(lab.libc.sockets.length, 0);
});

Deno.test("DnsProbe says when it had to use its own clock", async () => {
  const cases: readonly [answer: Answer, why: string][] = [
    [
      ({ reply }) => reply(0x8180, 5 * MS, { isUnstamped: true }),
      "the kernel forgot to stamp",
    ],
    [({ reply, libc }) => {
      reply(0x8180, 5 * MS);
      libc.wallOffsetNs += 40_000_000n;
    }, "the wall clock was set in between"],
  ];
  for (const [answer, why] of cases) {
    using lab = new Lab(answer);
    const [outcome] = await lab.round(100);
    ok(outcome?.kind === "ok" && outcome.stamps === "user", why);
    strictEqual(outcome.rttNs, 5 * MS, why);
  }
});

Deno.test("DnsProbe tells the ways to fail apart", async () => {
  const icmp = (
    origin: number,
    numbers: readonly [number, number],
  ): Answer =>
  ({ libc, socket, query }) =>
    libc.deliver(socket, MS, {
      payload: query,
      peer: RESOLVER,
      origin,
      icmp: numbers,
      offender: "10.0.0.1",
    });
  const cases: readonly [
    answer: Answer,
    kind: string,
    detail: string,
  ][] = [
    [() => {}, "timeout", ""],
    [({ reply }) => reply(0x8182, MS), "rcode", "SERVFAIL"],
    [({ reply }) => reply(0x8185, MS), "rcode", "REFUSED"],
    [({ reply }) => reply(0x8183, MS), "rcode", "NXDOMAIN"],
    [icmp(Origin.icmp4, [3, 3]), "refused", "port unreachable, says 10.0.0.1"],
    [
      icmp(Origin.icmp4, [3, 1]),
      "unreachable",
      "host unreachable, says 10.0.0.1",
    ],
    [
      icmp(Origin.icmp6, [1, 4]),
      "refused",
      "port unreachable, says 10.0.0.1",
    ],
    [() => FAKE_ERRNO.ENETUNREACH, "send_failed", "ENETUNREACH"],
    [
      ({ libc, socket }) => libc.drop(socket, 1),
      "self_dropped",
      "receive buffer full",
    ],
  ];
  for (const [answer, kind, detail] of cases) {
    using lab = new Lab(answer);
    const [outcome] = await lab.round(1_500);
    strictEqual(outcome?.kind, kind);
    strictEqual(outcome.detail, detail);
    strictEqual(lab.bench.reports.length, 1, kind);
  }
});

Deno.test("DnsProbe takes NXDOMAIN for a random name as the answer it is", async () => {
  const names: string[] = [];
  using lab = new Lab(({ reply, query }) => {
    names.push(new TextDecoder().decode(query.subarray(13, 29)));
    reply(0x8183, MS);
  }, { kind: "random", zone: "example.com" });
  lab.probe.send(6n as WallNs);
  const [first, second] = await lab.round(100);
  strictEqual(first?.kind, "ok");
  strictEqual(second?.kind, "ok");
  deepStrictEqual(names, ["01".repeat(8), "02".repeat(8)]);
});

Deno.test("DnsProbe believes no answer that was not asked for", async () => {
  const cases: readonly [
    change: (response: Uint8Array) => Partial<FakeDatagram>,
    why: string,
  ][] = [
    [(payload) => ({ payload: payload.with(0, 0xff) }), "another id"],
    [(payload) => ({ payload: payload.with(13, 0x7a) }), "another question"],
    [(payload) => ({ payload: payload.with(2, 0x01) }), "no response"],
    [() => ({ payload: new Uint8Array(3) }), "garbage"],
    [() => ({ peer: { address: "198.51.100.1", port: 53 } }), "another sender"],
    [() => ({ peer: { ...RESOLVER, port: 54 } }), "another port"],
  ];
  for (const [change, why] of cases) {
    using lab = new Lab(({ query, reply }) => {
      const forged = query.slice();
      forged[2] = 0x81;
      forged[3] = 0x80;
      reply(0x8180, 2 * MS, { payload: forged, ...change(forged) });
      reply(0x8180, 9 * MS);
    });
    const [outcome] = await lab.round(100);
    ok(outcome?.kind === "ok", why);
    strictEqual(outcome.rttNs, 9 * MS, `${why}: the true answer counts`);
  }
});

Deno.test("DnsProbe corrects a timeout when the answer comes late, for 10 s", async () => {
  using late = new Lab(({ reply }) => reply(0x8180, 1_700 * MS));
  const outcomes = await late.round(3_000);
  deepStrictEqual(outcomes.map(({ kind }) => kind), ["timeout", "late"]);
  deepStrictEqual(late.bench.reports.map(({ sentAt }) => sentAt), [7n, 7n]);

  using tooLate = new Lab(({ reply }) => reply(0x8180, 10_001 * MS));
  const kinds = (await tooLate.round(11_000)).map(({ kind }) => kind);
  deepStrictEqual(kinds, ["timeout"]);
  strictEqual(tooLate.libc.sockets.length, 0, "nobody waits any more");
});

Deno.test("DnsProbe.abandon() forgets what is under way", async () => {
  using lab = new Lab(({ reply }) => reply(0x8180, 50 * MS));
  lab.probe.send(1n as WallNs);
  lab.probe.abandon();
  await lab.bench.pass(12_000);
  deepStrictEqual(lab.bench.reports, []);
});

Deno.test("DnsProbe asks one resolver while another is dead", async () => {
  using lab = new Lab(({ reply, socket, libc }) => {
    if (libc.sockets[1]?.fd === socket.fd) reply(0x8180, 4 * MS);
  });
  lab.probe.setTargets([targetAt("192.0.2.1"), targetAt("192.0.2.2")]);
  await lab.round(2_000);
  deepStrictEqual(
    lab.bench.reports.map(({ series, outcome }) => [
      series.target,
      outcome.kind,
    ]),
    [["192.0.2.2", "ok"], ["192.0.2.1", "timeout"]],
  );
});

Deno.test("DnsProbe refuses what it could never ask", () => {
  using bench = new ProbeBench(new FakeLibc({}));
  throws(
    () =>
      new DnsProbe(bench.context, {
        subject: { kind: "random", zone: "a".repeat(70) },
        type: "A",
        device: "",
        timeoutNs: 1n,
        lateNs: 1n,
        fillRandom: () => {},
      }),
    RangeError,
  );
});
