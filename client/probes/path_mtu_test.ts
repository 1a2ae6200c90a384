import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { Origin } from "@bufferbane/ffi";
import type { WallNs } from "../model/mod.ts";
import { EchoProbe } from "./echo.ts";
import {
  type FakeLine,
  FakeServer,
  steadyLine,
  testKeys,
} from "./server_session_testing.ts";
import type { ServerNews } from "./server_news.ts";
import { ProbeBench, seriesOf } from "./testing.ts";

const LINE = steadyLine(12e6, 4e6);
const LOST = { takesNs: null };

/** A probe of one round a second over a line that one can change. */
class MtuBench implements Disposable {
  readonly server = new FakeServer(LINE);
  readonly bench = new ProbeBench(this.server.libc);
  readonly news: ServerNews[] = [];
  readonly probe = new EchoProbe(this.bench.context, {
    ...testKeys(),
    address: "192.0.2.9",
    port: 9876,
    device: "eth0",
    series: seriesOf({ probe: "echo", role: "server", server: "vps" }),
    timeoutNs: 1_000_000_000n,
    lateNs: 10_000_000_000n,
    onNews: (news) => this.news.push(news),
  });
  /** Datagrams of 1400 bytes sent up. */
  long = 0;
  #rounds = 0;

  /** Lets every datagram through as `line` says. */
  set line({ up, down }: Partial<FakeLine>) {
    this.server.maxDatagramBytes = 1400;
    this.server.line = {
      up: (number, bytes) => {
        if (bytes === 1400) this.long++;
        return (up ?? LINE.up)(number, bytes);
      },
      down: down ?? LINE.down,
    };
  }

  async rounds(count: number): Promise<void> {
    for (let i = 0; i < count; i++) {
      this.probe.send(BigInt(++this.#rounds) as WallNs);
      await this.bench.pass(1000);
    }
  }

  get findings(): readonly ServerNews[] {
    return this.news.filter(({ kind }) => kind === "path_mtu");
  }

  [Symbol.dispose](): void {
    this.probe[Symbol.dispose]();
    this.bench[Symbol.dispose]();
  }
}

/** Loses what is longer. */
function upTo(maxBytes: number, takesNs: number) {
  return (_: number, bytes: number) => bytes > maxBytes ? LOST : { takesNs };
}

const FAILS = {
  kind: "path_mtu",
  datagramBytes: 1400,
  passes: false,
  says: "",
} as const;

Deno.test("PathMtu settles by one probe where 1400 bytes pass", async () => {
  using lab = new MtuBench();
  lab.line = {};
  await lab.rounds(12);
  deepStrictEqual(lab.findings, [], "nothing that a person ought to know");
  strictEqual(lab.long, 1);
});

Deno.test("PathMtu settles by three probes over a black hole, and says where", async (t) => {
  for (const direction of ["up", "down"] as const) {
    await t.step(direction, async () => {
      using lab = new MtuBench();
      lab.line = { [direction]: upTo(1272, 4e6) };
      await lab.rounds(14);
      deepStrictEqual(lab.findings, [{ ...FAILS, lostOn: direction }]);
      strictEqual(lab.long, 3);
    });
  }
});

Deno.test("PathMtu needs no lucky probe: the second or third may pass", async () => {
  using lab = new MtuBench();
  let long = 0;
  lab.line = {
    up: (_, bytes) => bytes === 1400 && ++long < 3 ? LOST : { takesNs: 12e6 },
  };
  await lab.rounds(14);
  deepStrictEqual(lab.findings, []);
  strictEqual(lab.long, 3);
});

Deno.test("PathMtu blames no length while others are lost, too", async () => {
  using lab = new MtuBench();
  let base = 0;
  lab.line = {
    up: (_, bytes) =>
      bytes === 1400 || (bytes === 1200 && ++base === 2)
        ? LOST
        : { takesNs: 12e6 },
  };
  await lab.rounds(14);
  deepStrictEqual(lab.findings, []);
});

Deno.test("PathMtu says at once if the interface itself is too small", async () => {
  using lab = new MtuBench();
  lab.line = {};
  lab.server.maxSendBytes = 1252;
  await lab.rounds(12);
  deepStrictEqual(lab.findings, [{ ...FAILS, lostOn: "here" }]);
  strictEqual(lab.long, 0);
});

Deno.test("PathMtu asks again in the next session, and tells what has changed", async () => {
  using lab = new MtuBench();
  lab.line = {};
  await lab.rounds(200);
  lab.line = { up: upTo(1300, 12e6) };
  await lab.rounds(70);
  lab.line = {};
  await lab.rounds(250);
  const passes = lab.findings.map((news) =>
    news.kind === "path_mtu" && news.passes
  );
  deepStrictEqual(passes, [false, true]);
});

Deno.test('PathMtu believes no forged "too big": neither it nor a row changes', async () => {
  using lab = new MtuBench();
  lab.line = {};
  await lab.rounds(1);
  const { libc } = lab.server;
  const [socket] = libc.sockets;
  if (socket === undefined) throw new Error("Cannot find the socket");
  for (let i = 0; i < 5; i++) {
    libc.deliver(socket, 1e6, {
      payload: new Uint8Array(200),
      peer: { address: "192.0.2.9", port: 9876 },
      origin: Origin.icmp4,
      icmp: [3, 4],
      offender: "203.0.113.66",
    });
    await lab.rounds(2);
  }
  deepStrictEqual(lab.findings, []);
  const kinds = new Set(lab.bench.outcomes.map(({ kind }) => kind));
  deepStrictEqual([...kinds], ["ok"]);
});
