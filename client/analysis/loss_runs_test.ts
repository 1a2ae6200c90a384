import { deepStrictEqual, strictEqual } from "node:assert/strict";
import type { Period } from "../model/mod.ts";
import { LossRuns } from "./loss_runs.ts";

const LONG = 3;

/** A probe a second: `x` is lost. */
function runsOf(probes: string, gaps: readonly Period[] = []): LossRuns {
  const runs = new LossRuns(gaps, LONG);
  for (const [s, probe] of [...probes].entries()) {
    runs.add(s * 1_000, probe === "x");
  }
  return runs;
}

const CASES: readonly [
  probes: string,
  longest: readonly [probes: number, fromMs: number, toMs: number] | null,
  inLongRuns: number,
  why: string,
][] = [
  ["...", null, 0, "nothing lost"],
  [".x..x", [1, 1_000, 1_000], 0, "the earliest of equals"],
  [".xx.xxx.", [3, 4_000, 6_000], 3, "the longest, and a long one"],
  ["xxxx", [4, 0, 3_000], 4, "all lost"],
  ["xxx.xxxx.xx", [4, 4_000, 7_000], 7, "two long ones"],
];

for (const [probes, longest, inLongRuns, why] of CASES) {
  Deno.test(`LossRuns.add() follows "${probes}": ${why}`, () => {
    const runs = runsOf(probes);
    deepStrictEqual(
      runs.longest === null
        ? null
        : [runs.longest.probes, runs.longest.fromMs, runs.longest.toMs],
      longest,
    );
    strictEqual(runs.inLongRuns, inLongRuns);
  });
}

Deno.test("LossRuns.add() ends a run where nothing was measured", () => {
  const gaps = [{ fromMs: 1_500, toMs: 1_900 }];
  deepStrictEqual(runsOf("xxxx", gaps).longest, {
    probes: 2,
    fromMs: 0,
    toMs: 1_000,
  });
});

Deno.test("LossRuns.add() ends a run where the gap begins with a probe", () => {
  const gaps = [{ fromMs: 2_000, toMs: 2_000 }];
  deepStrictEqual(runsOf("xxxx", gaps).longest, {
    probes: 2,
    fromMs: 0,
    toMs: 1_000,
  });
});

const MINUTE = (at: number) => ({
  fromMs: at * 60_000,
  toMs: at * 60_000 + 59_000,
});
const ALL_LOST = { leading: 60, trailing: 60, longest: 60, inLongRuns: 60 };

Deno.test("LossRuns.join() goes on with a run over summed up minutes", () => {
  const runs = new LossRuns([], LONG);
  runs.join(
    60,
    { leading: 0, trailing: 2, longest: 2, inLongRuns: 0 },
    MINUTE(0),
  );
  runs.join(60, ALL_LOST, MINUTE(1));
  runs.join(
    60,
    { leading: 1, trailing: 0, longest: 1, inLongRuns: 0 },
    MINUTE(2),
  );
  deepStrictEqual(runs.longest, {
    probes: 63,
    fromMs: 0,
    toMs: MINUTE(2).toMs,
  });
  strictEqual(runs.inLongRuns, 63, "the seams made it longer");
});

Deno.test("LossRuns.join() begins anew after a gap, and at an answer", () => {
  const gap = { fromMs: 59_500, toMs: 59_900 };
  const runs = new LossRuns([gap], LONG);
  runs.join(60, ALL_LOST, MINUTE(0));
  runs.join(60, ALL_LOST, MINUTE(1));
  deepStrictEqual(runs.longest, {
    probes: 60,
    fromMs: 0,
    toMs: MINUTE(0).toMs,
  }, "not joined over the gap");
  strictEqual(runs.inLongRuns, 120);
  runs.join(
    60,
    { leading: 0, trailing: 0, longest: 0, inLongRuns: 0 },
    MINUTE(2),
  );
  runs.join(60, {
    ...ALL_LOST,
    leading: 50,
    trailing: 0,
    longest: 50,
    inLongRuns: 50,
  }, MINUTE(3));
  strictEqual(runs.longest?.probes, 60);
  strictEqual(runs.inLongRuns, 170);
});

Deno.test("LossRuns.join() takes a run in the middle of a minute, and none for none", () => {
  const runs = new LossRuns([], LONG);
  const none = { leading: 0, trailing: 0, longest: 0, inLongRuns: 0 };
  runs.join(60, none, MINUTE(0));
  strictEqual(runs.longest, null);
  runs.join(60, { ...none, longest: 5, inLongRuns: 5 }, MINUTE(1));
  deepStrictEqual(runs.longest, { probes: 5, ...MINUTE(1) });
  strictEqual(runs.inLongRuns, 5);
});

Deno.test("LossRuns.join() makes a long run of just enough on both sides of a seam", () => {
  const runs = new LossRuns([], LONG);
  const ends = { leading: 1, trailing: 2, longest: 2, inLongRuns: 0 };
  for (const minute of [0, 1, 2]) runs.join(60, ends, MINUTE(minute));
  strictEqual(runs.inLongRuns, 6, "2 and 1, twice");
});

Deno.test("LossRuns.join() of no probes changes nothing", () => {
  const runs = runsOf("xx");
  runs.join(0, ALL_LOST, MINUTE(0));
  runs.add(2_000, true);
  strictEqual(runs.longest?.probes, 3);
});

/** Summed up minutes of 60 probes each: their losses at both ends. */
function joined(
  ends: readonly (readonly [leading: number, trailing: number])[],
  gaps: readonly Period[] = [],
) {
  const runs = new LossRuns(gaps, LONG);
  for (const [at, [leading, trailing]] of ends.entries()) {
    const longest = Math.max(leading, trailing);
    runs.join(60, { leading, trailing, longest, inLongRuns: 0 }, MINUTE(at));
  }
  const { probes, fromMs, toMs } = runs.longest ?? {};
  return [probes, fromMs, toMs];
}

Deno.test("LossRuns.join() says in which minutes the longest run was", () => {
  const all = [60, 60] as const;
  const spans = (from: number, to: number) => [
    MINUTE(from).fromMs,
    MINUTE(to).toMs,
  ];
  deepStrictEqual(joined([[0, 1], all]), [61, ...spans(0, 1)]);
  deepStrictEqual(joined([[0, 0], all, all]), [120, ...spans(1, 2)]);
  deepStrictEqual(joined([all, [1, 2], all]), [62, ...spans(1, 2)]);
  const gap = { fromMs: 59_500, toMs: 59_900 };
  deepStrictEqual(joined([all, all, all], [gap]), [120, ...spans(1, 2)]);
});
