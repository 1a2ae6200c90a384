import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { testRandom } from "../../protocol/testing.ts";
import type { WallNs } from "../model/mod.ts";
import { EchoBench, losing } from "./echo_testing.ts";
import {
  DWELL_NS,
  type FakeLine,
  type Fate,
  SERVER_AHEAD_NS,
  steadyLine,
  TX_DELTA_NS,
} from "./server_session_testing.ts";
import { flood } from "./testing.ts";

const MS = 1_000_000;

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

Deno.test("EchoProbe lets no flood keep it from what else is due", async () => {
  using lab = new EchoBench(steadyLine(12 * MS, 4 * MS));
  await lab.bench.pass(50);
  using _flood = flood(lab.server.libc, {
    payload: new Uint8Array(64),
    peer: { address: "192.0.2.66", port: 9 },
  });
  // It would never return.
  lab.probe.send(1n as WallNs);
});
