import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { Origin } from "@bufferbane/ffi";
import {
  FAKE_ERRNO,
  type FakeDatagram,
  FakeLibc,
  type FakeNetwork,
  type FakeSocket,
} from "@bufferbane/ffi/testing";
import type { Measurement, WallNs } from "../model/mod.ts";
import { IcmpProbe, type IcmpTarget } from "./icmp.ts";
import { flood, ProbeBench, seriesOf } from "./testing.ts";

const MS = 1_000_000;

function target(address: string): IcmpTarget {
  return { series: seriesOf({ target: address }), address };
}

/** What the fake network makes of a request to one address. */
type Answer = (
  reply: (afterNs: number, more?: Partial<FakeDatagram>) => void,
  lab: Lab,
  socket: FakeSocket,
) => number | void;

/** One IcmpProbe, a fake libc, and what it reported. */
class Lab implements Disposable {
  readonly libc: FakeLibc;
  readonly bench: ProbeBench;
  readonly probe: IcmpProbe;
  #round = 0n;

  constructor(
    answers: Readonly<Record<string, Answer>>,
    more: FakeNetwork & { readonly firstNumber?: number } = {},
  ) {
    this.libc = new FakeLibc({
      ...more,
      onSend: (socket, { payload, peer }) => {
        const answer = answers[peer.address];
        const reply = payload.slice();
        reply[0] = 0;
        const errno = answer?.(
          (afterNs, extra) =>
            this.libc.deliver(socket, afterNs, {
              payload: reply,
              peer,
              ...extra,
            }),
          this,
          socket,
        );
        return errno ?? 0;
      },
    });
    this.bench = new ProbeBench(this.libc);
    this.probe = new IcmpProbe(this.bench.context, {
      family: 4,
      device: "",
      timeoutNs: 1_000_000_000n,
      lateNs: 10_000_000_000n,
      tag: 0xdead_beef,
      firstNumber: more.firstNumber ?? 0,
    });
  }

  /** Sends a round to the addresses, then lets time pass. */
  async round(addresses: readonly string[], seconds: number): Promise<void> {
    this.probe.setTargets(addresses.map(target));
    this.probe.send(++this.#round as WallNs);
    await this.pass(seconds);
  }

  pass(seconds: number): Promise<void> {
    return this.bench.pass(1000 * seconds);
  }

  get reports(): Measurement[] {
    return this.bench.reports;
  }

  get outcomes(): readonly Measurement["outcome"][] {
    return this.bench.outcomes;
  }

  [Symbol.dispose](): void {
    if (this.libc.sockets.length > 0) this.probe[Symbol.dispose]();
    this.bench[Symbol.dispose]();
  }
}

const A = "192.0.2.1";
const B = "192.0.2.2";

const OK = {
  kind: "ok",
  rttNs: 20 * MS,
  localQueueNs: 0,
  stamps: "kernel",
  duplicates: 0,
  detail: "",
} as const;

Deno.test("IcmpProbe reports what became of a request", async (t) => {
  const cases: readonly {
    readonly why: string;
    readonly answer: Answer;
    readonly expected: readonly Measurement["outcome"][];
  }[] = [
    {
      why: "a reply in time is ok, by the kernel's stamps",
      answer: (reply) => reply(20 * MS),
      expected: [OK],
    },
    {
      why: "no reply is a timeout",
      answer: () => {},
      expected: [{ kind: "timeout", detail: "" }],
    },
    {
      why: "a reply after the timeout corrects it to late",
      answer: (reply) => reply(2_500 * MS),
      expected: [
        { kind: "timeout", detail: "" },
        { ...OK, kind: "late", rttNs: 2_500 * MS },
      ],
    },
    {
      why: "a reply later than anybody waits for changes nothing",
      answer: (reply) => reply(11_000 * MS),
      expected: [{ kind: "timeout", detail: "" }],
    },
    {
      why: "a second copy is counted, not measured",
      answer: (reply) => (reply(20 * MS), reply(30 * MS)),
      expected: [OK, { ...OK, duplicates: 1 }],
    },
    {
      why: "somebody else's reply (another tag) is not ours",
      answer: (reply) => reply(20 * MS, { payload: new Uint8Array(64) }),
      expected: [{ kind: "timeout", detail: "" }],
    },
    {
      why: "a reply cut short proves nothing",
      answer: (reply) => reply(20 * MS, { payload: new Uint8Array(20) }),
      expected: [{ kind: "timeout", detail: "" }],
    },
    {
      why: "without the kernel's stamp user space must do, and says so",
      answer: (reply) => reply(20 * MS, { isUnstamped: true }),
      expected: [{ ...OK, stamps: "user" }],
    },
    {
      why: "what our own socket dropped is not the network's loss",
      answer: (_, lab, socket) => lab.libc.drop(socket, 1),
      expected: [{ kind: "self_dropped", detail: "receive buffer full" }],
    },
    {
      why: "what the kernel will not send is told apart",
      answer: () => FAKE_ERRNO.ENETUNREACH,
      expected: [{ kind: "send_failed", detail: "ENETUNREACH" }],
    },
  ];
  for (const { why, answer, expected } of cases) {
    await t.step(why, async () => {
      using lab = new Lab({ [A]: answer });
      await lab.round([A], 12);
      // The next round is when what is long past gets forgotten.
      await lab.round([], 1);
      deepStrictEqual(lab.outcomes, expected);
    });
  }
});

Deno.test("IcmpProbe tells the time in this machine's own queue", async () => {
  using lab = new Lab({ [A]: (reply) => reply(20 * MS) });
  lab.libc.localQueueNs = 5 * MS;
  await lab.round([A], 2);
  deepStrictEqual(lab.outcomes, [{ ...OK, localQueueNs: 5 * MS }]);
});

Deno.test("IcmpProbe believes no answer to what the kernel kept until its time was up", async () => {
  // Unplugged: the kernel asks for its neighbour, and sends when it is back.
  using lab = new Lab({ [A]: (reply) => reply(2_420 * MS) });
  lab.libc.keptNs = 2_400 * MS;
  await lab.round([A], 12);
  deepStrictEqual(lab.outcomes, [{ kind: "timeout", detail: "" }]);
});

Deno.test("IcmpProbe does not believe stamps across a step of the wall clock", async (t) => {
  for (const stepNs of [3_600_000_000_000n, -3_600_000_000_000n, 5_000_000n]) {
    await t.step(`${stepNs} ns`, async () => {
      using lab = new Lab({ [A]: (reply) => reply(20 * MS) });
      lab.probe.setTargets([target(A)]);
      lab.probe.send(1n as WallNs);
      lab.libc.wallOffsetNs += stepNs;
      await lab.pass(2);
      deepStrictEqual(lab.outcomes, [{ ...OK, stamps: "user" }]);
    });
  }
});

Deno.test("IcmpProbe reports an ICMP error with its sender and reason", async () => {
  using lab = new Lab({
    [A]: (reply) =>
      reply(3 * MS, {
        payload: Uint8Array.of(8, 0, 0, 0, 0, 0, 0, 0),
        origin: Origin.icmp4,
        icmp: [3, 1],
        offender: "10.0.0.1",
      }),
  });
  await lab.round([A], 2);
  deepStrictEqual(lab.outcomes, [
    { kind: "unreachable", detail: "host unreachable, says 10.0.0.1" },
  ]);
});

Deno.test("IcmpProbe finds the probe of an ICMP error by sequence after 65536 of them", async () => {
  let errorFor: Uint8Array = new Uint8Array(8);
  using lab = new Lab({
    [A]: (reply) => reply(1 * MS),
    [B]: (reply) =>
      reply(3 * MS, {
        payload: errorFor,
        origin: Origin.icmp4,
        icmp: [3, 13],
        offender: "10.0.0.1",
      }),
  });
  const many = Array.from({ length: 1024 }, () => A);
  for (let round = 0; round < 64; round++) await lab.round(many, 11);
  lab.reports.length = 0;
  errorFor = Uint8Array.of(8, 0, 0, 0, 0, 0, 0, 0);
  await lab.round([B], 2);
  strictEqual(lab.outcomes[0]?.kind, "unreachable");
});

Deno.test("IcmpProbe goes on past its 2^32nd request", async () => {
  const answer: Answer = (reply) => reply(20 * MS);
  using lab = new Lab({ [A]: answer, [B]: answer }, {
    firstNumber: 2 ** 32 - 1000,
  });
  for (let i = 0; i < 1000; i++) await lab.round([A, B], 0.1);
  strictEqual(lab.reports.length, 2000);
  ok(lab.outcomes.every(({ kind }) => kind === "ok"));
});

Deno.test("IcmpProbe lets a dead target delay no other", async () => {
  using lab = new Lab({
    [A]: () => FAKE_ERRNO.EHOSTUNREACH,
    [B]: (reply) => reply(20 * MS),
  });
  await lab.round([A, B, A, B], 2);
  deepStrictEqual(lab.outcomes.map(({ kind }) => kind), [
    "send_failed",
    "send_failed",
    "ok",
    "ok",
  ]);
});

Deno.test("IcmpProbe spreads many targets over 200 ms, all with one label", async () => {
  const sentNs: bigint[] = [];
  using lab = new Lab({
    [A]: (reply, { libc }) => {
      sentNs.push(libc.clock("monotonic"));
      reply(1 * MS);
    },
  });
  const startNs = lab.libc.clock("monotonic");
  await lab.round(Array.from({ length: 1000 }, () => A), 2);
  strictEqual(lab.reports.length, 1000);
  strictEqual(new Set(sentNs).size, 20, "bursts of 50");
  ok(Number((sentNs.at(-1) ?? 0n) - startNs) < 200 * MS);
  strictEqual(new Set(lab.reports.map(({ sentAt }) => sentAt)).size, 1);
});

Deno.test("IcmpProbe.abandon() drops what is under way without a word", async () => {
  using lab = new Lab({ [A]: (reply) => reply(20 * MS) });
  lab.probe.setTargets([target(A)]);
  lab.probe.send(1n as WallNs);
  lab.probe.abandon();
  await lab.pass(3);
  deepStrictEqual(lab.reports, []);
});

Deno.test("IcmpProbe touches its descriptor no more once it is closed", async () => {
  let sent = 0;
  using lab = new Lab({ [A]: () => void sent++ });
  lab.probe.setTargets(Array.from({ length: 100 }, () => target(A)));
  lab.probe.send(1n as WallNs);
  await lab.pass(0.05);
  lab.probe[Symbol.dispose]();
  // The fake throws at any use of a closed descriptor.
  await lab.pass(3);
  strictEqual(sent, 50, "the second burst was still to come");
});

Deno.test("IcmpProbe judges a reply by its stamp, however late it is read", async () => {
  using lab = new Lab({ [A]: (reply) => reply(20 * MS) });
  lab.probe.setTargets([target(A)]);
  lab.probe.send(1n as WallNs);
  // As if stopped by a debugger or a container's pause.
  lab.libc.advance(60_000 * MS);
  await lab.pass(1);
  deepStrictEqual(lab.outcomes, [OK]);
});

Deno.test("IcmpProbe counts no more than 100 copies of a reply", async () => {
  using lab = new Lab({
    [A]: (reply) => {
      for (let copy = 0; copy < 1000; copy++) reply(20 * MS);
    },
  });
  await lab.round([A], 2);
  strictEqual(lab.reports.length, 101);
  deepStrictEqual(lab.outcomes.at(-1), { ...OK, duplicates: 100 });
});

Deno.test("IcmpProbe lets no flood keep it from what else is due", () => {
  using lab = new Lab({});
  using _flood = flood(lab.libc, {
    payload: new Uint8Array(64),
    peer: { address: A, port: 0 },
  });
  lab.probe.setTargets([target(A)]);
  // It would never return.
  lab.probe.send(1n as WallNs);
});
