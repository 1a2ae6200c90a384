import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { testRandom } from "../../protocol/testing.ts";
import type { Measurement, WallNs } from "../model/mod.ts";
import { EchoProbe } from "./echo.ts";
import {
  DWELL_NS,
  type FakeLine,
  FakeServer,
  type Fate,
  SERVER_AHEAD_NS,
  steadyLine,
  testKeys,
  TX_DELTA_NS,
} from "./server_session_testing.ts";
import type { ServerNews } from "./server_news.ts";
import { ProbeBench, seriesOf } from "./testing.ts";

const MS = 1_000_000;

/** An EchoProbe, a fake server, and what was reported of each round. */
class EchoBench implements Disposable {
  readonly server: FakeServer;
  readonly bench: ProbeBench;
  readonly probe: EchoProbe;
  readonly news: ServerNews[] = [];
  #rounds = 0;

  constructor(line: FakeLine, options: { readonly secretByte?: number } = {}) {
    this.server = new FakeServer(line);
    this.bench = new ProbeBench(this.server.libc);
    this.probe = new EchoProbe(this.bench.context, {
      ...testKeys(options.secretByte),
      address: "192.0.2.9",
      port: 9876,
      device: "eth0",
      series: seriesOf({ probe: "echo", role: "server", server: "vps" }),
      timeoutNs: 1_000_000_000n,
      lateNs: 10_000_000_000n,
      onNews: (news) => this.news.push(news),
    });
  }

  /** Rounds a second apart, labelled 1, 2, 3... s. */
  async rounds(count: number): Promise<void> {
    for (let i = 0; i < count; i++) {
      this.probe.send(BigInt(++this.#rounds) * 1_000_000_000n as WallNs);
      await this.bench.pass(1000);
    }
  }

  /** Rounds 100 ms apart, and which datagrams each of them was. */
  async fastRounds(
    count: number,
  ): Promise<readonly { readonly up: number; readonly down: number }[]> {
    const datagrams = [];
    for (let i = 0; i < count; i++) {
      datagrams.push({ ...this.server.sent });
      this.probe.send(BigInt(++this.#rounds) * 1_000_000_000n as WallNs);
      await this.bench.pass(100);
    }
    return datagrams;
  }

  /** The last report of a round. */
  last(round: number): Measurement {
    const found = this.of(round).at(-1);
    if (found === undefined) throw new Error(`Cannot find round ${round}`);
    return found;
  }

  /** All reports of a round. */
  of(round: number): readonly Measurement[] {
    return this.bench.reports
      .filter(({ sentAt }) => sentAt === BigInt(round) * 1_000_000_000n);
  }

  /** Each round's last word: status, and where it was lost. */
  fates(): readonly string[] {
    return Array.from({ length: this.#rounds }, (_, i) => {
      const { outcome, echo } = this.last(i + 1);
      const where = echo?.lostOn ?? null;
      return where === null ? outcome.kind : `${outcome.kind} ${where}`;
    });
  }

  [Symbol.dispose](): void {
    this.probe[Symbol.dispose]();
    this.bench[Symbol.dispose]();
  }
}

/** Loses these datagrams; the KNOCK is 0, the confirming ECHO 1, round n n + 1. */
function losing(
  up: readonly number[],
  down: readonly number[] = [],
): FakeLine {
  const fate = (lost: readonly number[], takesNs: number) => (n: number) => ({
    takesNs: lost.includes(n) ? null : takesNs,
  });
  return { up: fate(up, 12 * MS), down: fate(down, 4 * MS) };
}

Deno.test("EchoProbe reports at once, and again with the exact times", async () => {
  using lab = new EchoBench(steadyLine(12 * MS, 4 * MS));
  await lab.bench.pass(50);
  await lab.rounds(3);
  const guessed = lab.of(3)[0]?.outcome;
  strictEqual(guessed?.kind === "ok" && guessed.rttNs, 16 * MS, "by the last");
  const [first, final, ...more] = lab.of(1);
  deepStrictEqual(more, []);
  deepStrictEqual(first?.outcome, {
    kind: "ok",
    rttNs: 16 * MS,
    localQueueNs: 0,
    stamps: "kernel",
    duplicates: 0,
    detail: "",
  });
  strictEqual(first?.isCorrection, false);
  strictEqual(first?.echo?.exchange, null);
  strictEqual(final?.isCorrection, true);
  strictEqual(
    final?.outcome.kind === "ok" && final.outcome.rttNs,
    16 * MS,
    "without the server's own time",
  );
  const exchange = final?.echo?.exchange;
  ok(exchange);
  const { sentNs, arrivedNs, repliedNs, returnedNs } = exchange;
  strictEqual(arrivedNs - sentNs, BigInt(12 * MS) + SERVER_AHEAD_NS);
  strictEqual(repliedNs - arrivedNs, BigInt(DWELL_NS + TX_DELTA_NS));
  strictEqual(returnedNs - repliedNs, BigInt(4 * MS) - SERVER_AHEAD_NS);
});

Deno.test("EchoProbe ends the wait for the exact times after 4 s", async () => {
  using lab = new EchoBench(steadyLine(12 * MS, 4 * MS));
  await lab.bench.pass(50);
  await lab.rounds(1);
  await lab.bench.pass(2_500);
  strictEqual(lab.of(1).length, 1);
  await lab.bench.pass(1_000);
  const { outcome, echo } = lab.last(1);
  strictEqual("rttNs" in outcome && outcome.rttNs, 16 * MS + TX_DELTA_NS);
  ok(echo?.exchange);
});

Deno.test("EchoProbe tells in which direction each ECHO was lost", async (t) => {
  const all = (n: number) => new Array<string>(n).fill("ok");
  const cases: readonly [
    why: string,
    line: FakeLine,
    rounds: number,
    expected: readonly string[],
  ][] = [
    ["nothing lost", losing([]), 3, all(3)],
    [
      "one on the way up",
      losing([4]),
      9,
      [...all(2), "timeout up", ...all(6)],
    ],
    [
      "one on the way down",
      losing([], [4]),
      9,
      [...all(2), "timeout down", ...all(6)],
    ],
    [
      "not yet known: reordering is still possible",
      losing([4]),
      5,
      [...all(2), "timeout", ...all(2)],
    ],
    [
      "both, one after the other",
      losing([4, 6], [4]),
      12,
      [...all(2), "timeout up", "timeout down", "timeout up", ...all(7)],
    ],
  ];
  for (const [why, line, rounds, expected] of cases) {
    await t.step(why, async () => {
      using lab = new EchoBench(line);
      await lab.bench.pass(50);
      await lab.rounds(rounds);
      deepStrictEqual(lab.fates(), expected);
    });
  }
});

Deno.test("EchoProbe blames no direction wrongly on a line that loses, repeats and reorders", async (t) => {
  for (
    const [why, lossPct] of [["1 %", 1], ["10 %", 10], ["30 %", 30]] as const
  ) {
    await t.step(`${why} lost each way`, async () => {
      const random = testRandom(lossPct);
      const chance = () => (random(1)[0] ?? 0) / 256;
      const fate = (): Fate => ({
        takesNs: 100 * chance() < lossPct
          ? null
          : (chance() < 0.25 ? 900 * chance() : 12) * MS,
        copies: chance() < 0.05 ? 1 : 0,
      });
      const fates = {
        up: new Map<number, Fate>(),
        down: new Map<number, Fate>(),
      };
      const noted = (way: "up" | "down") => (n: number) => {
        const found = fate();
        fates[way].set(n, found);
        return found;
      };
      using lab = new EchoBench(steadyLine(12 * MS, 4 * MS));
      await lab.bench.pass(50);
      lab.server.line = { up: noted("up"), down: noted("down") };
      const truth = await lab.fastRounds(600);
      lab.server.line = steadyLine(12 * MS, 4 * MS);
      await lab.fastRounds(20);
      await lab.bench.pass(20_000);
      let [lost, told] = [0, 0];
      for (const [i, { up, down }] of truth.entries()) {
        const { outcome, echo } = lab.last(i + 1);
        const upFate = fates.up.get(up);
        // Every copy that arrives draws a reply only if it is the first.
        const where = upFate?.takesNs === null
          ? "up"
          : fates.down.get(down)?.takesNs === null
          ? "down"
          : null;
        if (where === null) {
          ok(
            outcome.kind === "ok" || outcome.kind === "late",
            `round ${i + 1}`,
          );
          continue;
        }
        lost++;
        strictEqual(outcome.kind, "timeout");
        if (echo?.lostOn === "unknown") continue;
        told++;
        strictEqual(echo?.lostOn, where, `round ${i + 1}`);
      }
      ok(lost > 5 * lossPct && told === lost, `${told} of ${lost} told`);
    });
  }
});

Deno.test("EchoProbe corrects a late reply, and counts copies and overtaking", async () => {
  const takes: Readonly<Record<number, number>> = { 3: 1500, 6: 1100 };
  using lab = new EchoBench({
    up: () => ({ takesNs: 12 * MS }),
    down: (n) => ({
      takesNs: (takes[n] ?? 4) * MS,
      copies: n === 8 ? 2 : 0,
    }),
  });
  await lab.bench.pass(50);
  await lab.rounds(10);
  deepStrictEqual(
    lab.of(2).map(({ outcome }) => outcome.kind),
    ["timeout", "timeout", "late", "late"],
  );
  strictEqual(lab.of(2)[1]?.echo?.lostOn, "down", "so it seemed");
  strictEqual(lab.last(2).echo?.lostOn, null);
  const overtaken = lab.last(2).outcome;
  strictEqual(overtaken.detail, "overtaken by a later reply");
  const copied = lab.last(7).outcome;
  strictEqual("duplicates" in copied && copied.duplicates, 2);
});

Deno.test("EchoProbe does not blame the line for what this end or the server drops", async (t) => {
  await t.step("own receive buffer", async () => {
    using lab = new EchoBench(losing([], [4]));
    await lab.bench.pass(50);
    await lab.rounds(2);
    const [socket] = lab.server.libc.sockets;
    ok(socket);
    lab.probe.send(3_000_000_000n as WallNs);
    lab.server.libc.drop(socket, 1);
    await lab.bench.pass(1500);
    deepStrictEqual(lab.last(3).outcome, {
      kind: "self_dropped",
      detail: "receive buffer full",
    });
  });
  await t.step("server over its limit", async () => {
    using lab = new EchoBench(losing([]));
    await lab.bench.pass(50);
    await lab.rounds(2);
    lab.server.overLimit = 1;
    await lab.rounds(8);
    deepStrictEqual(lab.last(3).outcome, {
      kind: "self_dropped",
      detail: "server overload",
    });
    deepStrictEqual(lab.fates().filter((fate) => fate !== "ok").length, 1);
  });
});

Deno.test("EchoProbe labels what a restart of the server cost, and finds it again", async () => {
  using lab = new EchoBench(steadyLine(12 * MS, 4 * MS));
  await lab.bench.pass(50);
  await lab.rounds(3);
  lab.server.state = "off";
  await lab.rounds(2);
  lab.server.restart();
  lab.server.state = "on";
  await lab.rounds(6);
  const fates = lab.fates();
  const lost = fates.filter((fate) => fate !== "ok");
  deepStrictEqual(lost, lost.map(() => "reset"));
  strictEqual(lost.length, 3, fates.join());
  strictEqual(lab.last(4).outcome.detail, "server restart");
  deepStrictEqual(lab.news.map(({ kind }) => kind), ["answers", "restarted"]);
  const restarted = lab.news[1];
  ok(restarted?.kind === "restarted" && restarted.uptimeMs < restarted.gapMs);
});

Deno.test("EchoProbe labels a restart as well that outlasts its session", async () => {
  using lab = new EchoBench(steadyLine(12 * MS, 4 * MS));
  await lab.bench.pass(50);
  await lab.rounds(3);
  lab.server.state = "off";
  await lab.rounds(320);
  lab.server.restart();
  lab.server.state = "on";
  await lab.rounds(20);
  const fates = lab.fates();
  const lost = fates.filter((fate) => fate !== "ok");
  ok(lost.length >= 320);
  deepStrictEqual(new Set(lost), new Set(["reset"]));
});

Deno.test("EchoProbe tells a dead line from a restart", async () => {
  using lab = new EchoBench(steadyLine(12 * MS, 4 * MS));
  await lab.bench.pass(50);
  await lab.rounds(3);
  const alive = lab.server.line;
  lab.server.line = { ...alive, down: () => ({ takesNs: null }) };
  await lab.rounds(6);
  lab.server.line = alive;
  await lab.rounds(16);
  const fates = lab.fates();
  deepStrictEqual(fates.slice(0, 9), [
    ...["ok", "ok", "ok"],
    ...new Array<string>(6).fill("timeout down"),
  ]);
  deepStrictEqual(fates.slice(9), new Array<string>(16).fill("ok"));
  deepStrictEqual(lab.news.map(({ kind }) => kind), ["answers"]);
});

Deno.test("EchoProbe says once that nobody answers, and rows say it every round", async () => {
  using lab = new EchoBench(steadyLine(12 * MS, 4 * MS), { secretByte: 8 });
  await lab.rounds(20);
  await lab.bench.pass(100);
  deepStrictEqual(lab.news, [{ kind: "silent", knocks: 4 }]);
  deepStrictEqual(
    lab.last(5).outcome,
    { kind: "timeout", detail: "no session" },
  );
  strictEqual(lab.bench.reports.length, 20);
});

Deno.test("EchoProbe reads from ICMP that no server program runs", async () => {
  using lab = new EchoBench(steadyLine(12 * MS, 4 * MS));
  await lab.bench.pass(50);
  await lab.rounds(2);
  lab.server.state = "closed";
  await lab.rounds(5);
  deepStrictEqual(lab.last(4).outcome, {
    kind: "refused",
    detail: "port unreachable, says 192.0.2.9",
  });
  lab.server.restart();
  lab.server.state = "on";
  await lab.rounds(8);
  deepStrictEqual(lab.news.map(({ kind }) => kind), [
    "answers",
    "refused",
    "restarted",
    "answers",
  ]);
  strictEqual(lab.fates().includes("timeout"), false);
});

Deno.test("EchoProbe does not call it a loss of the line when no program listens", async () => {
  using lab = new EchoBench(steadyLine(12 * MS, 4 * MS));
  lab.server.state = "closed";
  await lab.rounds(30);
  await lab.bench.pass(100);
  deepStrictEqual(new Set(lab.fates()), new Set(["refused"]));
  deepStrictEqual(lab.news.map(({ kind }) => kind), ["refused"]);
});

Deno.test("EchoProbe renews its session without a gap", async () => {
  using lab = new EchoBench(steadyLine(12 * MS, 4 * MS));
  await lab.bench.pass(50);
  await lab.rounds(600);
  strictEqual(lab.server.knocks, 3);
  ok(lab.fates().every((fate) => fate === "ok"));
});

Deno.test("EchoProbe tells the last losses on a session that was replaced", async () => {
  using lab = new EchoBench(steadyLine(12 * MS, 4 * MS));
  await lab.bench.pass(50);
  await lab.rounds(20);
  const alive = lab.server.line;
  lab.server.line = { ...alive, up: () => ({ takesNs: null }) };
  await lab.rounds(10);
  lab.server.line = alive;
  await lab.rounds(20);
  deepStrictEqual(
    lab.fates().slice(20, 30),
    new Array<string>(10).fill("timeout up"),
  );
});

Deno.test("EchoProbe knocks at once when the server sees another port", async () => {
  using lab = new EchoBench(steadyLine(12 * MS, 4 * MS));
  await lab.bench.pass(50);
  await lab.rounds(2);
  strictEqual(lab.server.knocks, 1);
  lab.server.seenPort = 50_000;
  await lab.rounds(2);
  strictEqual(lab.server.knocks, 2);
});

Deno.test("EchoProbe.abandon() forgets what is under way and knocks", async () => {
  using lab = new EchoBench(losing([], [3]));
  await lab.bench.pass(50);
  await lab.rounds(1);
  lab.probe.send(2_000_000_000n as WallNs);
  lab.probe.abandon();
  await lab.bench.pass(5_000);
  deepStrictEqual(lab.of(2), []);
  strictEqual(lab.server.knocks, 2);
});

Deno.test("EchoProbe uses no times from around a step of the wall clock", async () => {
  using lab = new EchoBench(steadyLine(12 * MS, 4 * MS));
  await lab.bench.pass(50);
  await lab.rounds(2);
  lab.probe.send(3_000_000_000n as WallNs);
  lab.server.libc.wallOffsetNs += 3_600_000_000_000n;
  await lab.bench.pass(6_000);
  const { outcome, echo } = lab.last(3);
  strictEqual(outcome.kind, "ok");
  strictEqual("stamps" in outcome && outcome.stamps, "user");
  strictEqual(echo?.exchange, null);
  deepStrictEqual(
    lab.news.filter(({ kind }) => kind === "clock_set"),
    [{ kind: "clock_set", whose: "own" }],
  );
});
