import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { type Series, type Status, STATUSES } from "../model/mod.ts";
import { DnsJudge } from "./dns_judge.ts";
import { LINE, OPTIONS } from "./testing.ts";

const [PING] = LINE;

function seriesOf(variant: "cached" | "random"): Series {
  if (PING === undefined) throw new Error("a line has series");
  return { ...PING, probe: "dns", role: "resolver", variant };
}

/** A look-up every 10 s: milliseconds, or what went wrong. */
function judged(
  lookups: readonly (number | Status)[],
  variant: "cached" | "random" = "cached",
  detail = "",
): DnsJudge {
  const series = seriesOf(variant);
  const judge = new DnsJudge(series, OPTIONS);
  for (const [i, result] of lookups.entries()) {
    const isAnswer = typeof result === "number";
    judge.add(10_000 * i, {
      code: STATUSES.indexOf(isAnswer ? "ok" : result),
      rttNs: isAnswer ? result * 1e6 : NaN,
      detail,
      series,
    });
  }
  return judge;
}

function times<const T>(count: number, value: T): readonly T[] {
  return Array.from({ length: count }, () => value);
}

const FAILING: readonly [
  lookups: readonly (number | Status)[],
  isFailing: boolean,
  why: string,
][] = [
  [times(30, 20), false, "all is well"],
  [[...times(28, 20), ...times(2, "timeout")], false, "two are chance"],
  [
    [...times(27, 20), ...times(3, "timeout")],
    false,
    "10 % are not above 10 %",
  ],
  [
    ["timeout", ...times(27, 20), ...times(3, "timeout")],
    false,
    "what was 31 look-ups ago does not count",
  ],
  [[...times(3, "timeout"), ...times(9, 20)], true, "nine good ones"],
  [[...times(3, "timeout"), ...times(10, 20)], false, "ten good ones"],
  [[...times(26, 20), ...times(4, "timeout")], true, "13 %"],
  [[...times(5, 20), ...times(3, "timeout")], true, "three of eight"],
  [["timeout", "timeout", "timeout"], true, "nothing else was seen"],
  [[20, ...times(4, "rcode")], true, "refusals are failures"],
];

for (const [lookups, isFailing, why] of FAILING) {
  Deno.test(`DnsJudge is ${isFailing ? "" : "not "}failing: ${why}`, () => {
    strictEqual(judged(lookups).isFailing, isFailing);
  });
}

Deno.test("DnsJudge tells since when it fails, until when, and how often", () => {
  const judge = judged([20, 20, "timeout", 20, "timeout", "timeout", 20]);
  const { sinceMs, lastBadMs, newestMs, peakFailedPct } = judge;
  deepStrictEqual([sinceMs, lastBadMs, newestMs, peakFailedPct], [
    20_000,
    50_000,
    60_000,
    50,
  ]);
});

Deno.test("DnsJudge takes NXDOMAIN for the answer to a made-up name, and to no other", () => {
  const lookups = times(5, "rcode");
  strictEqual(judged(lookups, "random", "NXDOMAIN").isFailing, false);
  strictEqual(judged(lookups, "random", "SERVFAIL").isFailing, true);
  strictEqual(judged(lookups, "cached", "NXDOMAIN").isFailing, true);
});

const SLOW: readonly [
  lookups: readonly number[],
  isSlow: boolean,
  why: string,
][] = [
  [times(6, 200), false, "as slow as may be"],
  [times(6, 200.0001), true, "a little slower"],
  [times(5, 900), false, "five say nothing"],
  [[20, 20, 20, 900, 900, 900], true, "the middle of six: 460 ms"],
  [[20, 20, 20, 20, 900, 900], false, "most are fast"],
];

for (const [lookups, isSlow, why] of SLOW) {
  Deno.test(`DnsJudge is ${isSlow ? "" : "not "}slow with ${lookups.join(", ")} ms: ${why}`, () => {
    strictEqual(judged(lookups).isSlow, isSlow);
  });
}

const OVER = [
  { ms: 140, isSlow: false, why: "70 % of what may be" },
  { ms: 141, isSlow: true, why: "between good and bad" },
] as const;

for (const { ms, isSlow, why } of OVER) {
  Deno.test(`DnsJudge is ${isSlow ? "still" : "no longer"} slow at ${ms} ms: ${why}`, () => {
    strictEqual(judged([...times(6, 300), ...times(6, ms)]).isSlow, isSlow);
  });
}

Deno.test("DnsJudge keeps the slowest median until it has been told", () => {
  const judge = judged([...times(6, 300), ...times(6, 250)]);
  deepStrictEqual([judge.peakNs, judge.sinceMs, judge.lastBadMs], [
    300e6,
    50_000,
    110_000,
  ]);
  judge.forgetPeaks();
  strictEqual(judge.peakNs, 0);
});

Deno.test("DnsJudge does not time made-up names: they take as long as they take", () => {
  strictEqual(judged(times(6, 900), "random").isSlow, false);
});

Deno.test("DnsJudge has answered from the first answer on", () => {
  const { hasAnswered, peakNs, peakFailedPct, newestMs } = judged([]);
  deepStrictEqual([hasAnswered, peakNs, peakFailedPct, newestMs], [
    false,
    0,
    0,
    NaN,
  ]);
  strictEqual(judged(["timeout"]).hasAnswered, false);
  strictEqual(judged(["timeout", 20]).hasAnswered, true);
});

Deno.test("DnsJudge.forgive() forgets what failed while the line was down", () => {
  const judge = judged(times(5, "timeout"));
  judge.forgive(60_000);
  deepStrictEqual([judge.isRaised, judge.peakFailedPct], [false, 0]);
});

Deno.test("DnsJudge begins anew when it was forgiven, and looks at nothing earlier", () => {
  const ask = (judge: DnsJudge, atMs: number, status: Status) =>
    judge.add(atMs, {
      code: STATUSES.indexOf(status),
      rttNs: 900e6,
      detail: "",
      series: seriesOf("cached"),
    });
  const judge = judged([20, ...times(5, "timeout")]);
  judge.forgive(100_000);
  judge.forgive(80_000);
  for (let i = 0; i < 5; i++) ask(judge, 99_999, "timeout");
  strictEqual(judge.newestMs, 50_000);
  for (let i = 0; i < 2; i++) ask(judge, 100_000 + i, "timeout");
  strictEqual(judge.isFailing, false, "two are chance again");
  ask(judge, 100_002, "timeout");
  deepStrictEqual([judge.isFailing, judge.peakFailedPct], [true, 100]);
  const slow = judged(times(6, 900));
  slow.forgive(100_000);
  for (let i = 0; i < 5; i++) ask(slow, 100_000 + i, "ok");
  strictEqual(slow.isSlow, false, "five say nothing again");
});

Deno.test("DnsJudge does not count what this machine dropped itself", () => {
  const judge = judged(times(5, "self_dropped"));
  deepStrictEqual([judge.isFailing, judge.newestMs], [false, NaN]);
});

Deno.test("DnsJudge remembers the first failure for longer than thirty look-ups", () => {
  const now = ["timeout", ...times(9, 20)] as const;
  const { isFailing, sinceMs } = judged(
    ["timeout", "timeout", ...now, ...now, ...now, ...now],
  );
  deepStrictEqual([isFailing, sinceMs], [true, 0]);
});
