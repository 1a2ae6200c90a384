import type { Severity } from "../model/mod.ts";
import type { Cause, Finding, IncidentType, Metrics } from "./incident.ts";
import type { Incidents } from "./incidents.ts";
import {
  causeOf,
  type IsAffected,
  isFar,
  type Scope,
  scopeOf,
} from "./ladder.ts";
import type { JudgeOptions } from "./options.ts";
import type { Rule } from "./rule.ts";
import type { SeriesJudge } from "./series_judge.ts";

const NS_PER_MS = 1e6;
/** Loss of a minute above this is more than a warning, percent. */
const HIGH_LOSS_PCT = 20;

/** Where series are judged together. */
export interface Where {
  /** The interface. */
  readonly name: string;
  /** What was wrong before. */
  readonly incidents: Incidents;
  /** When something counts as trouble. */
  readonly options: JudgeOptions;
  /** Whether this machine's own traffic may fill the line now. */
  readonly isFull: boolean;
}

/**
 * What is wrong with the quality of a line that is not down: loss, delay and
 * jitter of the targets on the internet, one finding for all that share it.
 * Routers on the way only tell whose fault it is: they answer pings when they
 * have nothing better to do, and what passes them well is well.
 *
 * @param judges The series that are measured now.
 * @param where On which interface.
 */
export function qualityFindings(
  judges: readonly SeriesJudge[],
  where: Where,
): readonly Finding[] {
  if (!judges.some(({ isRaised }) => isRaised)) return [];
  const answering = judges.filter(({ hasAnswered }) => hasAnswered);
  const allFar = answering.filter(isFar);
  const far = allFar.length > 0 ? allFar : answering;
  const raised = far.filter(({ isRaised }) => isRaised);
  if (raised.length === 0) return [];
  const isLoss = raised.some(({ loss, burst }) =>
    loss.isRaised || burst.isRaised
  );
  const isAffected: IsAffected = (judge) =>
    isLoss && judge.isSuspectOfLoss || judge.isSuspectOfDelay;
  const shared = sharedScope(far, raised, { ...where, isAffected });
  const own = shared === "target"
    ? []
    : raised.filter((judge) => isWithin(judge, shared));
  const single = raised.filter((judge) => !own.includes(judge));
  const context = { ...where, judges: answering, isAffected };
  return [
    ...own.length > 0 ? [finding(own, shared, context)] : [],
    ...single.map((judge) => finding([judge], "target", context)),
  ];
}

/** A trouble that was the line's ends as the line's, target by target. */
function sharedScope(
  far: readonly SeriesJudge[],
  raised: readonly SeriesJudge[],
  { name, incidents, isAffected }: Where & { readonly isAffected: IsAffected },
): Scope {
  const scope = scopeOf(far, isAffected);
  if (scope !== "target") return scope;
  for (const known of ["line", "ipv4", "ipv6"] as const) {
    const open = incidents.openIn(`${name} quality ${known}`);
    if (raised.some(({ series }) => open?.targets.includes(series.target))) {
      return known;
    }
  }
  return "target";
}

function isWithin({ series }: SeriesJudge, scope: Scope): boolean {
  return scope === "line" || series.family === (scope === "ipv4" ? 4 : 6);
}

function finding(
  judges: readonly SeriesJudge[],
  scope: Scope,
  context: Where & {
    readonly judges: readonly SeriesJudge[];
    readonly isAffected: IsAffected;
  },
): Finding {
  const { name, options } = context;
  const conditions = CONDITIONS.filter(({ of }) =>
    judges.some((judge) => of(judge).isRaised)
  );
  const rules = conditions.flatMap(({ of }) => judges.map(of))
    .filter(({ isRaised }) => isRaised);
  const [first] = [...conditions].sort((a, b) =>
    earliest(judges, a) - earliest(judges, b)
  );
  const [single] = judges.length === 1 || scope === "target" ? judges : [];
  const isOne = scope === "target" && single !== undefined;
  return {
    slot: `${name} quality ${isOne ? slotOf(single) : scope}`,
    type: first?.type ?? "packet_loss",
    severity: severityOf(judges, options),
    interface: name,
    target: isOne ? single.series.target : "",
    server: isOne ? single.series.server : "",
    sinceMs: Math.min(...rules.map(({ sinceMs }) => sinceMs)),
    untilMs: Math.max(...rules.map(({ lastBadMs }) => lastBadMs)) +
      options.intervalMs,
    cause: causeOfQuality(conditions, scope, context),
    conditions: conditions.map(({ type }) => type),
    targets: [...new Set(judges.map(({ series }) => series.target))],
    metrics: metricsOf(judges),
    adopts: isOne
      ? []
      : context.judges.map((judge) => `${name} quality ${slotOf(judge)}`),
  };
}

/** A line that is slow, and nothing else, while it is full: a queue. */
function causeOfQuality(
  conditions: readonly Condition[],
  scope: Scope,
  { judges, isAffected, isFull }: Where & {
    readonly judges: readonly SeriesJudge[];
    readonly isAffected: IsAffected;
  },
): Cause {
  const cause = causeOf(judges, scope, isAffected);
  const isOnlySlow = conditions.every(({ type }) =>
    type === "latency_spike" || type === "high_jitter"
  );
  const isNear = cause === "wifi" || cause === "own_router";
  return isFull && isOnlySlow && !isNear && scope !== "target"
    ? "own_traffic"
    : cause;
}

function slotOf({ series }: SeriesJudge): string {
  return [series.probe, series.target, series.server, series.family].join(" ");
}

interface Condition {
  readonly type: IncidentType;
  readonly of: (judge: SeriesJudge) => Rule;
}

/** What says more comes first, where several begin together. */
const CONDITIONS: readonly Condition[] = [
  { type: "loss_burst", of: ({ burst }) => burst },
  { type: "packet_loss", of: ({ loss }) => loss },
  { type: "latency_spike", of: ({ spike }) => spike },
  { type: "high_jitter", of: ({ jitter }) => jitter },
];

function earliest(judges: readonly SeriesJudge[], { of }: Condition): number {
  return Math.min(
    ...judges.map(of).filter(({ isRaised }) => isRaised)
      .map(({ sinceMs }) => sinceMs),
  );
}

function severityOf(
  judges: readonly SeriesJudge[],
  { thresholds }: JudgeOptions,
): Severity {
  const run = Math.max(...judges.map(({ longestRun }) => longestRun));
  if (run >= thresholds.lossBurstCritical) return "critical";
  const lossPct = Math.max(...judges.map(({ peakLossPct }) => peakLossPct));
  return lossPct >= HIGH_LOSS_PCT ? "alert" : "warning";
}

function metricsOf(judges: readonly SeriesJudge[]): Metrics {
  const peak = (of: (judge: SeriesJudge) => number) =>
    Math.max(0, ...judges.map(of));
  const figures = {
    "usual_ms": ms(peak(({ baseline }) => baseline.value || 0)),
    "peak_ms": ms(peak(({ peakNs }) => peakNs)),
    "peak_jitter_ms": ms(peak(({ peakJitterNs }) => peakJitterNs)),
    "peak_loss_pct": Math.round(10 * peak((of) => of.peakLossPct)) / 10,
    "lost_in_a_row": peak(({ longestRun }) => longestRun),
    "lost": peak(({ lost }) => lost),
  };
  return Object.fromEntries(
    Object.entries(figures).filter(([, value]) => value > 0),
  );
}

function ms(ns: number): number {
  return Math.round(ns / NS_PER_MS * 100) / 100;
}
