import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import type { WallNs } from "../model/mod.ts";
import { EchoBench, losing } from "./echo_testing.ts";
import { steadyLine } from "./server_session_testing.ts";

const MS = 1_000_000;

/** Of three rounds, some without the server, and some with it anew: the lost. */
async function lostInRestart(
  lab: EchoBench,
  { away, back }: { readonly away: number; readonly back: number },
): Promise<readonly string[]> {
  await lab.bench.pass(50);
  await lab.rounds(3);
  lab.server.state = "off";
  await lab.rounds(away);
  lab.server.restart();
  lab.server.state = "on";
  await lab.rounds(back);
  return lab.fates().filter((fate) => fate !== "ok");
}

Deno.test("EchoProbe labels what a restart of the server cost, and finds it again", async () => {
  using lab = new EchoBench(steadyLine(12 * MS, 4 * MS));
  const lost = await lostInRestart(lab, { away: 2, back: 6 });
  deepStrictEqual(lost, ["reset", "reset", "reset"]);
  strictEqual(lab.last(4).outcome.detail, "server restart");
  deepStrictEqual(lab.news.map(({ kind }) => kind), ["answers", "restarted"]);
  const restarted = lab.news[1];
  ok(restarted?.kind === "restarted" && restarted.uptimeMs < restarted.gapMs);
});

Deno.test("EchoProbe labels a restart as well that outlasts its session", async () => {
  using lab = new EchoBench(steadyLine(12 * MS, 4 * MS));
  const lost = await lostInRestart(lab, { away: 320, back: 20 });
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
