import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { LossesNeeded } from "../analysis/loss_confidence.ts";
import type { Series } from "../model/mod.ts";
import type { Finding, IncidentType } from "./incident.ts";
import { Incidents } from "./incidents.ts";
import { qualityFindings } from "./quality.ts";
import { SeriesJudge } from "./series_judge.ts";
import { LINE, LINE6, OPTIONS } from "./testing.ts";

/** Each rule that is raised: since when and until when, s. */
type Raised = Readonly<
  Partial<
    Record<"spike" | "jitter" | "loss" | "burst", readonly [number, number]>
  >
>;

type Figures = Partial<
  Pick<
    SeriesJudge,
    "peakNs" | "peakJitterNs" | "peakLossPct" | "longestRun" | "lost"
  >
>;

/** A series that has answered, and has this trouble. */
function judgeOf(
  series: Series | undefined,
  raised: Raised = {},
  figures: Figures = {},
): SeriesJudge {
  if (series === undefined) throw new Error("a line has series");
  const needed = new LossesNeeded(OPTIONS.thresholds.packetLossPct);
  const judge = new SeriesJudge(series, { ...OPTIONS, needed });
  for (const name of ["spike", "jitter", "loss", "burst"] as const) {
    const [fromS, toS] = raised[name] ?? [];
    if (fromS === undefined || toS === undefined) continue;
    judge[name].bad(fromS * 1000);
    judge[name].bad(toS * 1000);
    strictEqual(judge[name].isRaised, true, `${name} needs longer`);
  }
  return Object.assign(judge, { hasAnswered: true, ...figures });
}

const [ROUTER, PROVIDER, ONE, EIGHT, NINE] = LINE;

function findings(
  judges: readonly SeriesJudge[],
  { isFull = false, incidents = new Incidents(OPTIONS.reopenMs) } = {},
): readonly Finding[] {
  return qualityFindings(judges, {
    name: "eth0",
    incidents,
    options: OPTIONS,
    isFull,
    traffic: { load_mbit: 9 },
  });
}

const SLOW: Raised = { spike: [10, 20] };
const LOSSY: Raised = { loss: [10, 20] };

Deno.test("qualityFindings() says the worst of all series that are affected", () => {
  const [found, ...others] = findings([
    judgeOf(ONE, SLOW, {
      peakNs: 52_126_000,
      peakJitterNs: 31_000_000,
      peakLossPct: 12.34,
      longestRun: 2,
      lost: 4,
    }),
    judgeOf(EIGHT, SLOW, {
      peakNs: 40_000_000,
      peakJitterNs: 33_336_000,
      peakLossPct: 5,
      longestRun: 4,
      lost: 2,
    }),
  ]);
  strictEqual(others.length, 0);
  deepStrictEqual(found?.metrics, {
    peak_ms: 52.13,
    peak_jitter_ms: 33.34,
    peak_loss_pct: 12.3,
    lost_in_a_row: 4,
    lost: 4,
  });
  deepStrictEqual(
    findings([judgeOf(ONE, SLOW)]).map(({ metrics }) => metrics),
    [{}],
    "what is not known is not said",
  );
});

Deno.test("qualityFindings() says the longest of the usual round trips", () => {
  const judges = [ONE, EIGHT].map((series, at) => {
    const judge = judgeOf(series, SLOW);
    for (let s = 0; s <= 60; s++) judge.baseline.add(1000 * s, (7 - at) * 1e6);
    return judge;
  });
  deepStrictEqual(findings(judges)[0]?.metrics, { usual_ms: 7 });
});

Deno.test("qualityFindings() rounds to hundredths of a millisecond", () => {
  for (const [peakNs, ms] of [[100_005_000, 100.01], [100_004_999, 100]]) {
    const [found] = findings([judgeOf(ONE, SLOW, { peakNs: peakNs ?? 0 })]);
    strictEqual(found?.metrics["peak_ms"], ms);
  }
});

Deno.test("qualityFindings() says round trips of less than a millisecond, too", () => {
  const judge = judgeOf(ONE, SLOW, { peakNs: 20_500_000, lost: 1 });
  for (let s = 0; s <= 60; s++) judge.baseline.add(1000 * s, 250_000);
  deepStrictEqual(findings([judge])[0]?.metrics, {
    usual_ms: 0.25,
    peak_ms: 20.5,
    lost: 1,
  });
});

Deno.test("qualityFindings() is alarmed from 20 % of loss on, and by five in a row", () => {
  const cases: readonly [Figures, Finding["severity"]][] = [
    [{ peakLossPct: 19.99 }, "warning"],
    [{ peakLossPct: 20 }, "alert"],
    [{ peakLossPct: 100, longestRun: 4 }, "alert"],
    [{ peakLossPct: 0, longestRun: 5 }, "critical"],
  ];
  for (const [figures, severity] of cases) {
    const judges = [judgeOf(ONE, LOSSY), judgeOf(EIGHT, LOSSY, figures)];
    strictEqual(findings(judges)[0]?.severity, severity);
  }
});

const FIRST: readonly [
  why: string,
  raised: readonly [Raised, Raised],
  expected: {
    readonly type: IncidentType;
    readonly conditions: readonly IncidentType[];
    readonly targets: readonly string[];
    readonly spanS: readonly [number, number];
  },
][] = [
  ["the earliest of any series", [
    { loss: [10, 31], spike: [20, 40] },
    { loss: [10, 30], spike: [3, 9] },
  ], {
    type: "latency_spike",
    conditions: ["packet_loss", "latency_spike"],
    targets: ["1.1.1.1", "8.8.8.8"],
    spanS: [3, 41],
  }],
  ["loss, as it was first", [
    { loss: [2, 31], jitter: [20, 40] },
    { loss: [10, 50], spike: [3, 9] },
  ], {
    type: "packet_loss",
    conditions: ["packet_loss", "latency_spike", "high_jitter"],
    targets: ["1.1.1.1", "8.8.8.8"],
    spanS: [2, 51],
  }],
  ["of two at once what says more", [
    { loss: [10, 20], burst: [10, 12] },
    { loss: [10, 20] },
  ], {
    type: "loss_burst",
    conditions: ["loss_burst", "packet_loss"],
    targets: ["1.1.1.1", "8.8.8.8"],
    spanS: [10, 21],
  }],
];

for (const [why, [one, eight], { type, ...expected }] of FIRST) {
  Deno.test(`qualityFindings() calls a trouble ${type}: ${why}`, () => {
    const [found, ...others] = findings([
      judgeOf(ONE, one),
      judgeOf(EIGHT, eight),
    ]);
    strictEqual(others.length, 0);
    strictEqual(found?.type, type);
    deepStrictEqual({
      conditions: found.conditions,
      targets: found.targets,
      spanS: [found.sinceMs / 1000, found.untilMs / 1000],
    }, expected);
  });
}

Deno.test("qualityFindings() names who has what a trouble is called for", () => {
  const [found] = findings([
    judgeOf(ONE, { spike: [3, 9] }),
    judgeOf(EIGHT, { spike: [3, 9], loss: [10, 20] }),
    judgeOf(NINE, { loss: [10, 20] }),
  ]);
  strictEqual(found?.type, "latency_spike");
  deepStrictEqual(found.targets, ["8.8.8.8", "1.1.1.1"]);
});

Deno.test("qualityFindings() goes by the routers where nothing else answers", () => {
  deepStrictEqual(
    findings([judgeOf(ROUTER, SLOW)])
      .map(({ slot, cause, targets }) => [slot, cause, targets]),
    [["eth0 quality line", "own_router", ["10.0.0.1"]]],
  );
  deepStrictEqual(findings([judgeOf(ROUTER, SLOW), judgeOf(ONE)]), []);
});

const FULL: readonly [why: string, ladder: readonly SeriesJudge[], string][] = [
  ["slow and nothing else", [
    judgeOf(ROUTER),
    judgeOf(ONE, { spike: [10, 20], jitter: [10, 20] }),
    judgeOf(EIGHT, { jitter: [10, 20] }),
  ], "own_traffic"],
  ["it loses, too", [
    judgeOf(ROUTER),
    judgeOf(ONE, { spike: [10, 20], loss: [10, 20] }),
    judgeOf(EIGHT, { spike: [10, 20], loss: [10, 20] }),
  ], "isp"],
  ["it loses only", [
    judgeOf(ROUTER),
    judgeOf(PROVIDER),
    judgeOf(ONE, LOSSY),
    judgeOf(EIGHT, LOSSY),
  ], "isp_core"],
  ["the router is slow already", [
    judgeOf(ROUTER, SLOW),
    judgeOf(ONE, SLOW),
    judgeOf(EIGHT, SLOW),
  ], "own_router"],
  ["one target alone", [
    judgeOf(ROUTER),
    judgeOf(ONE, SLOW),
    judgeOf(EIGHT),
    judgeOf(NINE),
  ], "far_end"],
];

for (const [why, ladder, cause] of FULL) {
  Deno.test(`qualityFindings() of a full line blames ${cause}: ${why}`, () => {
    const [found, ...others] = findings(ladder, { isFull: true });
    deepStrictEqual(
      [found?.cause, found?.metrics["load_mbit"], others],
      [cause, 9, []],
    );
  });
}

/** What was found of both targets before, and goes on. */
function goingOn(raised: Raised, series: readonly (Series | undefined)[]) {
  const incidents = new Incidents(OPTIONS.reopenMs);
  const judges = series.map((one) => judgeOf(one, raised));
  incidents.update(findings(judges), 21_000);
  return incidents;
}

Deno.test("qualityFindings() ends a line's trouble as the line's, of its kind and targets", () => {
  const cases: readonly [
    before: Raised,
    series: readonly (Series | undefined)[],
    slot: string,
  ][] = [
    [SLOW, [ONE, EIGHT], "line"],
    [{ jitter: [10, 20] }, [ONE, EIGHT], "line"],
    [LOSSY, [ONE, EIGHT], "icmp 1.1.1.1  4"],
    [SLOW, [EIGHT, NINE], "icmp 1.1.1.1  4"],
  ];
  for (const [before, series, slot] of cases) {
    const incidents = goingOn(before, series);
    const judges = [judgeOf(ONE, SLOW), judgeOf(EIGHT), judgeOf(NINE)];
    deepStrictEqual(
      findings(judges, { incidents }).map((found) => [found.slot]),
      [[`eth0 quality ${slot}`]],
    );
  }
});

Deno.test("qualityFindings() takes over what targets had of the same kind by themselves", () => {
  const own = judgeOf(ONE, SLOW);
  const before = (raised: Raised) => {
    const incidents = new Incidents(OPTIONS.reopenMs);
    const alone = [judgeOf(ONE, raised), judgeOf(EIGHT), judgeOf(NINE)];
    incidents.update(findings(alone), 21_000);
    return incidents;
  };
  const adopted = (incidents: Incidents) =>
    findings([own, judgeOf(EIGHT, SLOW)], { incidents })
      .map(({ slot, adopts }) => [slot, ...adopts]);
  const slots = ["eth0 quality line", `eth0 quality ${own.name}`];
  deepStrictEqual(adopted(before(SLOW)), [slots]);
  deepStrictEqual(adopted(before({ jitter: [10, 20] })), [slots]);
  deepStrictEqual(adopted(before(LOSSY)), [slots.slice(0, 1)]);
  deepStrictEqual(adopted(goingOn(SLOW, [ONE, EIGHT])), [slots.slice(0, 1)]);
});

Deno.test("qualityFindings() tells of one IP version what the other has not", () => {
  const [, six, other] = LINE6;
  const judges = [
    judgeOf(ONE),
    judgeOf(EIGHT),
    judgeOf(six, SLOW),
    judgeOf(other, SLOW),
  ];
  deepStrictEqual(
    findings(judges).map(({ slot, cause, target }) => [slot, cause, target]),
    [["eth0 quality ipv6", "ipv6", ""]],
  );
});

Deno.test("qualityFindings() tells a target's own trouble apart from the other version's", () => {
  const [, six, other] = LINE6;
  if (ONE === undefined) throw new Error("a line has targets");
  const well = [1, 2, 3, 4].map((i) =>
    judgeOf({ ...ONE, target: `2.2.2.${i}` })
  );
  const judges = [
    judgeOf(ONE, SLOW),
    ...well,
    judgeOf(six, SLOW),
    judgeOf(other, SLOW),
  ];
  deepStrictEqual(
    findings(judges).map(({ slot, target }) => [slot, target]),
    [
      ["eth0 quality icmp 1.1.1.1  4", "1.1.1.1"],
      ["eth0 quality ipv6", ""],
    ],
  );
});

Deno.test("qualityFindings() of a target takes over nothing of another", () => {
  const before = new Incidents(OPTIONS.reopenMs);
  const three = (one: Raised, eight: Raised) => [
    judgeOf(ONE, one),
    judgeOf(EIGHT, eight),
    judgeOf(NINE),
  ];
  before.update(findings(three(SLOW, {})), 21_000);
  const [found] = findings(three({}, SLOW), { incidents: before });
  deepStrictEqual([found?.target, found?.adopts], ["8.8.8.8", []]);
});

Deno.test("qualityFindings() of a line takes over what a target had once, as it begins", () => {
  const incidents = new Incidents(OPTIONS.reopenMs);
  const nine = judgeOf(NINE, SLOW);
  const alone = findings([judgeOf(ONE), judgeOf(EIGHT), nine]);
  const line = findings([judgeOf(ONE, SLOW), judgeOf(EIGHT, SLOW), nine]);
  incidents.update([...alone, ...line], 21_000);
  const [found] = findings([judgeOf(ONE, SLOW), judgeOf(EIGHT, SLOW), nine], {
    incidents,
  });
  deepStrictEqual([found?.slot, found?.adopts], ["eth0 quality line", []]);
});
