import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { LossesNeeded } from "../analysis/loss_confidence.ts";
import { type Series, STATUSES } from "../model/mod.ts";
import { DnsJudge } from "./dns_judge.ts";
import { Incidents } from "./incidents.ts";
import { qualityFindings } from "./quality.ts";
import { SeriesJudge } from "./series_judge.ts";
import { serviceFindings } from "./services.ts";
import { LINE, OPTIONS } from "./testing.ts";

const WHERE = { name: "eth0", isLineBad: false };

/** A resolver's look-ups, 10 s apart: ms, or nothing for a timeout. */
function resolver(
  target: string,
  lookups: readonly (number | null)[],
  fromMs = 0,
): DnsJudge {
  const [ping] = LINE;
  if (ping === undefined) throw new Error("a line has series");
  const series: Series = {
    ...ping,
    probe: "dns",
    role: "resolver",
    target,
    variant: "cached",
  };
  const judge = new DnsJudge(series, OPTIONS);
  for (const [at, ms] of lookups.entries()) {
    judge.add(fromMs + 10_000 * at, {
      code: STATUSES.indexOf(ms === null ? "timeout" : "ok"),
      rttNs: ms === null ? NaN : ms * 1e6,
      detail: "",
      series,
    });
  }
  return judge;
}

function times<T>(count: number, value: T): readonly T[] {
  return Array.from({ length: count }, () => value);
}

Deno.test("serviceFindings() tells of one resolver what it does, since when and how bad", () => {
  const failing = resolver("9.9.9.9", [20, 20, null, null, null, 20]);
  deepStrictEqual(serviceFindings([failing], [], WHERE), [{
    slot: "eth0 dns 9.9.9.9",
    type: "dns_failing",
    severity: "alert",
    interface: "eth0",
    target: "9.9.9.9",
    server: "",
    sinceMs: 20_000,
    untilMs: 40_000,
    cause: "far_end",
    conditions: ["dns_failing"],
    targets: ["9.9.9.9"],
    metrics: { "failed_pct": 60 },
    adopts: [],
  }]);
  const slow = resolver("9.9.9.9", times(8, 250.4));
  deepStrictEqual(serviceFindings([slow], [], WHERE), [{
    slot: "eth0 dns 9.9.9.9",
    type: "dns_slow",
    severity: "warning",
    interface: "eth0",
    target: "9.9.9.9",
    server: "",
    sinceMs: 50_000,
    untilMs: 70_000,
    cause: "far_end",
    conditions: ["dns_slow"],
    targets: ["9.9.9.9"],
    metrics: { "peak_ms": 250 },
    adopts: [],
  }]);
  deepStrictEqual(
    serviceFindings([slow], [], { ...WHERE, isLineBad: true }),
    [],
  );
});

Deno.test("serviceFindings() rounds a resolver's time to milliseconds", () => {
  for (const [ms, said] of [[1000.5, 1001], [1000.499999, 1000]] as const) {
    const [found] = serviceFindings([resolver("a", times(6, ms))], [], WHERE);
    strictEqual(found?.metrics["peak_ms"], said);
  }
});

Deno.test("serviceFindings() tells of all resolvers when two or more, and half of them, have trouble", () => {
  const bad = (target: string, fromMs: number, failures = 3) =>
    resolver(target, [20, ...times(failures, null)], fromMs);
  const well = (target: string) => resolver(target, times(10, 20));
  const slots = (judges: readonly DnsJudge[]) =>
    serviceFindings(judges, [], WHERE).map(({ slot }) => slot);
  deepStrictEqual(slots([bad("a", 0), well("b")]), ["eth0 dns a"]);
  deepStrictEqual(slots([bad("a", 0), bad("b", 0), well("c"), well("d")]), [
    "eth0 dns all",
  ]);
  deepStrictEqual(
    slots([bad("a", 0), bad("b", 0), well("c"), well("d"), well("e")]),
    ["eth0 dns a", "eth0 dns b"],
  );
  const dead = resolver("c", times(5, null));
  deepStrictEqual(slots([dead]), [], "it never answered");
  const slow = resolver("b", times(6, 300), 100_000);
  const [shared] = serviceFindings([bad("a", 5_000), slow], [], WHERE);
  deepStrictEqual(shared, {
    slot: "eth0 dns all",
    type: "dns_failing",
    severity: "alert",
    interface: "eth0",
    target: "",
    server: "",
    sinceMs: 15_000,
    untilMs: 150_000,
    cause: "unknown",
    conditions: ["dns_failing", "dns_slow"],
    targets: ["a", "b"],
    metrics: { "failed_pct": 75, "peak_ms": 300 },
    adopts: ["eth0 dns a", "eth0 dns b"],
  });
});

/** A series that knows after a minute that 5 ms are usual. */
function settled(at: number): SeriesJudge {
  const series = LINE[at];
  if (series === undefined) throw new Error("a line has five series");
  const needed = new LossesNeeded(OPTIONS.thresholds.packetLossPct);
  const judge = new SeriesJudge(series, { ...OPTIONS, needed });
  for (let second = 0; second <= 60; second++) pass(judge, second, 5);
  return judge;
}

function pass(judge: SeriesJudge, second: number, ms: number | null): void {
  const code = STATUSES.indexOf(ms === null ? "timeout" : "ok");
  judge.add(second * 1000, code, ms === null ? NaN : ms * 1e6, NaN);
}

function found(judges: readonly SeriesJudge[], isFull = false) {
  return qualityFindings(judges, {
    name: "eth0",
    incidents: new Incidents(OPTIONS.reopenMs),
    options: OPTIONS,
    isFull,
    traffic: { "own_traffic": "quic" },
  });
}

Deno.test("qualityFindings() tells of a slow line since when, until when, and how slow", () => {
  const judges = [settled(0), settled(2), settled(3)];
  strictEqual(found(judges).length, 0);
  for (let second = 61; second <= 67; second++) {
    for (const [at, judge] of judges.entries()) {
      pass(judge, second, at === 0 ? 5 : second === 64 ? 50.126 + at : 40);
    }
  }
  const slow = {
    slot: "eth0 quality line",
    type: "latency_spike",
    severity: "warning",
    interface: "eth0",
    target: "",
    server: "",
    sinceMs: 61_000,
    untilMs: 68_000,
    cause: "isp",
    conditions: ["latency_spike"],
    targets: ["1.1.1.1", "8.8.8.8"],
    metrics: { "usual_ms": 5, "peak_ms": 52.13 },
    adopts: [],
  };
  deepStrictEqual(found(judges), [slow]);
  deepStrictEqual(found(judges, true), [{
    ...slow,
    cause: "own_traffic",
    metrics: { ...slow.metrics, "own_traffic": "quic" },
  }]);
});

Deno.test("qualityFindings() tells of one target's burst what was lost", () => {
  const cases: readonly [lost: number, severity: string][] = [
    [3, "warning"],
    [4, "warning"],
    [5, "critical"],
  ];
  for (const [lost, severity] of cases) {
    const judges = [settled(0), settled(2), settled(3), settled(4)];
    const [, target] = judges;
    for (let second = 61; second < 61 + lost; second++) {
      for (const judge of judges) {
        pass(judge, second, judge === target ? null : 5);
      }
    }
    const [finding, ...others] = found(judges);
    strictEqual(others.length, 0);
    deepStrictEqual(
      [finding?.slot, finding?.type, finding?.severity, finding?.cause],
      ["eth0 quality icmp 1.1.1.1  4", "loss_burst", severity, "far_end"],
    );
    deepStrictEqual(
      [finding?.sinceMs, finding?.target, finding?.targets],
      [61_000, "1.1.1.1", ["1.1.1.1"]],
    );
    strictEqual(finding?.metrics["lost_in_a_row"], lost);
    strictEqual(finding?.metrics["lost"], lost);
    strictEqual(finding?.metrics["peak_ms"], undefined);
  }
});
