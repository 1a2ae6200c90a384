import { deepStrictEqual, ok, strictEqual, throws } from "node:assert/strict";
import { Origin } from "@bufferbane/ffi";
import {
  FAKE_ERRNO,
  type FakeDatagram,
  FakeLibc,
  type FakeNetwork,
  type FakeSocket,
} from "@bufferbane/ffi/testing";
import type { WallNs } from "../model/mod.ts";
import type { PortTarget } from "./aim.ts";
import { DnsProbe, type DnsSubject } from "./dns.ts";
import { flood, ProbeBench, seriesOf } from "./testing.ts";

const MS = 1_000_000;
const RESOLVER = { address: "192.0.2.53", port: 53 };

/** What the fake network does with a query. */
type Answer = (wire: {
  readonly libc: FakeLibc;
  readonly socket: FakeSocket;
  readonly query: Uint8Array;
  /** Answers with header flags, after so long. */
  readonly reply: (
    flags: number,
    afterNs: number,
    more?: Partial<FakeDatagram>,
  ) => void;
}) => number | void;

const CACHED: DnsSubject = { kind: "cached", name: "example.com" };

function targetAt(address: string): PortTarget {
  const series = seriesOf({ probe: "dns", target: address });
  return { series, address, port: 53 };
}

class Lab implements Disposable {
  readonly libc: FakeLibc;
  readonly bench: ProbeBench;
  readonly probe: DnsProbe;

  constructor(
    answer: Answer,
    subject: DnsSubject = CACHED,
    more: FakeNetwork = {},
  ) {
    this.libc = new FakeLibc({
      ...more,
      onSend: (socket, { payload, peer }) => {
        const reply = (
          flags: number,
          afterNs: number,
          more: Partial<FakeDatagram> = {},
        ) => {
          const response = payload.slice();
          new DataView(response.buffer).setUint16(2, flags);
          const datagram = { payload: response, peer, ...more };
          this.libc.deliver(socket, afterNs, datagram);
        };
        const { libc } = this;
        return answer({ libc, socket, query: payload, reply }) ?? 0;
      },
    });
    this.bench = new ProbeBench(this.libc);
    let byte = 0;
    this.probe = new DnsProbe(this.bench.context, {
      subject,
      type: "A",
      device: "eth0",
      timeoutNs: 1_000_000_000n,
      lateNs: 10_000_000_000n,
      fillRandom: (bytes) => void bytes.fill(++byte),
    });
    this.probe.setTargets([targetAt(RESOLVER.address)]);
  }

  async round(ms: number) {
    this.probe.send(7n as WallNs);
    await this.bench.pass(ms);
    return this.bench.outcomes;
  }

  [Symbol.dispose](): void {
    this.probe[Symbol.dispose]();
    this.bench[Symbol.dispose]();
    strictEqual(this.libc.sockets.length, 0, "all sockets are closed");
  }
}

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
