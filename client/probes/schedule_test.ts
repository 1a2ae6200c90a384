import { deepStrictEqual, strictEqual, throws } from "node:assert/strict";
import { FakeLibc } from "@bufferbane/ffi/testing";
import type { MonoNs, WallNs } from "../model/mod.ts";
import { Schedule, type Turn } from "./schedule.ts";

const S = 1_000_000_000n;

function setUp() {
  const libc = new FakeLibc({});
  const schedule = new Schedule(libc.openPoller(), {
    wall: () => libc.clock("realtime") as WallNs,
    mono: () => libc.clock("monotonic") as MonoNs,
    boot: () => libc.clock("boottime") as MonoNs,
  });
  const abort = new AbortController();
  return { libc, schedule, abort, startNs: libc.clock("monotonic") };
}

Deno.test("Schedule.every() keeps to its rhythm and reports lateness and missed turns", async () => {
  const { libc, schedule, abort, startNs } = setUp();
  const turns: Turn[] = [];
  const blockedNs = [0, 300_000_000, 0, 2_500_000_000, 0, 0];
  schedule.every({ periodNs: S, phaseNs: startNs + S }, (turn) => {
    turns.push(turn);
    libc.advance(blockedNs[turns.length - 1] ?? 0);
    if (turns.length === blockedNs.length) abort.abort();
  });
  await schedule.run(abort.signal);
  const at = ({ deadlineNs, lateNs, missed }: Turn) => ({
    second: Number((deadlineNs - startNs) / S),
    lateMs: lateNs / 1e6,
    missed,
  });
  deepStrictEqual(turns.map(at), [
    { second: 1, lateMs: 0, missed: 0 },
    { second: 2, lateMs: 0, missed: 0 },
    { second: 3, lateMs: 0, missed: 0 },
    { second: 4, lateMs: 0, missed: 0 },
    // Blocked from 4 to 6.5 s: second 5 is skipped, second 6 begins late.
    { second: 6, lateMs: 1500, missed: 1 },
    { second: 7, lateMs: 0, missed: 0 },
  ]);
});

Deno.test("Schedule.every() begins in its phase when that has passed", async () => {
  const { libc, schedule, abort, startNs } = setUp();
  libc.advance(7_400_000_000);
  let firstNs = 0n;
  schedule.every({ periodNs: S, phaseNs: startNs + S / 10n }, (turn) => {
    firstNs = turn.deadlineNs - startNs;
    abort.abort();
  });
  await schedule.run(abort.signal);
  strictEqual(firstNs, 8_100_000_000n);
});

Deno.test("Schedule.every() refuses a period that is not above zero", () => {
  const { schedule } = setUp();
  throws(
    () => schedule.every({ periodNs: 0n, phaseNs: 0n }, () => {}),
    new RangeError("Cannot repeat every 0 ns"),
  );
});

Deno.test("Schedule.at() runs in order of time, whatever the order of asking", async () => {
  const { schedule, abort, startNs } = setUp();
  const order: string[] = [];
  schedule.at(startNs + 3n * S, () => abort.abort());
  schedule.at(startNs + 2n * S, () => order.push("second"));
  schedule.at(startNs + S, () => order.push("first"));
  const cancelled = schedule.at(startNs + S, () => order.push("never"));
  cancelled[Symbol.dispose]();
  await schedule.run(abort.signal);
  deepStrictEqual(order, ["first", "second"]);
});

Deno.test("Schedule.at() runs jobs of the same time in the order of asking", async () => {
  const { schedule, abort, startNs } = setUp();
  const order: string[] = [];
  const ask = (name: string) =>
    schedule.at(startNs + S, () => order.push(name));
  ask("first");
  const cancelled = ask("never");
  ask("second");
  cancelled[Symbol.dispose]();
  schedule.at(startNs + S, () => abort.abort());
  await schedule.run(abort.signal);
  deepStrictEqual(order, ["first", "second"]);
});

Deno.test("Schedule forgets a cancelled job at once", async () => {
  const libc = new FakeLibc({});
  const poller = libc.openPoller();
  const wait = poller.wait.bind(poller);
  const waits: bigint[] = [];
  poller.wait = (untilNs) => {
    waits.push(untilNs);
    return wait(untilNs);
  };
  const schedule = new Schedule(poller, {
    wall: () => libc.clock("realtime") as WallNs,
    mono: () => libc.clock("monotonic") as MonoNs,
    boot: () => libc.clock("boottime") as MonoNs,
  });
  const startNs = libc.clock("monotonic");
  const abort = new AbortController();
  schedule.at(startNs + 9n * S, () => abort.abort());
  // As a name that is doubted at every loss puts off its next lookup.
  for (let i = 1n; i < 1000n; i++) {
    schedule.at(startNs + 5n * S + i, () => {})[Symbol.dispose]();
  }
  await schedule.run(abort.signal);
  strictEqual(new Set(waits).size, 1, "only the one job was waited for");
});

Deno.test("Schedule.takeLongestSliceNs() tells how long the loop was kept, once", async () => {
  const { libc, schedule, abort, startNs } = setUp();
  schedule.at(startNs + S, () => libc.advance(40_000_000));
  schedule.at(startNs + 2n * S, () => abort.abort());
  await schedule.run(abort.signal);
  strictEqual(schedule.takeLongestSliceNs(), 40_000_000);
  strictEqual(schedule.takeLongestSliceNs(), 0);
});
