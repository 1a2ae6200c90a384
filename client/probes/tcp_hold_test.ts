import { deepStrictEqual, ok, strictEqual, throws } from "node:assert/strict";
import { createServer, type Socket } from "node:net";
import { once } from "node:events";
import { openLibc } from "@bufferbane/ffi";
import {
  FAKE_ERRNO,
  FakeLibc,
  type FakeNetwork,
  type FakeSocket,
} from "@bufferbane/ffi/testing";
import type { Outcome, WallNs } from "../model/mod.ts";
import { TcpHoldProbe } from "./tcp_hold.ts";
import { ProbeBench, seriesOf } from "./testing.ts";

const MS = 1_000_000;
const OPTIONS = {
  series: seriesOf({ probe: "tcp", variant: "hold" }),
  address: "192.0.2.1",
  port: 443,
  device: "",
  silenceMs: 5_000,
};

function established(rttUs: number): Uint8Array {
  const bytes = new Uint8Array(104);
  bytes[0] = 1;
  new DataView(bytes.buffer).setUint32(68, rttUs, true);
  return bytes;
}

/** What the far end does to each connection once it is open. */
type Script = (libc: FakeLibc, socket: FakeSocket, nth: number) => void;

class Lab implements Disposable {
  readonly libc: FakeLibc;
  readonly bench: ProbeBench;
  readonly probe: TcpHoldProbe;
  connects = 0;

  constructor(script: Script, network: FakeNetwork = {}) {
    this.libc = new FakeLibc({
      onConnect: (socket) => {
        script(this.libc, socket, ++this.connects);
        return { afterNs: 8 * MS, errno: 0, info: established(8_000) };
      },
      ...network,
    });
    this.bench = new ProbeBench(this.libc);
    this.probe = new TcpHoldProbe(this.bench.context, OPTIONS);
  }

  /** Lets so many rounds of 10 s pass; what each of them reports. */
  async rounds(count: number): Promise<readonly string[]> {
    const before = this.bench.reports.length;
    for (let round = 0; round < count; round++) {
      await this.bench.pass(10_000);
      this.probe.send(BigInt(round) as WallNs);
    }
    return this.bench.outcomes.slice(before).map((outcome) =>
      outcome.detail === ""
        ? outcome.kind
        : `${outcome.kind}: ${outcome.detail}`
    );
  }

  [Symbol.dispose](): void {
    this.probe[Symbol.dispose]();
    this.bench[Symbol.dispose]();
    strictEqual(this.libc.sockets.length, 0, "the socket is closed");
  }
}

/** Ends a connection some time after it opened. */
function end(errno: number | undefined, afterMs: number): Script {
  return (libc, socket) =>
    libc.deliver(socket, afterMs * MS, {
      payload: new Uint8Array(0),
      peer: { address: "", port: 0 },
      ...(errno === undefined ? {} : { errno }),
    });
}

const first = (script: Script): Script => (libc, socket, nth) =>
  nth === 1 && script(libc, socket, nth);

Deno.test("TcpHoldProbe reports a connection that lives", async () => {
  using lab = new Lab((libc, socket) => {
    for (let byte = 1; byte < 30; byte++) {
      const payload = Uint8Array.of(byte);
      const peer = { address: "", port: 0 };
      libc.deliver(socket, byte * 1_000 * MS, { payload, peer });
    }
  });
  deepStrictEqual(await lab.rounds(3), ["ok", "ok", "ok"]);
  deepStrictEqual(lab.bench.outcomes[0], {
    kind: "ok",
    rttNs: 8 * MS,
    stamps: "kernel",
    localQueueNs: 0,
    duplicates: 0,
    detail: "",
  });
  strictEqual(lab.connects, 1);
});

Deno.test("TcpHoldProbe counts what the line did, and not what was in order", async () => {
  const cases: readonly [
    script: Script,
    expected: readonly string[],
    why: string,
  ][] = [
    [
      first(end(FAKE_ERRNO.ECONNRESET, 4_000)),
      ["reset: ECONNRESET", "ok"],
      "a RST, and a new connection",
    ],
    [
      first(end(FAKE_ERRNO.ETIMEDOUT, 4_000)),
      ["reset: silent for more than 5 s", "ok"],
      "no sign of life",
    ],
    [first(end(undefined, 4_000)), ["ok", "ok"], "a FIN is no fault"],
    [
      end(FAKE_ERRNO.ECONNRESET, 500),
      [
        "reset: ECONNRESET, 4 times since the last check",
        "reset: ECONNRESET",
        "timeout: not connected again since: ECONNRESET",
        "reset: ECONNRESET",
      ],
      "a RST each time: connects less and less often, counts each once",
    ],
    [
      end(undefined, 500),
      [
        "ok: closed in order by the far end",
        "ok: closed in order by the far end",
      ],
      "a FIN each time",
    ],
  ];
  for (const [script, expected, why] of cases) {
    using lab = new Lab(script);
    deepStrictEqual(await lab.rounds(expected.length), expected, why);
  }
});

Deno.test("TcpHoldProbe reports why it cannot connect", async () => {
  const info = new Uint8Array(0);
  const cases: readonly [
    network: FakeNetwork,
    expected: string,
    why: string,
  ][] = [
    [
      { onConnect: () => ({ afterNs: MS, errno: 111, info }) },
      "refused: ECONNREFUSED",
      "a closed port",
    ],
    [
      { onConnect: () => ({ afterNs: 60_000 * MS, errno: 0, info }) },
      "timeout: no answer to the connect",
      "nobody answers",
    ],
    [
      { onConnect: () => ({ afterNs: 0, errno: 101, info }) },
      "send_failed: ENETUNREACH",
      "no route",
    ],
    [
      { onSocket: () => FAKE_ERRNO.ENODEV },
      "send_failed: Cannot complete socket(): ENODEV (ENODEV)",
      "no such interface",
    ],
  ];
  for (const [network, expected, why] of cases) {
    using lab = new Lab(() => {}, network);
    deepStrictEqual(await lab.rounds(2), [expected, expected], why);
  }
});

Deno.test("TcpHoldProbe says nothing before the first connect has ended", () => {
  using lab = new Lab(() => {});
  lab.probe.send(1n as WallNs);
  deepStrictEqual(lab.bench.reports, []);
});

Deno.test("TcpHoldProbe.abandon() connects anew and blames nobody", async () => {
  using lab = new Lab(first(end(FAKE_ERRNO.ETIMEDOUT, 4_000)));
  await lab.bench.pass(4_500);
  lab.probe.abandon();
  const before = lab.bench.reports.length;
  lab.probe.send(9n as WallNs);
  strictEqual(lab.bench.reports.length, before, "nothing is known yet");
  deepStrictEqual(await lab.rounds(1), ["ok"]);
  strictEqual(lab.connects, 2);
});

Deno.test("TcpHoldProbe asks the kernel for signs of life", () => {
  using lab = new Lab(() => {});
  const options = lab.libc.sockets[0]?.options;
  deepStrictEqual(
    ["keepAlive", "tcpKeepIdle", "tcpKeepInterval", "tcpUserTimeout"].map((
      name,
    ) => [...options ?? []].find(([option]) => option === name)?.[1]),
    [1, 2, 1, 5_000],
  );
});

Deno.test("TcpHoldProbe refuses a name", () => {
  using libc = openLibc();
  using bench = new ProbeBench(libc);
  throws(
    () =>
      new TcpHoldProbe(bench.context, { ...OPTIONS, address: "example.com" }),
    /Cannot connect to "example.com" as it is no address/,
  );
});

/** Rounds, until one is reported as expected; for 5 s at most. */
async function checkUntil(
  probe: TcpHoldProbe,
  bench: ProbeBench,
  isExpected: (outcome: Outcome) => boolean,
): Promise<void> {
  for (let round = 0; round < 500; round++) {
    probe.send(BigInt(round) as WallNs);
    const last = bench.outcomes.at(-1);
    if (last !== undefined && isExpected(last)) return;
    await bench.pass(10);
  }
}

Deno.test("TcpHoldProbe tells a real RST from a real FIN on loopback", async () => {
  using libc = openLibc();
  const cases: readonly [
    act: (connection: Socket) => void,
    kind: string,
    detail: string,
  ][] = [
    [
      (connection) => connection.resetAndDestroy(),
      "reset",
      "Connection reset by peer",
    ],
    [(connection) => connection.end(), "ok", "closed in order by the far end"],
  ];
  for (const [act, kind, detail] of cases) {
    const server = createServer().listen(0, "127.0.0.1");
    await once(server, "listening");
    const address = server.address();
    ok(address !== null && typeof address !== "string");
    using bench = new ProbeBench(libc);
    using probe = new TcpHoldProbe(bench.context, {
      ...OPTIONS,
      address: "127.0.0.1",
      port: address.port,
      device: "lo",
    });
    const [[connection]] = await Promise.all([
      once(server, "connection"),
      checkUntil(probe, bench, (outcome) => outcome.detail === ""),
    ]);
    strictEqual(bench.outcomes.at(-1)?.kind, "ok");
    act(connection);
    await checkUntil(probe, bench, (outcome) => outcome.detail !== "");
    const outcome = bench.outcomes.at(-1);
    deepStrictEqual([outcome?.kind, outcome?.detail], [kind, detail]);
    connection.destroy();
    await Promise.all([once(server, "close"), server.close()]);
  }
});
