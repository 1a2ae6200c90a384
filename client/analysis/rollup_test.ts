import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { STATUSES } from "../model/mod.ts";
import type { Distribution } from "./distribution.ts";
import { Rollup } from "./rollup.ts";
import { columnsOf, SERIES } from "./testing.ts";

const COLUMNS = columnsOf([
  [0, 10_000],
  [1_000, 10_000],
  [2_000, 12_000],
  [3_000, "timeout"],
  [4_000, "self_dropped"],
  [5_000, 11_000],
]);

function rollupOf(from: number, to: number): Rollup {
  const rollup = new Rollup("icmp");
  rollup.add(COLUMNS, from, to);
  return rollup;
}

/** What a rollup says, without what it is made of. */
function figuresOf(rollup: Rollup) {
  return {
    sent: rollup.sent,
    lost: rollup.lost,
    longest: rollup.losses.longest,
    answered: rollup.rtt.count,
    ipdvCount: rollup.ipdvCount,
    ipdvSumUs: rollup.ipdvSumUs,
    unsent: rollup.unsent,
    off: rollup.off,
  };
}

Deno.test("Rollup.add() counts what counts, an IPDV of nothing as well", () => {
  deepStrictEqual(figuresOf(rollupOf(0, 6)), {
    sent: 5,
    lost: 1,
    longest: 1,
    answered: 4,
    ipdvCount: 2,
    ipdvSumUs: 2_000,
    unsent: 0,
    off: 0,
  });
});

Deno.test("Rollup.add() takes no time of what was no answer, and none that is not there", () => {
  const series = { ...SERIES, probe: "tcp" } as const;
  const rollup = new Rollup("tcp");
  const columns = columnsOf([[0, "refused"], [1_000, 9_000]], series);
  rollup.add({ ...columns, rttUs: Int32Array.of(7_000, -1) }, 0, 2);
  deepStrictEqual([rollup.sent, rollup.lost, rollup.rtt.count], [2, 0, 0]);
});

Deno.test("Rollup.merge() tells the same as one pass", () => {
  const merged = rollupOf(0, 2);
  merged.merge(rollupOf(2, 6));
  deepStrictEqual(figuresOf(merged), figuresOf(rollupOf(0, 6)));
});

Deno.test("Rollup.clear() leaves what a new one has", () => {
  const rollup = rollupOf(0, 6);
  rollup.clear();
  deepStrictEqual(figuresOf(rollup), figuresOf(new Rollup("icmp")));
  strictEqual(rollup.echo, null);
});

/** ECHOs: a slow way up, one without times, one lost down, one lost up. */
const ECHOES = {
  ...columnsOf([
    [0, 10_000],
    [1_000, 0],
    [2_000, 12_000],
    [3_000, "timeout"],
    [4_000, "timeout"],
    [5_000, "send_failed"],
    [6_000, "interface_off"],
  ], { ...SERIES, probe: "echo" }),
  echo: {
    upUs: Int32Array.of(7_000, 0, -1, -1, -1, -1, -1),
    downUs: Int32Array.of(3_000, -40, 9, -1, -1, -1, -1),
    errorUs: Int32Array.of(30, 50, 900, -1, -1, -1, -1),
    queueUpUs: Int32Array.of(2_000, -1, 0, -1, -1, -1, -1),
    queueDownUs: Int32Array.of(500, 7, -3, -1, -1, -1, -1),
    lostOn: Uint8Array.of(0, 0, 0, 2, 1, 0, 0),
  },
};

function momentsOf(one: Distribution | undefined) {
  return [one?.count, one?.minUs, one?.maxUs, one?.sumUs];
}

function echoFiguresOf(rollup: Rollup) {
  return {
    ...figuresOf(rollup),
    byStatus: [...rollup.byStatus],
    rtt: momentsOf(rollup.rtt),
    lostOn: [...rollup.lostOn],
    maxErrorUs: rollup.maxErrorUs,
    up: momentsOf(rollup.echo?.up),
    down: momentsOf(rollup.echo?.down),
    queueUp: momentsOf(rollup.echo?.queueUp),
    queueDown: momentsOf(rollup.echo?.queueDown),
  };
}

function echoRollupOf(from: number, to: number): Rollup {
  const rollup = new Rollup("echo");
  rollup.add(ECHOES, from, to);
  return rollup;
}

Deno.test("Rollup.add() takes of ECHOs each way, its queue and its losses", () => {
  const byStatus = STATUSES.map((status) =>
    ({ ok: 3, timeout: 2, send_failed: 1, interface_off: 1 })[
      String(status)
    ] ?? 0
  );
  deepStrictEqual(echoFiguresOf(echoRollupOf(0, 7)), {
    sent: 6,
    lost: 3,
    longest: 3,
    answered: 3,
    ipdvCount: 2,
    ipdvSumUs: 22_000,
    unsent: 1,
    off: 1,
    byStatus,
    rtt: [3, 0, 12_000, 22_000],
    lostOn: [1, 1, 0],
    maxErrorUs: 50,
    up: [2, 0, 7_000, 7_000],
    // Clocks may be a little wrong: no way takes less than no time.
    down: [2, 0, 3_000, 3_000],
    queueUp: [2, 0, 2_000, 2_000],
    queueDown: [2, 0, 500, 500],
  });
});

Deno.test("Rollup.merge() and clear() forget no part of an ECHO's figures", () => {
  for (let cut = 0; cut <= 7; cut++) {
    const merged = echoRollupOf(0, cut);
    merged.merge(echoRollupOf(cut, 7));
    deepStrictEqual(echoFiguresOf(merged), echoFiguresOf(echoRollupOf(0, 7)));
    merged.clear();
    deepStrictEqual(echoFiguresOf(merged), echoFiguresOf(new Rollup("echo")));
  }
});

Deno.test("Rollup takes no ECHO figures of another probe", () => {
  const rollup = new Rollup("icmp");
  rollup.add(ECHOES, 0, 7);
  deepStrictEqual([...rollup.lostOn], [0, 0, 0]);
  strictEqual(rollup.maxErrorUs, 0);
});
